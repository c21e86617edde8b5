import { describe, expect, test } from 'vitest'
import { begun, hasUnseen, seenOnly } from '../../src/cliq/coldStart.ts'
import { lesson, longerWait, unpunished } from '../../src/cliq/lessons.ts'
import { proved, refused } from '../../src/cliq/trials.ts'
import { grownLimit, usedLimit } from '../../src/core/pace/learnedLimits.ts'
import { EMPTY_BOOK, LEARNED_MS } from '../../src/core/pace/ledger.ts'
import type { Book, Learned } from '../../src/core/pace/ledger.ts'
import type { Operation } from '../../src/core/model/operations.ts'
import { budgetsOf } from '../../src/core/pace/pace.ts'
import { book, budgets, calls, CREATE, NOW, WINDOW } from './books.ts'

describe('a throttle below our own count', () => {
  const after = (of: Book, operation: Operation = CREATE, at = NOW) => lesson(of, operation, budgets, at, at + 5)
  const mixed = [...calls(6), ...calls(6, 'datastores.edit')]
  const others: Partial<Learned> = {
    shared: { 'record calls': 1 },
    unexplained: { 'fields.add': { at: 1, spent: 2, times: 3 } },
    limits: { 'fields.add': { limit: 2, at: NOW, busyAt: 1, firm: 1 } },
    waits: { 'fields.add': { ms: 1, at: 1 } },
  }

  test('teaches that a class is counted together, where it spent more than one limit', () => {
    const { book: taught, note } = after(book({ calls: mixed }, others))
    expect(taught.learned.shared).toEqual({ 'record calls': 1, 'schema writes': NOW })
    expect([note.code, note.message]).toEqual([
      'RL103',
      'Cliq seems to count all schema writes together, so they now share one budget',
    ])
    for (const not of [mixed.slice(2), calls(10)]) expect(after(book({ calls: not })).book.learned.shared).toEqual({})
    const apart = after(book({ calls: mixed }, { apart: ['schema writes'] }))
    expect(apart.book.learned.shared).toEqual({})
  })

  test('is put down to others the first time, and to a lower limit the second within a day, where the window was ours', () => {
    const first = after(book({ calls: calls(6) }, others))
    expect(first.note.message).toContain('another program seems to use the same Cliq user')
    expect(first.book.learned).toEqual({
      ...EMPTY_BOOK.learned,
      ...others,
      unexplained: { ...others.unexplained, [CREATE]: { at: NOW, spent: 6, times: 1 } },
    })
    const second = after(first.book)
    expect(second.note.message).toContain('now 5 per window')
    expect(second.book.learned).toEqual({
      ...first.book.learned,
      unexplained: { ...others.unexplained, [CREATE]: { at: NOW, spent: 6, times: 2 } },
      limits: { ...others.limits, [CREATE]: { limit: 5, at: NOW + 5, busyAt: NOW + 5, firm: 1 } },
    })
    // Met at the same figure again it is trusted longer, and at another one not.
    const third = after(second.book)
    expect(third.book.learned.limits[CREATE]).toEqual({ limit: 4, at: NOW + 5, busyAt: NOW + 5, firm: 2 })
    const other = after({ ...second.book, calls: calls(7) })
    expect(other.book.learned.limits[CREATE]).toMatchObject({ limit: 4, firm: 0 })
    // A day later nothing is left of the first time.
    const late = {
      ...first.book,
      learned: { ...first.book.learned, unexplained: { [CREATE]: { at: NOW - LEARNED_MS, spent: 6, times: 1 } } },
    }
    expect(after(late).book.learned.limits).toEqual(others.limits)
  })

  test('at a small figure is ours only when it comes there each time', () => {
    let so = book({ calls: calls(3) })
    for (const lowered of [undefined, undefined, 2]) {
      so = after(so).book
      expect(so.learned.limits[CREATE]?.limit).toBe(lowered)
    }
    const half = after(book({ calls: calls(4) }, { unexplained: { [CREATE]: { at: NOW - 1, spent: 3, times: 2 } } }))
    // Exactly half of what is allowed by now is not yet more than half.
    const eight = { limits: { [CREATE]: { limit: 8, at: NOW, busyAt: NOW, firm: 0 } } }
    const even = book({ calls: calls(4) }, { ...eight, unexplained: { [CREATE]: { at: NOW - 1, spent: 3, times: 2 } } })
    expect(after(even).book.learned.limits).toEqual(eight.limits)
    expect([half.book.learned.limits, half.book.learned.unexplained[CREATE]?.times]).toEqual([{}, 1])
    const ours = after(book({ calls: calls(5) }, { unexplained: { [CREATE]: { at: NOW - 1, spent: 3, times: 2 } } }))
    expect(ours.book.learned.limits[CREATE]).toMatchObject({ limit: 4, firm: 0 })
  })

  test('at the first call of a window teaches nothing', () => {
    const told = after(book({ calls: calls(1) }))
    expect(told.book.learned).toEqual(EMPTY_BOOK.learned)
    expect(after(book({ calls: calls(2) })).book.learned.unexplained[CREATE]?.spent).toBe(2)
  })

  test('never lowers a limit below one', () => {
    const known = { unexplained: { [CREATE]: { at: NOW, spent: 2, times: 2 } } }
    const one = { limits: { [CREATE]: { limit: 1, at: NOW, busyAt: NOW, firm: 0 } } }
    expect(after(book({ calls: calls(2) }, { ...known, ...one })).book.learned.limits[CREATE]?.limit).toBe(1)
  })
})

