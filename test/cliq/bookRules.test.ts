import { describe, expect, test } from 'vitest'
import { admission, limitOf, lockedOut, tidied } from '../../src/cliq/admission.ts'
import { LEARNED_MS } from '../../src/core/pace/ledger.ts'
import type { Book } from '../../src/core/pace/ledger.ts'
import type { Operation } from '../../src/core/model/operations.ts'
import { budgetsOf } from '../../src/core/pace/pace.ts'
import { book, budgets, calls, CREATE, NOW, WINDOW } from './books.ts'

const asked = (of: Book, more = 1, operation: Operation = CREATE, at = NOW) => {
  const found = admission(of, operation, budgets, at, more)
  return found.kind === 'go' ? 'go' : `${found.why} ${(found.until - at) / 1_000}`
}

describe('a call goes', () => {
  test.each([
    ['where nothing was spent', book(), 1, 'go'],
    ['as the last of a budget', book({ calls: calls(8) }), 1, 'go'],
    ['when the oldest leaves the window, where the budget is spent', book({ calls: calls(9) }), 1, 'budget 30'],
    ['when room is for all that it goes with', book({ calls: calls(8) }), 3, 'budget 31'],
    ['when the window is empty, where it goes with more than one takes', book({ calls: calls(2) }), 20, 'budget 31'],
    ['whatever left the window', book({ calls: calls(9, CREATE, 70_000) }), 1, 'go'],
    ['when a lock-out is over', book({ lockOuts: { [CREATE]: NOW + 7_000 } }), 1, 'lock-out 7'],
    ['where only another operation is locked out', book({ lockOuts: { 'datastores.edit': NOW + 7_000 } }), 1, 'go'],
    ['a window after the book was lost', book({ lostAt: NOW - 20_000 }), 1, 'budget 40'],
    ['where the book was lost long ago', book({ lostAt: NOW - 60_000 }), 1, 'go'],
    [
      'when the call has ended that tests a lock-out',
      book({
        trials: { [CREATE]: { until: NOW - 9_000, ms: 5_000 } },
        calls: [{ id: 'a', operation: CREATE, sentAt: NOW - 9_000 }],
      }),
      1,
      'lock-out 31',
    ],
    [
      'where the call that tested it has ended',
      book({ trials: { [CREATE]: { until: NOW - 9_000, ms: 5_000 } }, calls: calls(1, CREATE, 2_000) }),
      1,
      'go',
    ],
    [
      'where the call in flight is older than the lock-out',
      book({
        trials: { [CREATE]: { until: NOW - 5_000, ms: 5_000 } },
        calls: [{ id: 'a', operation: CREATE, sentAt: NOW - 9_000 }],
      }),
      1,
      'go',
    ],
  ] as const)('%s', (_, of, more, ends) => expect(asked(of, more)).toBe(ends))

  test('of a class that is counted together when the class has room', () => {
    const nine = book({ calls: calls(9, 'datastores.edit') }, { shared: { 'schema writes': NOW - 1 } })
    expect(asked(nine)).toBe('budget 30')
    expect(asked(book({ calls: calls(9, 'datastores.edit') }))).toBe('go')
    expect(asked(book({ calls: calls(9, 'datastores.edit') }, { shared: { 'record calls': NOW } }))).toBe('go')
    // What was learned counts for a day.
    expect(LEARNED_MS).toBe(86_400_000)
    expect(asked({ ...nine, learned: { ...nine.learned, shared: { 'schema writes': NOW - LEARNED_MS } } })).toBe('go')
    const locked = book({ lockOuts: { 'schema writes': NOW + 5 } }, { shared: { 'schema writes': NOW - 1 } })
    expect(lockedOut(locked, CREATE, budgets, NOW)).toBe(NOW + 5)
  })

  test('a call without an answer counts as in flight, and as ended when its time is out', () => {
    const waiting = (agoMs: number) =>
      book({ calls: [...calls(8), { id: 'x', operation: CREATE, sentAt: NOW - agoMs }] })
    expect(asked(waiting(10_000), 9)).toBe('budget 60')
    expect(asked(waiting(41_000), 9)).toBe('budget 59')
  })
})

