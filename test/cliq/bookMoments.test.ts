import { expect, test } from 'vitest'

import { admission, limitOf, spentIn, tidied } from '../../src/cliq/admission.ts'
import { changeBook } from '../../src/cliq/book.ts'
import { memoryLedger } from '../../src/cliq/inMemory.ts'
import { isLimitText } from '../../src/cliq/limitWords.ts'
import { readSpent } from '../../src/cliq/spent.ts'
import { throttleOf } from '../../src/cliq/throttle.ts'
import { bookNameOf } from '../../src/cliq/tokens.ts'
import { OPERATIONS } from '../../src/core/model/operations.ts'
import type { Operation } from '../../src/core/model/operations.ts'
import { LEARNED_MS } from '../../src/core/pace/ledger.ts'
import type { Book } from '../../src/core/pace/ledger.ts'
import { budgetsOf } from '../../src/core/pace/pace.ts'
import { book, budgets, calls, CREATE, NOW, WINDOW } from './books.ts'
import { targetOf } from './virtual.ts'

test('at the very moment a lock-out, a window or a lost answer is over, it is over', () => {
  expect(admission(book({ lockOuts: { [CREATE]: NOW } }), CREATE, budgets, NOW)).toEqual({ kind: 'go' })
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
