import { describe, expect, test } from 'vitest'
import { bookOfText } from '../../src/core/pace/bookText.ts'
import { EMPTY_BOOK } from '../../src/core/pace/ledger.ts'
import type { Book } from '../../src/core/pace/ledger.ts'
import { book, calls, CREATE } from './books.ts'

describe('a text reads as a book', () => {
  const limit = { limit: 1, at: 1, busyAt: 1, firm: 0 }
  const whole: Book = {
    ...book({
      calls: [...calls(1), { id: 'x', operation: CREATE, sentAt: 1 }],
      lockOuts: { a: 1 },
      mints: [1],
      owners: { a: 1 },
    }),
    trials: { a: { until: 1, ms: 1 } },
    learned: {
      shared: { a: 1 },
      apart: ['a'],
      limits: { a: limit },
      unexplained: { a: { at: 1, spent: 1, times: 1 } },
      waits: { a: { ms: 1, at: 1 } },
    },
    since: 1,
    lostAt: 1,
    written: { at: 1, up: { run: 'r', ms: 1 } },
  }
  const read = (more: object) => bookOfText(JSON.stringify({ ...whole, ...more }))

  test('as it was written', () => {
    expect(read({})).toEqual(whole)
    const { since: _since, lostAt: _lostAt, written: _written, ...least } = whole
    expect(bookOfText(JSON.stringify(least))).toEqual(least)
    expect(bookOfText(JSON.stringify(EMPTY_BOOK))).toEqual(EMPTY_BOOK)
  })

  test('and not where any part is missing or of another kind', () => {
    for (const text of ['', '{', 'null', '[]', '7', '"a"', '{}']) expect(bookOfText(text)).toBeUndefined()
    for (const part of ['calls', 'lockOuts', 'trials', 'mints', 'owners', 'learned'])
      for (const wrong of [undefined, null, 7, 'a', ['a'], { a: -1 }, { a: null }, { a: 'b' }, { a: {} }])
        expect([part, wrong, read({ [part]: wrong })]).toEqual([part, wrong, undefined])
    const [call] = calls(1)
    for (const wrong of [{ id: 1 }, { operation: 'a' }, { sentAt: -1 }, { sentAt: '1' }, { repliedAt: null }])
      expect(read({ calls: [call, { ...call, ...wrong }] })).toBeUndefined()
    for (const none of [null, 7, 'a']) expect(read({ calls: [call, none] })).toBeUndefined()
    for (const part of Object.keys(whole.learned))
      for (const wrong of [undefined, null, 7, [7], { a: { at: 1 } }, { a: 'b' }])
        expect([part, wrong, read({ learned: { ...whole.learned, [part]: wrong } })]).toEqual([part, wrong, undefined])
    for (const part of Object.keys(limit))
      expect(read({ learned: { ...whole.learned, limits: { a: { ...limit, [part]: -1 } } } })).toBeUndefined()
    expect(read({ lostAt: 'a' })).toBeUndefined()
  })

  test('and what only tells of clocks may be wrong', () => {
    for (const written of [
      7,
      { at: 1 },
      { at: 'a', up: whole.written?.up },
      { at: 1, up: { run: 1, ms: 1 } },
      { at: 1, up: { run: 'r', ms: -1 } },
    ]) {
      expect(read({ written })).not.toHaveProperty('written')
      expect(read({ since: 'a', written })).not.toHaveProperty('since')
    }
  })
})
