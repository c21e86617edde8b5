import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

import { fetchPlan, performLibraryApply, startLocalCliq } from '../../src/world/library.ts'
import { temporaryFolder } from '../files/temporary.ts'

test('a local Cliq keeps to limits only where they are asked for', async () => {
  const statuses = async (limits: true | undefined) => {
    const local = await startLocalCliq({ ...(limits && { limits }) })
    onTestFinished(() => local.close())
    const found = new Set<number>()
    for (let calls = 0; calls < 31; calls += 1) {
      const answer = await fetch(`${local.apiUrl}/datastores`, {
        headers: { authorization: 'Bearer t', connection: 'close' },
      })
      await answer.arrayBuffer()
      found.add(answer.status)
    }
    return found.size
  }
  expect([await statuses(true), await statuses(undefined)]).toEqual([2, 1])
})

test('how far records are read is handed on', async () => {
  const cwd = await temporaryFolder()
  await mkdir(join(cwd, 'schemas'))
  await writeFile(join(cwd, 'cliq-ds.config.json'), JSON.stringify({ environments: { local: { emulator: true } } }))
  const lines = [
    'unique_name: rooms',
    'name: Rooms',
    'description: Of a house',
    'fields:',
    '  a: { name: A, type: number }',
  ]
  await writeFile(join(cwd, 'schemas/rooms.yaml'), `${lines.join('\n')}\n`)
  const options = { cwd, env: { CLIQ_DS_STATE_DIR: join(cwd, 'state') } }
  expect((await fetchPlan({ ...options, checks: 'skipped' })).checks).toBe('skipped')
  expect((await fetchPlan(options)).checks).toBe('bounded')
  // Whether a field may become mandatory is asked of the records.
  const apply = async (mandatory: boolean, checks?: 'skipped') => {
    const rooms = [...lines.slice(0, -1), `  a: { name: A, type: number, mandatory: ${mandatory} }`]
    await writeFile(join(cwd, 'schemas/rooms.yaml'), `${rooms.join('\n')}\n`)
    const { calls } = await performLibraryApply({ ...options, yes: true, ...(checks && { checks }) })
    return Object.keys(calls).includes('records.list')
  }
  await apply(false)
  expect([await apply(true, 'skipped'), await apply(false), await apply(true)]).toEqual([false, false, true])
})
