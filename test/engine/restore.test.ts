import { expect, test } from 'vitest'
import { performApply } from '../../src/commands/apply.ts'
import { performRestore } from '../../src/commands/restore.ts'
import type { Backup } from '../../src/core/model/backup.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { field, store } from '../laws/build.ts'
import { APPLY, HEADERS } from './stale.ts'
import { virtualWorld } from './virtualWorld.ts'
import type { Meddle } from './virtualWorld.ts'

const key = { k: field({ mandatory: true }) }
const whole = store({ ...key, w: field(), z: field() }, [['k']], 'd0')
const RECORDS = '/api/v3/datastores/d0/records'
const REFUSAL = Buffer.from('{"code":"request_limit_exceeded","message":"Slow down"}')

/** Somebody who works by hand meanwhile. */
interface Person {
  edit(rows: readonly number[], values: Readonly<Record<string, string>>): Promise<void>
  remove(row: number): Promise<void>
}

/** What happens at each update of a restore, by its number from 1; `locked-out` answers it in Cliq's place. */
type AtUpdate = (nth: number, person: Person) => Promise<'locked-out' | undefined>

/** Brings two fields of 60 rows back, and tells how the rows are then. */
async function filledIn(atUpdate: AtUpdate = async () => undefined, lease: 'local' | 'org' = 'local') {
  const ids: string[] = []
  let updates = 0
  const person: Person = {
    // In bulk, which spends nothing of the budget of single updates.
    edit: async (rows, values) => {
      await call('PATCH', '', { criteria: `k in (${rows.map(row => `k${row}`).join(',')})`, values })
    },
    remove: async row => {
      await call('DELETE', `/${ids[row] ?? ''}`)
    },
  }
  const meddle: Meddle = ({ exchange }) => ({
    async exchange(request) {
      if (request.method !== 'PATCH' || !request.url.pathname.includes('/d0/')) return exchange(request)
      const what = await atUpdate((updates += 1), person)
      return what === undefined ? exchange(request) : { kind: 'answer', status: 400, headers: {}, body: REFUSAL }
    },
  })
  const { world, org, records, define, close } = await virtualWorld(lease, meddle)
  const call = async (method: string, path: string, body?: object) => {
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await org.handle({ method, url: RECORDS + path, headers: HEADERS, ...text })
    expect([answer.status < 300, answer.body]).toEqual([true, answer.body])
    return answer.body
  }
  try {
    define(catalogOf([whole]))
    await performApply(world, { ...APPLY, allow: [] })
    for (let at = 0; at < 60; at += 1) {
      if (at % 25 === 0) await world.clock.sleep(60_000)
      const answer = await call('POST', '', { values: { k: `k${at}`, w: `w${at}`, z: `z${at}` } })
      ids.push(/"id":"(\d+)"/u.exec(answer)?.[1] ?? '')
    }
    const copies: Backup[] = []
    const writeBackup = async (backup: Backup) => `copy/${copies.push(backup)}`
    const readBackup = async () => copies[0] ?? Promise.reject(new Error('nothing was copied'))
    const own = { ...world, project: { ...world.project, writeBackup, readBackup } }
    define(catalogOf([store(key, [['k']], 'd0')]))
    const gone = await performApply(own, { ...APPLY, allow: ['field-removed:d0.w', 'field-removed:d0.z'] })
    expect(gone.kind).toBe('done')
    await world.clock.sleep(3_600_000)
    const begun = org.requests.length
    const restored = await performRestore(own, {
      folders: ['copy/1'],
      asWas: false,
      yes: true,
      approve: undefined,
      show: () => undefined,
    })
    const sent = org.requests.slice(begun).filter(each => each.operation !== undefined).length
    await world.clock.sleep(3_600_000)
    const { records: live } = await records.fetchRecords('d0', Infinity)
    const rows = ids.map(id => live.find(each => each.id === id)?.values)
    return { restored, rows, sent }
  } finally {
    await close()
  }
}

