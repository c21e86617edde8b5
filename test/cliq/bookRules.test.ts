import { describe, expect, test } from 'vitest'
import { admission, limitOf, lockedOut, spentIn, tidied } from '../../src/cliq/admission.ts'
import { changeBook } from '../../src/cliq/book.ts'
import { memoryLedger } from '../../src/cliq/inMemory.ts'
import { isLimitText } from '../../src/cliq/limitWords.ts'
import { readSpent } from '../../src/cliq/spent.ts'
import { throttleOf } from '../../src/cliq/throttle.ts'
import { bookNameOf } from '../../src/cliq/tokens.ts'
import { LEARNED_MS } from '../../src/core/pace/ledger.ts'
import type { Book } from '../../src/core/pace/ledger.ts'
import { OPERATIONS } from '../../src/core/model/operations.ts'
import type { Operation } from '../../src/core/model/operations.ts'
import { budgetsOf } from '../../src/core/pace/pace.ts'
import { book, budgets, calls, CREATE, NOW, WINDOW } from './books.ts'
import { targetOf } from './virtual.ts'

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

test('at the very moment a lock-out, a window or a lost answer is over, it is over', () => {
  expect(asked(book({ lockOuts: { [CREATE]: NOW } }))).toBe('go')
  expect(spentIn(book({ calls: calls(2, CREATE, WINDOW) }), CREATE, budgets, NOW)).toHaveLength(1)
  expect(spentIn(book({ calls: calls(2, CREATE, WINDOW - 1) }), CREATE, budgets, NOW)).toHaveLength(2)
  const spent = (lostAt: number) => admission(book({ calls: calls(8), lostAt }), CREATE, budgets, NOW, 3)
  expect([spent(NOW - WINDOW), spent(NOW - WINDOW + 1)]).toMatchObject([{ spent: 8 }, { spent: 9 }])
  expect(admission(book({ calls: calls(8) }), CREATE, budgets, NOW)).toEqual({ kind: 'go' })
})

test('while a call tests a lock-out the others ask soon again, and wait for the first of several no longer than it takes', () => {
  const tested = (...agoMs: readonly number[]) =>
    admission(
      book({
        trials: { [CREATE]: { until: NOW - 90_000, ms: 5_000 } },
        calls: agoMs.map((ms, at) => ({ id: String(at), operation: CREATE, sentAt: NOW - ms })),
      }),
      CREATE,
      budgets,
      NOW,
    )
  const wait = { kind: 'wait', why: 'lock-out', lookAt: NOW + 250 }
  expect(tested(9_000)).toEqual({ ...wait, until: NOW + 31_000 })
  expect(tested(9_000, 3_000)).toEqual({ ...wait, until: NOW + 31_000 })
  expect(tested(40_000)).toEqual({ ...wait, until: NOW })
  expect(tested(40_001)).toEqual({ kind: 'go' })
})

test('a limit of one is one, and what is counted with its class has the least limit of it', () => {
  const least = budgetsOf({ limits: { [CREATE]: 2 } })
  expect(limitOf(book(), CREATE, least, NOW)).toBe(1)
  expect(admission(book(), CREATE, least, NOW)).toEqual({ kind: 'go' })
  const operations = Object.keys(OPERATIONS) as readonly Operation[]
  for (const operation of operations) {
    const { class: name } = OPERATIONS[operation]
    const own = budgets.limits.get(operation)
    const together = Math.min(
      ...operations.filter(each => OPERATIONS[each].class === name).map(each => budgets.limits.get(each) ?? Infinity),
    )
    const shared = (at: number) => limitOf(book({}, { shared: { [name]: at } }), operation, budgets, NOW)
    expect([shared(NOW), shared(NOW - LEARNED_MS + 1), shared(NOW - LEARNED_MS)]).toEqual([together, together, own])
    expect(limitOf(book(), operation, { ...budgets, scope: 'class' }, NOW)).toBe(together)
    // A class that was learned wins over a setting that counts each operation alone.
    const alone = { ...budgets, scope: 'operation' } as const
    expect(limitOf(book({}, { shared: { [name]: NOW } }), operation, alone, NOW)).toBe(together)
    expect(limitOf(book(), operation, alone, NOW)).toBe(own)
  }
})

test('each call that cannot count any more is left out, though all others can', () => {
  const [kept] = calls(1)
  if (kept === undefined) throw new Error('no call')
  const odd = [
    { id: 'old', operation: CREATE, sentAt: NOW - 99_000, repliedAt: NOW - WINDOW },
    { id: 'never', operation: CREATE, sentAt: NOW - 100_001 },
  ] as const
  for (const each of odd) expect(tidied(book({ calls: [kept, each] }), WINDOW, NOW).calls).toEqual([kept])
  const ahead = { id: 'ahead', operation: CREATE, sentAt: NOW + 5 } as const
  expect(tidied(book({ calls: [ahead] }), WINDOW, NOW).calls).toEqual([{ ...ahead, sentAt: NOW }])
})

