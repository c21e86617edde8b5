import { expect, test } from 'vitest'
import { checkTime } from '../../src/commands/time.ts'
import type { PlanDocument } from '../../src/core/plan/document.ts'
import { budgetsOf, LockedOut } from '../../src/core/pace/pace.ts'
import type { Spent } from '../../src/core/pace/pace.ts'
import type { Event } from '../../src/core/model/ports.ts'
import type { Step } from '../../src/core/model/step.ts'
import { field, store } from '../laws/build.ts'

const creates = (count: number): readonly Step[] =>
  Array.from({ length: count }, (_, at) => ({
    call: 'create-datastore',
    datastore: `d${at}`,
    definition: store({ a: field() }, [], `d${at}`),
  }))
const add: Step = { call: 'add-fields', datastore: 'other', fields: new Map([['b', field()]]) }
const locked = (ms: number): Spent => ({ agoMs: new Map(), lockedMs: new Map([['datastores.create', ms]]) })

/** What is told or thrown for these steps with so many seconds left. */
async function told(steps: readonly Step[], seconds: number | undefined, spent?: Spent) {
  const events: Event[] = []
  const left = {
    clock: { now: () => 1_000_000 },
    notify: (event: Event) => events.push(event),
    environment: { budgets: budgetsOf(), spentNow: async () => spent },
    ...(seconds !== undefined && { deadline: 1_000_000 + seconds * 1000 }),
  }
  // Nothing else of a document is looked at.
  const document = { plan: { steps } } as unknown as PlanDocument
  try {
    await checkTime(left, document)
  } catch (error) {
    return error instanceof LockedOut ? [error.code, error.retryAt] : error
  }
  return events.map(each => each.type === 'note' && each.problem.code)
}

test('a plan that fits, has no steps or no limit says nothing', async () => {
  expect(await told(creates(9), 10)).toEqual([])
  expect(await told([], 0, locked(300_000))).toEqual([])
  expect(await told(creates(100), undefined, locked(300_000))).toEqual([])
})

test('a plan of which only a part fits is begun, with a warning', async () => {
  expect(await told(creates(10), 30)).toEqual(['RL106'])
  expect(await told([...creates(1), add], 30, locked(300_000))).toEqual(['RL106'])
})

test('a plan whose first write is locked out past the end is refused, with the time when it may go', async () => {
  expect(await told(creates(1), 30, locked(300_000))).toEqual(['RL102', 1_300_000])
  expect(await told(creates(1), 301, locked(300_000))).toEqual([])
})

test('the reads that go before a delete are no reason to begin', async () => {
  const remove: Step = { call: 'delete-datastore', datastore: 'd' }
  const spent: Spent = { agoMs: new Map(), lockedMs: new Map([['datastores.delete', 60_000]]) }
  expect(await told([remove], 30, spent)).toEqual(['RL102', 1_060_300])
})
