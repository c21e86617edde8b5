import { expect, test } from 'vitest'

import { performApply } from '../../src/commands/apply.ts'
import type { World } from '../../src/commands/world.ts'
import type { Backup } from '../../src/core/model/backup.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { misread } from '../../src/emulator/misreadings.ts'
import { store } from '../laws/build.ts'
import { no, rowsIn, text, withOrg, yes } from './carried.ts'
import { migration } from './migrated.ts'
import type { Meddle } from './virtualWorld.ts'

const own = store({ no, a: text, b: text }, [['no']])
const rows = Array.from({ length: 30 }, (_, at) => ({ no: `r${at}`, a: `a${at}`, b: `b${at}` }))

/** The first listing of records lacks some of them. */
const careless = (): Meddle => {
  let listings = 0
  return transport => ({
    async exchange(request) {
      const answer = await transport.exchange(request)
      const isListing = request.method === 'GET' && request.url.pathname.endsWith('/records')
      if (!isListing || answer.kind !== 'answer' || (listings += 1) > 1) return answer
      const cut = misread({ status: answer.status, headers: {}, body: answer.body.toString('utf8') }, 'cut')
      return { ...answer, body: Buffer.from(cut.body) }
    },
  })
}

async function copiesOf(step: string, environment: Partial<World['environment']> = {}) {
  return withOrg({ from: own, to: own, hints: {} }, rows, async org => {
    org.define(catalogOf([own]), undefined, [migration('over', step)])
    const copies: Backup[] = []
    const machine = org.another(careless())
    const project = { ...machine.project, writeBackup: async (copy: Backup) => `copy/${copies.push(copy)}` }
    const world = { ...machine, project, environment: { ...machine.environment, ...environment } }
    const applied = await performApply(world, { ...yes, checks: 'skipped' })
    expect([applied.kind, applied.stoppedBy]).toEqual(['done', undefined])
    const now = await rowsIn(org)
    return { copies, told: applied.journal.backups?.map(each => each.folder), now }
  })
}

const OVER = '  - copy: { datastore: store, field: a, into: b, only_if_empty: false }\n'

test('what is written over is in a copy before, also where the reading behind the first one lacked it', async () => {
  const { copies, told, now } = await copiesOf(OVER)
  expect(new Set(now.map(each => each['b']))).toEqual(new Set(rows.map(each => each.a)))
  const [first, last] = [copies[0], copies.at(-1)]
  expect([first?.records.length === rows.length, told?.length]).toEqual([false, copies.length])
  expect(new Set(last?.records.map(each => each.values['b']))).toEqual(new Set(rows.map(each => each.b)))
  // Restore takes the later of two copies of one run.
  expect(new Set(copies.map(each => each.takenAt)).size).toBe(1)
})

test('one copy is enough where nothing is written over, and none is kept where the config waives them', async () => {
  const empty = '  - copy: { datastore: store, field: a, into: b }\n'
  expect((await copiesOf(empty)).copies).toHaveLength(1)
  expect((await copiesOf(OVER, { backup: false })).copies).toEqual([])
})