test('a wait that was too short is learned beside those of others', () => {
  const before = book({}, { waits: { other: { ms: 1, at: 1 } } })
  const { book: taught, note } = longerWait(before, ['a', 'b'], 10_500, NOW)
  expect(taught.learned.waits).toEqual({
    other: { ms: 1, at: 1 },
    a: { ms: 10_500, at: NOW },
    b: { ms: 10_500, at: NOW },
  })
  expect(note.message).toContain('the lock-out of a, b lasts longer than Cliq says: from now on it waits 11 s')
})

describe('a call that tests a lock-out', () => {
  const waited = { until: NOW - 10_000, ms: 300_000 }
  const sent = { id: 'x', operation: CREATE, sentAt: NOW - 10_000 } as const
  const of = (more: Partial<Book> = {}, learned: Partial<Learned> = {}) =>
    book({ calls: [sent], trials: { [CREATE]: waited, other: waited }, ...more }, learned)
  const no = (before: Book, stated = 300_000) => refused(before, { id: 'x', operation: CREATE, stated }, budgets, NOW)

  test('and is refused doubles the wait, up to an hour, and keeps it', () => {
    const { until, buckets, book: so } = no(of())
    expect([until, buckets]).toEqual([NOW + 600_000, [CREATE]])
    expect(so.lockOuts).toEqual({ [CREATE]: until })
    expect(so.trials).toEqual({ [CREATE]: { until, ms: 600_000 }, other: waited })
    expect(so.learned.waits).toEqual({ [CREATE]: { ms: 600_000, at: NOW } })
    expect(no(of({ trials: { [CREATE]: { ...waited, ms: 2_000_000 } } })).until).toBe(NOW + 3_600_000)
    expect(no(of({ trials: { [CREATE]: { ...waited, ms: 100 } } })).until).toBe(NOW + 300_000)
  })

  test('but one that went before it was over tests nothing', () => {
    const { until, book: so } = no(of({ trials: { [CREATE]: { ...waited, until: NOW - 9_999 } } }))
    expect([until, so.learned.waits]).toEqual([NOW + 300_000, {}])
  })

  test('waits as long as was learned, for a day, and never less than a lock-out that stands', () => {
    const none = { trials: {} }
    expect(no(of(none, { waits: { [CREATE]: { ms: 900_000, at: NOW - 1 } } })).until).toBe(NOW + 900_000)
    expect(no(of(none, { waits: { [CREATE]: { ms: 900_000, at: NOW - LEARNED_MS } } })).until).toBe(NOW + 300_000)
    expect(no(of({ ...none, lockOuts: { [CREATE]: NOW + 400_000, other: NOW } })).book.lockOuts).toEqual({
      [CREATE]: NOW + 400_000,
      other: NOW,
    })
  })

  test('teaches from when on a lowered limit counts', () => {
    const known = { unexplained: { [CREATE]: { at: NOW, spent: 6, times: 1 } } }
    const so = no(of({ trials: {}, calls: calls(6) }, known)).book
    expect(so.learned.limits[CREATE]).toMatchObject({ limit: 5, at: NOW + 300_000 })
  })

  test('and goes well ends it, and no other', () => {
    expect(proved(of(), 'x', [CREATE]).trials).toEqual({ other: waited })
    const early = of({ trials: { [CREATE]: { ...waited, until: NOW - 9_999 } } })
    expect(proved(early, 'x', [CREATE])).toBe(early)
    expect(proved(early, 'unknown', [CREATE])).toBe(early)
  })
})

