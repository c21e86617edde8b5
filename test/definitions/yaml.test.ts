import { expect, test } from 'vitest'

import { plainYaml } from '../../src/files/yaml/plain.ts'
import { YAML_LIMIT } from '../../src/files/yaml/lines.ts'
import { parseYaml } from '../../src/files/yaml/yaml.ts'
import { marks, right, written } from './written.ts'

const unreadable = [
  ['an empty file', '', 'YM102 1:1'],
  ['only comments', '# nothing yet\n', 'YM102 1:1'],
  ['only a document mark', '---\n', 'YM102 1:1'],
  ['only white space', ' \n\n', 'YM102 1:1'],
  ['only a byte order mark', '\ufeff', 'YM102 1:1'],
  ['a tab as indentation', right({ 5: '\tempid: { name: A, type: number }' }), 'YM104 5:1'],
  ['an alias without an anchor', right({ 3: 'description: *nope' }), 'YM105 3:14'],
  ['an anchor alone', right({ 3: 'description: &a text' }), 'YM105 3:14'],
  ['an anchor on a block text', right({ 3: 'description: &a |\n  text' }), 'YM105 3:14'],
  ['an anchor before a key', right({ 3: '&a description: text' }), 'YM105 3:1'],
  ['an alias in a list', right({ 8: '  - [*empid]' }), 'YM105 8:6'],
  ['an alias as a key', right({ 6: '  *a : { name: Notes, type: large-text }' }), 'YM105 6:3'],
  ['a custom tag', right({ 6: '  notes: { name: Notes, type: !foo large-text }' }), 'YM107 6:31'],
  ['a tag that would run code', right({ 3: 'description: !!js/function "function(){}"' }), 'YM107 3:14'],
  ['a tag of YAML itself', right({ 7: 'unique_keys: !!set {a, b}', 8: '' }), 'YM107 7:14'],
  ['a tag that asks for text', right({ 3: 'description: !!str 7' }), 'YM107 3:14'],
  ['a tag on the document', `--- !foo\n${right()}`, 'YM107 1:5'],
  ['a directive', `%YAML 1.1\n---\n${right()}`, 'YM108 1:1'],
  ['a tag directive', `%TAG ! tag:x,2020:\n---\n${right()}`, 'YM108 1:1'],
  ['a second document', `${right()}---\n${right()}`, 'YM103 9:1'],
  ['a quote that never closes', right({ 3: 'description: "Staff' }), 'YM109 3:14'],
  ['a single quote that never closes', right({ 3: "description: 'it''s" }), 'YM109 3:14'],
  ['an escaped quote at the end', right({ 8: '  - ["empid\\"' }), 'YM109 8:6'],
  ['a list that never closes', right({ 8: '  - [empid' }), 'YM109 8:5'],
  ['a mapping that never closes', right({ 6: '  notes: { name: Notes, type: large-text' }), 'YM109 6:10'],
  ['a list closed as a mapping', right({ 8: '  - [empid}' }), 'YM109 8:5'],
  ['plain text that starts with @', right({ 3: 'description: @home' }), 'YM110 3:14'],
  ['plain text that starts with a backtick', right({ 3: 'description: `x`' }), 'YM110 3:14'],
  ['plain text that starts with %', right({ 3: 'description: %x' }), 'YM110 3:14'],
  [
    'a merge conflict',
    right({ 3: '<<<<<<< HEAD\ndescription: a\n=======\ndescription: b\n>>>>>>> main' }),
    'YM111 3:1',
  ],
  ['a closing bracket too many', right({ 8: '  - [empid]]' }), 'YM101 8:12'],
  ['two colons in plain text', right({ 3: 'description: staff: all' }), 'YM101 3:14'],
  ['a line that is no pair', right({ 3: 'description' }), 'YM101 3:1'],
  ['a key that is indented too far', right({ 3: '   description: x' }), 'YM101 2:7'],
  ['an escape that YAML does not know', right({ 3: 'description: "\\q"' }), 'YM101 3:15'],
  ['a control character', right({ 3: 'description: a\u0007b' }), 'YM118 3:15'],
  ['a NUL', right({ 3: 'description: a\u0000b' }), 'YM118 3:15'],
  ['an escape sequence of terminals', right({ 3: 'description: \u001b[31mred' }), 'YM118 3:14'],
  ['a bidirectional control in a comment', right({ 3: 'description: a # \u202etxet' }), 'YM118 3:18'],
  ['an isolate in a text', right({ 3: 'description: "\u2066a"' }), 'YM118 3:15'],
  ['more than 100 levels', `a: ${'['.repeat(101)}${']'.repeat(101)}\n`, 'YM115 1:104'],
  ['2,000 levels that never close', '['.repeat(2_000), 'YM115 1:102'],
  ['2,000 block levels', `${'- '.repeat(2_000)}a\n`, 'YM115 1:203'],
  ['more than 1 MB', `# ${'x'.repeat(YAML_LIMIT)}\n`, 'YM116 1:1'],
] as const

for (const [what, text, mark] of unreadable)
  test(`${what} makes a text unreadable`, () => {
    const parsed = parseYaml(text, 'a.yaml')
    expect(parsed.value).toBeUndefined()
    expect(marks(parsed.problems)).toEqual([mark])
  })