test.each([
  ['not lowered', {}, 9],
  ['lowered now', { limit: 4, at: NOW, busyAt: NOW, firm: 0 }, 4],
  ['one more after a quiet window', { limit: 4, at: NOW - WINDOW, busyAt: NOW - WINDOW, firm: 0 }, 5],
  ['none more after a busy one', { limit: 4, at: NOW - WINDOW, busyAt: NOW, firm: 0 }, 4],
  ['one more after thirty busy ones', { limit: 4, at: NOW - 30 * WINDOW, busyAt: NOW, firm: 0 }, 5],
  ['never more than is set', { limit: 4, at: NOW - 20 * WINDOW, busyAt: NOW - 20 * WINDOW, firm: 0 }, 9],
  ['slower where it was met twice', { limit: 4, at: NOW - WINDOW, busyAt: NOW - WINDOW, firm: 2 }, 4],
  ['as fast where it was met once', { limit: 4, at: NOW - WINDOW, busyAt: NOW - WINDOW, firm: 1 }, 5],
  ['gone after a day', { limit: 1, at: NOW - LEARNED_MS, busyAt: NOW, firm: 20 }, 9],
] as const)('a limit is %s', (_, learned, limit) => {
  const of = 'limit' in learned ? book({}, { limits: { [CREATE]: learned } }) : book()
  expect(limitOf(of, CREATE, budgets, NOW)).toBe(limit)
})

test('a limit is that of its class only where the class is counted together', () => {
  const lower = budgetsOf({ limits: { 'datastores.edit': 4 } })
  expect(limitOf(book(), CREATE, lower, NOW)).toBe(9)
  expect(limitOf(book({}, { shared: { 'schema writes': NOW - 1 } }), CREATE, lower, NOW)).toBe(3)
  expect(limitOf(book(), CREATE, { ...lower, scope: 'class' }, NOW)).toBe(3)
})

test.each([
  ['all, where nobody shares', undefined, 9],
  [
    'half, for one that is cut off and knew of nobody',
    { cutOff: { runners: 1, until: NOW + 1 }, silent: [], runners: 1 },
    4,
  ],
  ['a part, for one of three that is cut off', { cutOff: { runners: 3, until: NOW + 1 }, silent: [], runners: 3 }, 3],
  ['nothing, for one that was cut off too long', { cutOff: { runners: 3, until: NOW }, silent: [], runners: 3 }, 0],
  ['what the silent do not take', { silent: [3], runners: 3 }, 6],
  ['a part at least, however many are silent', { silent: [2, 2, 2], runners: 3 }, 3],
  ['one at least', { silent: [2, 2, 2], runners: 30 }, 1],
] as const)('of a limit that machines share a run has %s', (_, shares, limit) => {
  expect(limitOf(book(shares && { shares }), CREATE, budgets, NOW)).toBe(limit)
})

test('a run that is cut off for too long looks again soon whether it may go', () => {
  const cut = book({ shares: { cutOff: { runners: 2, until: NOW }, silent: [], runners: 2 } })
  const wait = { kind: 'wait', why: 'budget', until: NOW + WINDOW, spent: 0, limit: 0, lookAt: NOW + 1_000 }
  expect(admission(cut, CREATE, budgets, NOW)).toEqual(wait)
})

test('a book is tidied of what cannot count any more, and nothing of it lies in the future', () => {
  const old = { id: 'old', operation: CREATE, sentAt: NOW - 99_000, repliedAt: NOW - WINDOW } as const
  const never = { id: 'never', operation: CREATE, sentAt: NOW - 100_001 } as const
  const [kept] = calls(1)
  const ahead = { id: 'ahead', operation: CREATE, sentAt: NOW + 5, repliedAt: NOW + 6 } as const
  const messy = book({
    calls: [old, never, ...(kept ? [kept] : []), ahead],
    lockOuts: { a: NOW, b: NOW + 1 },
    trials: { a: { until: NOW - 5, ms: 5 }, b: { until: NOW - 5, ms: 6 } },
    mints: [NOW - 1, NOW + 1],
    lostAt: NOW + 1,
  })
  const tidy = {
    calls: [kept, { ...ahead, sentAt: NOW, repliedAt: NOW }],
    lockOuts: { b: NOW + 1 },
    trials: { b: { until: NOW - 5, ms: 6 } },
    mints: [NOW - 1, NOW],
    lostAt: NOW,
  }
  expect(tidied(messy, WINDOW, NOW)).toMatchObject(tidy)
  // Each fault alone is seen too, and a tidy book is the same one.
  for (const part of ['calls', 'lockOuts', 'trials', 'mints', 'lostAt'] as const) {
    const { [part]: wanted } = tidy
    expect(tidied(book({ [part]: messy[part] }), WINDOW, NOW)[part]).toEqual(wanted)
  }
  const first = tidied(messy, WINDOW, NOW)
  expect(tidied(first, WINDOW, NOW)).toBe(first)
  expect(tidied(book({ lostAt: NOW - WINDOW }), WINDOW, NOW)).not.toHaveProperty('lostAt')
})
