import { expect, test } from 'vitest'

import { asUniqueName, forbiddenCharacter, oddCharacter, spellingOf } from '../../src/core/rules/text.ts'

test.each([
  ['Größe 3', undefined],
  ['a&b', { character: '&', position: 2 }],
  ['&', { character: '&', position: 1 }],
  // Counted as people count, not by the units of JavaScript.
  ['a𝒳 😀-', { character: '😀', position: 4 }],
  ['ab-c_d', { character: '-', position: 3 }],
] as const)('the first character of %j that no display name holds', (text, found) =>
  expect(oddCharacter(text)).toEqual(found),
)

test.each([
  ['a\tb\n', undefined],
  ['a\u0007', 'U+0007 control character'],
  ['\u0085', 'U+0085 control character'],
  ['a\u202eb', 'U+202E bidirectional control'],
  ['a\u2069', 'U+2069 bidirectional control'],
  ['a\ud83d', 'U+D83D unpaired surrogate'],
  ['a\udfff', 'U+DFFF unpaired surrogate'],
  ['😀', undefined],
] as const)('what no text may hold, of %j', (text, told) => {
  const found = forbiddenCharacter(text)
  expect(found && `${found.name} ${found.kind}`).toBe(told)
})

test.each([
  ['Employee ID', 'employee_id'],
  ['  Größe (cm) ', 'gro_e_cm'],
  ['7 Zwerge', 'zwerge'],
  ['a--b', 'a_b'],
  ['Ⅷ', 'viii'],
  ['日本', undefined],
] as const)('the nearest unique_name of %j', (text, name) => expect(asUniqueName(text)).toBe(name))

test('what people mix up is one spelling', () => {
  expect([spellingOf('Emp_Id'), spellingOf('__')]).toEqual(['empid', ''])
})
