import { expect, test } from 'vitest'

import { advance } from '../../src/core/plan/advance.ts'
import { decodeDefinition } from '../../src/core/rules/decode.ts'
import { didYouMean, nearest } from '../../src/core/rules/nearest.ts'
import { field, store } from './build.ts'

test.each([
  ['maskd', ['masked'], 'masked'],
  ['MASKED', ['masked'], 'masked'],
  // Swapped letters are one mistake.
  ['mandaotry', ['mandatory'], 'mandatory'],
  ['ab', ['ba'], 'ba'],
  // A third of the word may be wrong, and one letter always.
  ['abcxyz', ['abcdef'], undefined],
  ['abcdxy', ['abcdef'], 'abcdef'],
  ['xy', ['ab'], undefined],
  ['b', ['a'], 'a'],
  ['abc', ['ab'], 'ab'],
  ['abcd', ['ab'], undefined],
  ['', ['a'], 'a'],
  ['', ['ab'], undefined],
  // Of two as near the first, of others the nearer.
  ['abcx', ['abcd', 'abce'], 'abcd'],
  ['abcdx', ['abcdxyz', 'abcdy'], 'abcdy'],
  ['same', ['some', 'same'], 'same'],
  ['same', ['same', 'some'], 'same'],
  ['a', [], undefined],
])('the word next to %j of %j is %j', (word, known, near) => {
  expect(nearest(word, known)).toBe(near)
})

test('where nothing is near, what is known is listed, twelve at most', () => {
  const names = (count: number) => Array.from({ length: count }, (_, at) => `name_${at}`)
  expect(didYouMean('nam_3', names(4))).toBe('did you mean `name_3`?')
  expect(didYouMean('other', [])).toBe('nothing is known here yet')
  expect(didYouMean('other', names(2))).toBe('known here: name_0, name_1')
  expect(didYouMean('other', names(12))).toBe(`known here: ${names(12).join(', ')}`)
  expect(didYouMean('other', names(14))).toBe(`known here: ${names(12).join(', ')} and 2 more`)
  expect(didYouMean('other', [...names(2), ...names(2)])).toBe('known here: name_0, name_1')
})

test('what has no place of its own stands at the start of its file', () => {
  const { problems } = decodeDefinition('text', { file: 'a.yaml', places: new Map() })
  expect(problems.map(each => each.at)).toEqual([{ file: 'a.yaml', line: 1, col: 1 }])
})

test('a refusal names the first of several fields, and what Cliq would say', () => {
  const catalog = new Map([['store', store({ a: field(), b: field(), c: field() }, [['a'], ['b']])]])
  const refused = (names: readonly string[]) => {
    const played = advance(catalog, { call: 'delete-fields', datastore: 'store', fields: names } as never)
    return played.kind === 'refusal' ? `${played.code} ${played.because}` : played.kind
  }
  expect(refused(['b', 'a'])).toBe('datastore_invalid a unique key still names b')
  expect(refused(['x', 'y', 'a'])).toBe('datastore_column_not_found there is no field x')
  expect(refused(['c'])).not.toContain('datastore')
})
