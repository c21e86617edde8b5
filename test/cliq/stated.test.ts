import { expect, test } from 'vitest'

import { openGovernor } from '../../src/cliq/governor.ts'
import { memoryLedger } from '../../src/cliq/inMemory.ts'
import { OPERATIONS } from '../../src/core/model/operations.ts'
import type { Event } from '../../src/core/model/ports.ts'
import { budgetsOf } from '../../src/core/pace/pace.ts'
import { virtualClock } from './virtual.ts'

const HOUR = 3_600_000
const CREATE = 'datastores.create'
const DOCUMENTED = OPERATIONS[CREATE].lockOutMs

/** For how long a throttle that states so many ms stops its operation, and what hears of it is told. */
async function stopped(statedMs: number, lockOutMs?: number) {
  const clock = virtualClock()
  const told: number[] = []
  const events: Event[] = []
  const deps = {
    clock,
    notify: (event: Event) => void events.push(event),
    ledger: memoryLedger(),
    random: () => 0.5,
    lockedOut: (_: readonly string[], ms: number) => void told.push(ms),
  }
  const governor = openGovernor({ account: 'a', budgets: budgetsOf(), lockOutMs }, deps)
  const passed = await governor.pass(CREATE, {})
  const until = (await passed?.throttled(statedMs)) ?? 0
  expect(told).toEqual([until - clock.now()])
  expect(events).toMatchObject([{ type: 'note', problem: { code: 'RL103' } }])
  return until - clock.now()
}

test.each([
  ['nothing', 0, undefined, DOCUMENTED + 5_000],
  ['less than is documented', 1_000, undefined, DOCUMENTED + 5_000],
  ['an hour', HOUR, undefined, HOUR + 5_000],
  ['more than an hour, which is a slip', HOUR + 1, undefined, 905_000],
  ['nothing, where it is set', 0, 1_000, 6_000],
  ['more than is set', 2_000, 1_000, 7_000],
] as const)(
  'a throttle that states %s stops as long as the longest that is known, and a margin',
  async (_, stated, set, ms) => {
    expect(await stopped(stated, set)).toBe(ms)
  },
)

test('a place of nobody gives no call, and one that was left none at once', async () => {
  const clock = virtualClock()
  const deps = { clock, notify: () => undefined, ledger: memoryLedger(), random: () => 0.5 }
  const governor = openGovernor({ account: 'a', budgets: budgetsOf() }, deps)
  expect(await governor.enter({ leave: () => Promise.resolve() })).toBeUndefined()
  const place = await governor.reserve(CREATE, 9, {})
  expect(await governor.pass(CREATE, {})).toBeUndefined()
  await place.leave()
  expect(await governor.pass(CREATE, {})).toBeDefined()
})