test('an answer without a throttle proves what it can', () => {
  const mixed = book({ calls: [...calls(6), ...calls(5, 'datastores.edit')] })
  expect(unpunished(mixed, CREATE, budgets, NOW).learned.apart).toEqual(['schema writes'])
  for (const not of [
    book({ calls: [...calls(5), ...calls(5, 'datastores.edit')] }),
    // Of one window only where they were sent within it, and answered.
    book({
      calls: [...calls(6), ...calls(4, 'datastores.edit'), { id: 'x', operation: 'datastores.edit', sentAt: NOW - 1 }],
    }),
    book({ calls: [...calls(10), { id: 'x', operation: CREATE, sentAt: NOW - WINDOW, repliedAt: NOW }] }),
    book({ calls: mixed.calls }, { apart: ['schema writes'] }),
    book({ calls: mixed.calls }, { shared: { 'schema writes': 1 } }),
  ])
    expect(unpunished(not, CREATE, budgets, NOW)).toBe(not)
  const low = { limit: 4, at: NOW - 1, busyAt: NOW - 1, firm: 1 }
  const lowered = (count: number) =>
    unpunished(book({ calls: calls(count) }, { limits: { [CREATE]: low, other: low } }), CREATE, budgets, NOW)
  const quiet = book({ calls: calls(2) }, { limits: { [CREATE]: low } })
  expect(unpunished(quiet, CREATE, budgets, NOW)).toBe(quiet)
  expect(lowered(3).learned.limits).toEqual({ [CREATE]: { ...low, busyAt: NOW }, other: low })
  expect(lowered(5).learned.limits).toEqual({ [CREATE]: { limit: 5, at: NOW, busyAt: NOW, firm: 0 }, other: low })
})

test('a limit that grew in quiet windows stays grown when it is used', () => {
  const low = { limit: 4, at: NOW - 2 * WINDOW, busyAt: NOW - 2 * WINDOW, firm: 0 }
  expect(grownLimit(low, WINDOW, NOW)).toBe(6)
  expect(usedLimit(low, 3, WINDOW, NOW)).toBe(low)
  const firm = { ...low, busyAt: NOW, firm: 1 }
  expect(usedLimit(firm, 4, WINDOW, NOW)).toEqual(firm)
  expect(usedLimit(low, 4, WINDOW, NOW)).toEqual({ ...low, limit: 6, busyAt: NOW })
  expect(usedLimit(low, 5, WINDOW, NOW)).toEqual({ ...low, limit: 6, busyAt: NOW })
})

test.each([
  ['off', {}],
  [undefined, {}],
  ['spent', { create: 9, list: 15 }],
  ['careful', { create: 5, list: 25 }],
] as const)('a machine that knows nothing counts a part as spent: %s', (rule, spent) => {
  const so = begun(book(), budgets, rule, NOW)
  const of = (operation: Operation) => so.calls.filter(each => each.operation === operation).length
  expect([of(CREATE), of('datastores.list')]).toEqual([
    'create' in spent ? spent.create : 0,
    'list' in spent ? spent.list : 0,
  ])
  expect([so.since, hasUnseen(so.calls), seenOnly([...so.calls, ...calls(2)]).length]).toEqual([
    NOW,
    'create' in spent,
    2,
  ])
  // They count for a window from now on, and prove nothing of a class.
  for (const each of so.calls) expect(each).toMatchObject({ sentAt: NOW - 2 * WINDOW, repliedAt: NOW })
  expect(begun(book(), budgets, rule, WINDOW).calls.every(each => each.sentAt === 0)).toBe(true)
  expect(begun(so, budgets, rule, NOW + 1)).toBe(so)
})

test('of a small budget a machine that knows nothing leaves itself two reads, and one write where it is careful', () => {
  const small = budgetsOf({ limits: { [CREATE]: 4, 'datastores.list': 4 } })
  const of = (rule: 'careful' | 'spent') => {
    const { calls: unseen } = begun(book(), small, rule, NOW)
    return [CREATE, 'datastores.list'].map(name => unseen.filter(each => each.operation === name).length)
  }
  expect([of('careful'), of('spent')]).toEqual([
    [2, 1],
    [3, 1],
  ])
})
