import { expect, test } from 'vitest'
import { sameDefault } from '../../src/core/model/catalog.ts'
import { pulledSeed } from '../../src/core/rows/pulled.ts'
import { field, store } from './build.ts'

test('defaults of numbers are the same by their value, those of texts by their letters', () => {
  for (const [a, b] of [
    ['1', '1.0'],
    ['007', '7'],
    ['-0', '0'],
  ] as const) {
    expect(sameDefault('number', a, b)).toBe(true)
    for (const type of ['limited-text', 'large-text', 'encrypted-text'] as const)
      expect(sameDefault(type, a, b)).toBe(false)
  }
  expect(sameDefault('number', '1', '2')).toBe(false)
  expect(sameDefault('limited-text', undefined, '1')).toBe(true)
})

test('what a record does not hold is in no pulled row, and zero and false are', () => {
  const of = store({ k: field(), n: field({ type: 'number' }), b: field({ type: 'boolean' }), t: field() }, [['k']])
  const values = (n: string | null, b: boolean | null, t: string | null) => ({ k: 'a', n, b, t })
  const cells = (held: Record<string, string | boolean | null>) =>
    [...(pulledSeed(of, [{ id: '1', values: held }], 'a.yaml')?.seed.rows ?? [])].map(row =>
      Object.fromEntries([...row.cells].map(([name, cell]) => [name, cell.text])),
    )
  expect(cells(values(null, null, null))).toEqual([{ k: 'a' }])
  expect(cells(values('0', false, ''))).toEqual([{ k: 'a', n: '0', b: 'false' }])
  expect(cells({ k: 'a' })).toEqual([{ k: 'a' }])
})
