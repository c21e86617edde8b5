import { expect, test } from 'vitest'
import { performApply } from '../../src/commands/apply.ts'
import { catalogOf } from '../../src/core/catalog.ts'
import { Failure, failure } from '../../src/core/failure.ts'
import { fields, store } from '../laws/build.ts'
import { virtualWorld } from './virtualWorld.ts'

const options = { yes: true, allow: [], approve: undefined, show: () => undefined }

test('how far a stopped run came is told even where the lock file takes nothing any more', async () => {
  const { world, org, define, close } = await virtualWorld()
  try {
    define(catalogOf([store(fields(2), [], 'one'), store(fields(2), [], 'two')]))
    org.fault({ kind: 'refuse', operation: 'datastores.create', nth: 2, status: 400, code: 'datastore_invalid' })
    const full = () => Promise.reject(failure('FS107', 'cliq-ds.lock.json cannot be written: ENOSPC'))
    const project = { ...world.project, writeLock: full }
    const { kind, journal, stoppedBy } = await performApply({ ...world, project }, options)
    expect([kind, journal.done.length, journal.failed.length]).toEqual(['stopped', 1, 1])
    expect(stoppedBy instanceof Failure && stoppedBy.code).toBe('FS107')
  } finally {
    await close()
  }
})