const lesser = [
  ['a list as a key', right({ 6: '  ? [a, b]\n  : { name: Notes, type: large-text }' }), ['YM112 6:5']],
  ['a number as a key', right({ 6: '  1: { name: Notes, type: large-text }' }), ['YM112 6:3']],
  ['a boolean as a key', right({ 6: '  true: { name: Notes, type: large-text }' }), ['YM112 6:3']],
  ['nothing as a key', right({ 6: '  null: { name: Notes, type: large-text }' }), ['YM112 6:3']],
  ['a key without text', right({ 6: '  : { name: Notes, type: large-text }' }), ['YM112 6:1']],
  ['the key __proto__', right({ 6: '  __proto__: { name: Notes, type: large-text }' }), ['YM114 6:3']],
  ['the key __proto__ in quotes', right({ 6: '  "__proto__": { name: N, type: large-text }' }), ['YM114 6:3']],
  ['a merge key', right({ 6: '  <<: { name: Notes, type: large-text }' }), ['YM106 6:3']],
  ['a repeated key', right({ 6: '  empid: { name: Notes, type: large-text }' }), ['YM113 6:3']],
  ['a key repeated in quotes', right({ 6: '  "empid": { name: Notes, type: large-text }' }), ['YM113 6:3']],
  [
    'a number that would be rounded',
    right({ 3: 'description: 17202020414617773604009000' }),
    ['DF205 3:14', 'YM119 3:14'],
  ],
  ['not a number', right({ 3: 'description: .nan' }), ['DF205 3:14', 'YM119 3:14']],
  ['infinity', right({ 3: 'description: -.inf' }), ['DF205 3:14', 'YM119 3:14']],
] as const

for (const [what, text, expected] of lesser)
  test(`${what} is told at its place, beside all else`, () => {
    expect(marks(written(text).problems)).toEqual(expected)
  })

test('two mistakes of the syntax tree are told at once', () => {
  const text = right({ 2: 'name: *a', 3: 'description: !x b' })
  expect(marks(parseYaml(text, 'a.yaml').problems)).toEqual(['YM105 2:7', 'YM107 3:14'])
})

test('what YAML 1.1 would bend stays what YAML 1.2 says', () => {
  const { value } = parseYaml('a: yes\nb: 017\nc: 2020-01-01\nd: 1_0\ne: 1:30\nf: off\n', 'a.yaml')
  expect(value).toEqual({ a: 'yes', b: 17, c: '2020-01-01', d: '1_0', e: '1:30', f: 'off' })
})

test('JSON with tabs, escapes and a byte order mark is read', () => {
  const text = '\ufeff{\n\t"a": {\n\t\t"b": ["\\u00e9\\/\\ud83d\\ude00", true]\n\t}\n}\n'
  const { value, problems, places } = parseYaml(text, 'a.json')
  expect(problems).toEqual([])
  expect(value).toEqual({ a: { b: ['é/😀', true] } })
  expect(places.get('a.b.1')).toEqual({ file: 'a.json', line: 3, col: 33 })
})

test('a byte order mark moves no column', () => {
  expect(parseYaml('\ufeffa: 1\n', 'a.yaml').places.get('a')).toMatchObject({ line: 1, col: 4 })
})

test('keys of the prototype that are no danger stay own keys', () => {
  const { value } = parseYaml('constructor: 1\ntoString: 2\n', 'a.yaml')
  expect(Object.keys(value as object)).toEqual(['constructor', 'toString'])
})

test('places: scalars stand where they stand, lists and mappings where their key stands', () => {
  const { places, keys, sources } = parseYaml(right({ 6: '  notes:\n    name: Notes\n    mandatory: true' }), 'a.yaml')
  const at = (path: string) => `${places.get(path)?.line}:${places.get(path)?.col}`
  expect(
    ['', 'name', 'fields', 'fields.empid', 'fields.notes', 'fields.notes.name', 'unique_keys.0.0'].map(at),
  ).toEqual(['1:1', '2:7', '4:1', '5:3', '6:3', '7:11', '10:6'])
  expect(keys.get('fields.notes.name')).toMatchObject({ line: 7, col: 5 })
  expect(sources.get('fields.notes.mandatory')).toBe('true')
})

// A tree of such a text takes hundreds of times its size.
test.each([
  ['keys in brackets', 'YM116', `{"unique_keys": [${'["a"],'.repeat(60_000)}["a"]]}`],
  ['rows with quotes and escapes', 'YM116', `rows:\n${'  - { no: 1, nick: "a\\n", x: {} }\n'.repeat(20_000)}`],
  ['levels of brackets', 'YM115', '{"a":'.repeat(150_000)],
])('a text that is all %s is refused before a tree is made of it', (_, code, text) => {
  expect(parseYaml(text, 'a.json').problems.map(each => each.code)).toEqual([code])
})

test('the rows of a seed that people write are read without a tree, however many there are', () => {
  for (const row of ['  - { no: 1, nick: "ann" }\n', '  - no: 1\n    nick: ann\n', '- no: 1\n  nick: ann\n'])
    expect(plainYaml(`datastore: staff\nrows:\n${row.repeat(20_000)}`, 's.yaml')?.value).toHaveProperty(
      'rows.length',
      20_000,
    )
})
