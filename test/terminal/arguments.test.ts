import { expect, test } from 'vitest'

import { commas, consent, day, digest, durationMs, fieldValue, howMany } from '../../src/terminal/arguments.ts'
import { port, rowsShown } from '../../src/terminal/arguments.ts'
import { worstExit } from '../../src/terminal/exit.ts'

/** What each text is taken for, or that it is refused. */
function read<T>(parse: (text: string) => T, texts: readonly string[]): readonly (T | 'refused')[] {
  return texts.map(text => {
    try {
      return parse(text)
    } catch {
      return 'refused'
    }
  })
}

test('numbers are taken up to their last, and nothing beyond', () => {
  expect(read(port, ['0', '80', '65535', '65536', '-1', '1e3', '080808', ''])).toEqual([
    0,
    80,
    65_535,
    'refused',
    'refused',
    'refused',
    'refused',
    'refused',
  ])
  expect(read(rowsShown, ['1', '999999', '0', '1000000', '01', ''])).toEqual([
    1,
    999_999,
    'refused',
    'refused',
    'refused',
    'refused',
  ])
  expect(read(howMany, ['0', '999999', '1000000', '-1'])).toEqual([0, 999_999, 'refused', 'refused'])
  expect(read(durationMs, ['90', '90s', '10m', '1h', '5ms', '1d', 's', '1234567'])).toEqual([
    90_000,
    90_000,
    600_000,
    3_600_000,
    5,
    'refused',
    'refused',
    'refused',
  ])
})

test('days, digests and lists are taken as they are written', () => {
  expect(read(day, ['2026-12-31', '2028-02-29', '2027-02-29', '2026-13-01', '26-1-1'])).toEqual([
    '2026-12-31',
    '2028-02-29',
    'refused',
    'refused',
    'refused',
  ])
  const digits = '0123456789ab'
  expect(read(digest, [digits, `sha256-v1:${digits}`, digits.slice(1), digits.repeat(6)])).toEqual([
    `sha256-v1:${digits}`,
    `sha256-v1:${digits}`,
    'refused',
    'refused',
  ])
  expect(read(commas, ['a, b', 'a', 'a,,b', ''])).toEqual([['a', 'b'], ['a'], 'refused', 'refused'])
})

test('what is given more than once is added up, unless it is one value', () => {
  const [first, second] = ['field-removed:a.b', 'datastore-removed:c']
  expect(consent(`${second}, ${first}`, [first])).toEqual([first, second, first])
  const one = fieldValue('a=x=y')
  expect([...fieldValue('b=', one)]).toEqual([
    ['a', 'x=y'],
    ['b', ''],
  ])
  expect(read(text => fieldValue(text, one).size, ['a=z', '=x', 'x', 'b=1'])).toEqual([
    'refused',
    'refused',
    'refused',
    2,
  ])
})

test('of several exit codes the one counts that somebody should act on first', () => {
  const order = [130, 143, 1, 64, 10, 9, 5, 4, 7, 6, 8, 3, 2, 0] as const
  order.forEach((worse, at) => {
    for (const better of order.slice(at))
      expect([better, worse, worstExit([better, worse])]).toEqual([better, worse, worse])
  })
  expect(worstExit([])).toBe(0)
})