const asCopied = (row: number) => ({ k: `k${row}`, w: `w${row}`, z: `z${row}` })

test.each(['local', 'org'] as const)(
  'the calls and the seconds that a restore under a %s lease names are those that it takes',
  async lease => {
    const { restored, rows, sent } = await filledIn(undefined, lease)
    expect(restored).toMatchObject({ kind: 'done', journal: { rows: [{ updated: 60, skipped: 0 }] } })
    expect(rows).toMatchObject(rows.map((_, row) => asCopied(row)))
    expect([...restored.journal.calls.values()].reduce((sum, each) => sum + each, 0)).toBe(sent)
    expect(sent).toBe(restored.plan.calls)
    expect(restored.journal.calls.get('records.get')).toBe(60)
    expect(Math.abs(restored.journal.seconds - restored.plan.seconds)).toBeLessThanOrEqual(1)
  },
)

test('what somebody writes while rows wait for the budget stays, and what is still empty is filled', async () => {
  const { restored, rows, sent } = await filledIn(async (nth, { edit }) => {
    if (nth !== 25) return undefined
    await edit([40], { w: 'by hand', z: 'by hand' })
    await edit([50], { w: 'by hand' })
    await edit([59], { z: 'by hand' })
    return undefined
  })
  expect(rows[40]).toMatchObject({ w: 'by hand', z: 'by hand' })
  expect(rows[50]).toMatchObject({ w: 'by hand', z: 'z50' })
  expect(rows[59]).toMatchObject({ w: 'w59', z: 'by hand' })
  expect(rows[58]).toMatchObject(asCopied(58))
  expect(restored).toMatchObject({
    kind: 'done',
    left: 0,
    journal: { rows: [{ updated: 59, skipped: 1, troubles: [] }] },
  })
  // The three edits, and one row that was looked at only.
  expect(sent).toBe(restored.plan.calls - 1 + 3)
})

test('what somebody writes while updates are locked out stays', async () => {
  const { restored, rows } = await filledIn(async (nth, { edit }) => {
    if (nth !== 2) return undefined
    await edit([1], { w: 'by hand' })
    await edit([2], { w: 'by hand', z: 'by hand' })
    return 'locked-out'
  })
  expect(rows[1]).toMatchObject({ w: 'by hand', z: 'z1' })
  expect(rows[2]).toMatchObject({ w: 'by hand', z: 'by hand' })
  expect(restored).toMatchObject({ kind: 'done', journal: { rows: [{ updated: 59, skipped: 1 }] } })
  expect(restored.journal.seconds).toBeGreaterThan(300)
})

test('a row that somebody removes meanwhile is left out and told as missing', async () => {
  const { restored, rows } = await filledIn(async (nth, { remove }) => {
    if (nth !== 25) return undefined
    await remove(40)
    return undefined
  })
  expect(restored).toMatchObject({
    kind: 'stopped',
    left: 1,
    journal: { rows: [{ updated: 59, skipped: 1, troubles: [] }] },
  })
  expect(restored.stoppedBy).toMatchObject({ code: 'BK106' })
  expect(rows[40]).toBeUndefined()
  expect(rows[41]).toMatchObject(asCopied(41))
})

const LATER = Array.from({ length: 40 }, (_, at) => at + 20)

test('where most rows are filled by hand, looks wait for their own budget, and what is empty is filled all the same', async () => {
  const { restored, rows } = await filledIn(async (nth, { edit }) => {
    if (nth === 5)
      for (const from of [0, 10, 20, 30]) await edit(LATER.slice(from, from + 10), { w: 'by hand', z: 'by hand' })
    return undefined
  })
  expect(rows.slice(0, 20)).toMatchObject(Array.from({ length: 20 }, (_, row) => asCopied(row)))
  expect(rows.slice(20).filter(each => each?.['w'] !== 'by hand')).toEqual([])
  expect(restored).toMatchObject({ kind: 'done', journal: { rows: [{ updated: 20, skipped: 40 }] } })
  expect(restored.journal.calls.get('records.get')).toBe(60)
})