/** By how much a book is moved between two looks, where the clock and the running time went on by so much. */
async function moved(wallMs: number, upMs: number, run = 'a') {
  let [wall, up, name] = [NOW, 5_000, 'a']
  const clock = {
    now: () => wall,
    monotonic: () => up,
    sleep: () => Promise.resolve(),
    uptime: () => ({ run: name, ms: up }),
  }
  const ledger = memoryLedger()
  const lockOut = 2 * NOW
  await changeBook(ledger, 'x', clock, kept => ({ book: { ...kept, lockOuts: { a: lockOut } }, found: 0 }))
  wall += wallMs
  up += upMs
  name = run
  return changeBook(ledger, 'x', clock, kept => ({ book: kept, found: (kept.lockOuts['a'] ?? 0) - lockOut }))
}

test.each([
  ['both went on alike', 7_000, 7_000, 'a', 0],
  ['they drifted apart by less than a tenth of a second', 7_099, 7_000, 'a', 0],
  ['the clock was set forwards', 7_100, 7_000, 'a', 100],
  ['the clock was set far forwards', 3_607_000, 7_000, 'a', 3_600_000],
  ['the clock was set back', -3_593_000, 7_000, 'a', -3_600_000],
  ['the clock was set back by a tenth of a second, and a moment', -93, 7, 'a', -100],
  ['the clock seems set back and went on', 1, 7_000, 'a', 0],
  ['the clock stands', 0, 7_000, 'a', 0],
  ['the machine was started again', 3_607_000, 7_000, 'b', 0],
  ['the running time went back, as in another container', 3_600_000, -1, 'a', 0],
  ['the running time stands', 3_600_000, 0, 'a', 3_600_000],
] as const)('where %s a book is moved by as much as its clock was', async (_, wallMs, upMs, run, by) => {
  expect(await moved(wallMs, upMs, run)).toBe(by)
})

const target = (more: object = {}) => ({ ...targetOf({ rateLimits: more }) }) as Parameters<typeof readSpent>[0]

test('what is spent names what counts, and what is locked or learned, and nothing else', async () => {
  const read = async (of: Book, more: object = {}) => {
    const ledger = memoryLedger()
    await ledger.change(bookNameOf(target()), () => ({ book: of, found: 0 }))
    const clock = {
      now: () => NOW,
      monotonic: () => 0,
      sleep: () => Promise.resolve(),
      uptime: () => ({ run: 'a', ms: 0 }),
    }
    return readSpent(target(more), { ledger, clock })
  }
  const begun = { since: NOW - 9_000 }
  const nothing = { agoMs: new Map(), lockedMs: new Map() }
  expect(await read(book(begun))).toEqual(nothing)
  expect(await read(book({ ...begun, calls: calls(1) }))).toEqual({ ...nothing, agoMs: new Map([[CREATE, [30_000]]]) })
  expect(await read(book({ ...begun, lockOuts: { [CREATE]: NOW + 7 } }))).toEqual({
    ...nothing,
    lockedMs: new Map([[CREATE, 7]]),
  })
  const lowered = { limits: { [CREATE]: { limit: 4, at: NOW, busyAt: NOW, firm: 0 } } }
  expect((await read(book(begun, lowered))).learned).toEqual({ limits: new Map([[CREATE, 4]]), shared: new Set() })
  const { class: name } = OPERATIONS[CREATE]
  expect((await read(book(begun, { shared: { [name]: NOW } }))).learned?.shared).toEqual(new Set([name]))
  // One limit is learned, and one class is counted together: neither takes the other's place.
  const one = { limits: { [CREATE]: { limit: 4, at: NOW, busyAt: NOW, firm: 0 } }, shared: { 'record calls': NOW } }
  expect((await read(book(begun, one))).learned).toBeDefined()
  // A machine that knows nothing of others says so, where it takes something to be spent.
  expect(await read(book(), { coldStart: 'careful' })).toMatchObject({ isCold: true })
  expect('isCold' in (await read(book(), { coldStart: 'off' }))).toBe(false)
})

test.each([
  ['a page that says it late', 5_000, 'refused'],
  ['a page that says it at once', 0, 'refused'],
  ['a page that says it where nobody looks', 8_190, undefined],
] as const)('an answer tells of a limit at its beginning: %s', (_, at, told) => {
  const bytes = Buffer.from(`${'x '.repeat(at / 2)}flood wait`)
  expect(throttleOf({ status: 400, headers: {}, bytes, body: undefined, error: undefined })).toBe(told)
})

test('an empty yes is no throttle, whatever its headers say', () => {
  const told = (status: number, text: string) =>
    throttleOf({ status, headers: { 'retry-after': '3' }, bytes: Buffer.from(text), body: undefined, error: undefined })
  expect([told(204, ''), told(200, 'x'), told(300, '')]).toEqual([undefined, 'busy', 'busy'])
})

test.each([
  ['your account is locked', false],
  ['locked for 5 minutes', true],
  ['try again in a moment', false],
  ['suspended, try later', true],
])('whether %j tells of a limit: %s', (words, tells) => expect(isLimitText(words)).toBe(tells))
