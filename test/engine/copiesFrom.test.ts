import { expect, test } from 'vitest'

import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { field, store } from '../laws/build.ts'
import { counts, HEADERS, killAt, no, rowsIn, text, yes } from './carried.ts'
import type { Values } from './carried.ts'
import { all, migration } from './migrated.ts'
import { virtualWorld } from './virtualWorld.ts'
import type { Meddle, VirtualWorld } from './virtualWorld.ts'

const rooms = store({ code: text, desk: text }, [], 'rooms')
const before = [store({ no, room: text }, [['no']]), rooms]
const after = [store({ no, room: text, code: text, phone: field({ type: 'large-text' }) }, [['no']]), rooms]
const COPY = migration(
  'phones',
  `  - copy: { datastore: store, field: room, into: code }
  - copy: { datastore: store, from: { datastore: rooms, key: code, field: desk }, into: phone }
`,
)

async function insert({ org, world }: VirtualWorld, name: string, rows: readonly Values[]): Promise<void> {
  const headers = { ...HEADERS, authorization: 'Zoho-oauthtoken a-person' }
  for (const [at, values] of rows.entries()) {
    if (at % 25 === 0) await world.clock.sleep(60_000)
    const url = `/api/v3/datastores/${name}/records`
    const answer = await org.handle({ method: 'POST', url, headers, body: JSON.stringify({ values }) })
    expect([answer.status, answer.body]).toEqual([200, answer.body])
  }
}

/** An org of people and rooms, before the phone of each room is copied to its people. */
async function within(
  people: readonly Values[],
  desks: readonly Values[],
  work: (org: VirtualWorld) => Promise<void>,
): Promise<void> {
  const org = await virtualWorld()
  try {
    org.define(catalogOf(before))
    expect((await performApply(org.world, yes)).kind).toBe('done')
    await insert(org, 'store', people)
    await insert(org, 'rooms', desks)
    await org.world.clock.sleep(3_600_000)
    org.define(catalogOf(after), undefined, [COPY])
    await work(org)
  } finally {
    await org.close()
  }
}

const PEOPLE: readonly Values[] = [
  { no: 'a', room: 'R 1' },
  { no: 'b', room: 'R2' },
  { no: 'c', room: 'r2' },
  { no: 'none', room: 'R9' },
  { no: 'empty', room: '' },
  { no: 'absent' },
  { no: 'bare', room: 'R3' },
]
const DESKS: readonly Values[] = [
  { code: 'R 1', desk: '100' },
  { code: 'R2', desk: '200' },
  // The same key twice with one value is no question.
  { code: 'R2', desk: '200' },
  { code: 'R3' },
  { code: 'R5', desk: '500' },
  { desk: '600' },
]

async function expectCopied(org: VirtualWorld): Promise<void> {
  const phones = new Map((await rowsIn(org)).map(each => [each['no'], each['phone'] ?? '']))
  const found = { a: '100', b: '200', c: '', none: '', empty: '', absent: '', bare: '' }
  expect(Object.fromEntries(phones)).toEqual(found)
  // What was read is as it was.
  expect((await rowsIn(org, 'rooms')).map(each => each['desk'] ?? '').sort()).toEqual(
    DESKS.map(each => String(each['desk'] ?? '')).sort(),
  )
}

test('values come from another datastore by a key, in the calls that the plan named; who has no partner stays as it was', async () => {
  await within(PEOPLE, DESKS, async org => {
    const plan = await performPlan(org.world, { offline: false, allow: [], ...all })
    expect(plan.plan.problems).toEqual([])
    await org.world.clock.sleep(3_600_000)
    const applied = await performApply(org.world, { ...yes, ...all })
    expect([applied.kind, applied.stoppedBy]).toEqual(['done', undefined])
    expect(counts(applied)).toEqual(Object.fromEntries(plan.plan.estimate.calls))
    await expectCopied(org)
    expect((await performPlan(org.another(), { offline: false, allow: [] })).plan.steps).toEqual([])
  })
})

test('two partners with one key and two values are refused before anything is sent, where somebody has that key', async () => {
  await within(PEOPLE, [...DESKS, { code: 'R2', desk: '201' }], async org => {
    const begun = org.watched.writes()
    await expect(performApply(org.world, yes)).rejects.toMatchObject({ code: 'MG114' })
    expect(org.watched.writes()).toBe(begun)
  })
  await within(PEOPLE, [...DESKS, { code: 'R5', desk: '501' }], async org => {
    expect((await performApply(org.world, yes)).kind).toBe('done')
    await expectPhones(org, { a: '100', b: '200' })
  })
})

test('a partner that changes while values are copied is looked at again', async () => {
  await within(PEOPLE, DESKS, async org => {
    const headers = { ...HEADERS, authorization: 'Zoho-oauthtoken a-person' }
    const url = '/api/v3/datastores/rooms/records'
    let isOpen = true
    const meddle: Meddle = transport => ({
      async exchange(request) {
        const isWrite = request.method === 'PATCH' && request.url.pathname.includes('/store/records')
        if (isWrite && isOpen) {
          isOpen = false
          const body = JSON.stringify({ criteria: 'code=R2', values: { desk: '222' } })
          expect((await org.org.handle({ method: 'PATCH', url, headers, body })).status).toBeLessThan(300)
        }
        return transport.exchange(request)
      },
    })
    expect((await performApply(org.another(meddle), yes)).kind).toBe('done')
    await expectPhones(org, { a: '100', b: '222' })
  })
})

async function expectPhones(org: VirtualWorld, some: Readonly<Record<string, string>>): Promise<void> {
  const phones = new Map((await rowsIn(org)).map(each => [String(each['no']), each['phone'] ?? '']))
  for (const [key, phone] of Object.entries(some)) expect([key, phones.get(key)]).toEqual([key, phone])
}

const STRIDE = Number(process.env['KILL_STRIDE'] ?? 6)

test('a copy from another datastore that is killed at any call ends well on another machine', async () => {
  let calls = 0
  await within(PEOPLE, DESKS, async org => {
    const begun = org.org.requests.length
    expect((await performApply(org.another(), yes)).kind).toBe('done')
    calls = org.org.requests.length - begun
  })
  for (let at = 0; at < 2 * calls; at += STRIDE)
    await within(PEOPLE, DESKS, async org => {
      let kill = () => undefined as void
      const killed = new Promise<void>(resolve => (kill = resolve))
      const meddle = killAt(Math.floor(at / 2), at % 2 === 0 ? 'before' : 'after', kill)
      const first = performApply(org.another(meddle), yes)
      expect(await Promise.race([first.then(() => 'done'), killed.then(() => 'killed')])).toBe('killed')
      expect(['done', 'nothing-to-do'], `call ${at}`).toContain((await performApply(org.another(), yes)).kind)
      await expectCopied(org)
    })
})
