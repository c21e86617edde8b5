import { right } from './written.ts'

const many = (count: number, type = 'large-text') =>
  Array.from({ length: count }, (_, index) => `  f${index}: { name: F${index}, type: ${type} }`).join('\n')
const field = (text: string) => right({ 6: `  notes: ${text}` })
const name = (text: string) => right({ 2: `name: ${text}` })
const unique = (text: string) => right({ 1: `unique_name: ${text}` })
const long = (length: number) => 'a'.repeat(length)

/** A wrong definition, its problems as `CODE line:col`, and whether an editor refuses it by the schema alone. */
export interface Case {
  readonly what: string
  readonly text: string
  readonly marks: readonly string[]
  readonly schema: 'refuses' | 'accepts'
}

/** Wrong shapes. */
export const SHAPES: readonly Case[] = rows([
  ['a list at the top', '- unique_name: a\n', ['DF201 1:1'], 'refuses'],
  ['text at the top', 'empdir\n', ['DF201 1:1'], 'refuses'],
  ['nothing at the top', '~\n', ['DF201 1:1'], 'refuses'],
  ['an empty mapping', '{}\n', ['DF202 1:1', 'DF202 1:1', 'DF202 1:1', 'LM101 1:1'], 'refuses'],
  ['no unique_name', right({ 1: '' }), ['DF202 1:1'], 'refuses'],
  ['an empty unique_name', unique('""'), ['DF202 1:14'], 'refuses'],
  ['a unique_name that is a number', unique('7'), ['DF205 1:14'], 'refuses'],
  ['no name', right({ 2: '' }), ['DF202 1:1'], 'refuses'],
  ['a name without a value', right({ 2: 'name:' }), ['DF202 2:1'], 'refuses'],
  ['a blank name', name('"  "'), ['DF202 2:7'], 'refuses'],
  ['a name that is a boolean', name('true'), ['DF205 2:7'], 'refuses'],
  ['no description', right({ 3: '' }), ['DF202 1:1'], 'refuses'],
  ['a blank description', right({ 3: 'description: ""' }), ['DF202 3:14'], 'refuses'],
  ['a description that is a list', right({ 3: 'description: [a]' }), ['DF205 3:1'], 'refuses'],
  ['no fields', right({ 4: '', 5: '', 6: '', 7: '', 8: '' }), ['LM101 1:1'], 'refuses'],
  ['fields without a value', right({ 5: '', 6: '', 7: '', 8: '' }), ['LM101 4:1'], 'refuses'],
  ['an empty mapping of fields', right({ 4: 'fields: {}', 5: '', 6: '', 7: '', 8: '' }), ['LM101 4:1'], 'refuses'],
  ['an empty list of fields', right({ 4: 'fields: []', 5: '', 6: '', 7: '', 8: '' }), ['LM101 4:1'], 'refuses'],
  ['a list of fields', right({ 5: '  - name: Notes', 6: '', 7: '', 8: '' }), ['DF205 4:1'], 'refuses'],
  ['fields that are text', right({ 4: 'fields: empid', 5: '', 6: '', 7: '', 8: '' }), ['DF205 4:9'], 'refuses'],
  ['a field without a value', field(''), ['DF208 6:3'], 'refuses'],
  ['a field that is text', field('large-text'), ['DF208 6:10'], 'refuses'],
  ['a field that is a list', field('[large-text]'), ['DF208 6:3'], 'refuses'],
  ['a field without a type', field('{ name: Notes }'), ['DF202 6:3'], 'refuses'],
  ['a type without a value', field('{ name: Notes, type: }'), ['DF202 6:25'], 'refuses'],
  ['a type that is a number', field('{ name: Notes, type: 1 }'), ['DF205 6:31'], 'refuses'],
  ['a field without a name', field('{ type: large-text }'), ['DF202 6:3'], 'refuses'],
  ['a field whose name is a number', field('{ name: 7, type: large-text }'), ['DF205 6:18'], 'refuses'],
  ['a field with an unknown key', field('{ name: N, type: large-text, requierd: true }'), ['DF203 6:39'], 'refuses'],
  ['a field with an id', field('{ name: N, type: large-text, id: "1" }'), ['DF204 6:39'], 'refuses'],
  ['a field with its unique_name', field('{ name: N, type: large-text, unique_name: n }'), ['DF203 6:39'], 'refuses'],
  ['mandatory: yes', field('{ name: N, type: large-text, mandatory: yes }'), ['DF205 6:50'], 'refuses'],
  ['mandatory in quotes', field('{ name: N, type: large-text, mandatory: "true" }'), ['DF205 6:50'], 'refuses'],
  ['mandatory without a value', field('{ name: N, type: large-text, mandatory: }'), ['DF205 6:39'], 'refuses'],
  ['masked: 1', field('{ name: N, type: limited-text, masked: 1 }'), ['DF205 6:49'], 'refuses'],
  [
    'a default of true without quotes',
    field('{ name: N, type: boolean, default_value: true }'),
    ['DF206 6:51'],
    'refuses',
  ],
  ['a default of 0 without quotes', field('{ name: N, type: number, default_value: 0 }'), ['DF206 6:50'], 'refuses'],
  ['a default of nothing', field('{ name: N, type: number, default_value: ~ }'), ['DF206 6:50'], 'refuses'],
  ['a default that is a list', field('{ name: N, type: number, default_value: [] }'), ['DF206 6:35'], 'refuses'],
  [
    'a default of .inf',
    field('{ name: N, type: number, default_value: .inf }'),
    ['DF206 6:50', 'YM119 6:50'],
    'refuses',
  ],
  ['a flat list of keys', right({ 7: 'unique_keys: [empid]', 8: '' }), ['DF207 7:15'], 'refuses'],
  ['keys as text', right({ 7: 'unique_keys: empid', 8: '' }), ['DF207 7:14'], 'refuses'],
  ['keys as a mapping', right({ 7: 'unique_keys: { a: [empid] }', 8: '' }), ['DF207 7:1'], 'refuses'],
  ['a number in a key', right({ 8: '  - [empid, 7]' }), ['DF207 8:13'], 'refuses'],
  ['an unknown key', right({ 7: 'uniqe_keys:' }), ['DF203 7:1'], 'refuses'],
  ['a key in other case', right({ 3: 'Description: x' }), ['DF202 1:1', 'DF203 3:1'], 'refuses'],
  ['protect: yes', `${right()}protect: yes\n`, ['DF205 9:10'], 'refuses'],
  ['an extension by its title', `${right()}extension: Zoho CRM\n`, ['DF209 9:12'], 'refuses'],
  ['an extension that is protected', `${right()}extension: crm\nprotect: true\n`, ['DF210 10:1'], 'refuses'],
  ['protect without a value', `${right()}protect:\n`, ['DF205 9:1'], 'refuses'],
  ...['id: "227828000000132001"', 'status: enabled', 'scope: personal', 'type: custom', 'creator: { id: "1" }'].map(
    each => [`${each} from an answer`, `${right()}${each}\n`, ['DF204 9:1'], 'refuses'] as const,
  ),
  ['an id that is a number too', `${right()}id: 17202020414617773604009000\n`, ['DF204 9:1', 'YM119 9:5'], 'refuses'],
])

/** Right shapes that break a law of Cliq. */
export const LAWS: readonly Case[] = rows([
  ['capitals in a unique_name', unique('EmpDir'), ['NM101 1:14'], 'refuses'],
  ['an accent in a unique_name', unique('émp'), ['NM101 1:14'], 'refuses'],
  ['a digit first', unique('"1emp"'), ['NM101 1:14'], 'refuses'],
  ['an underscore first', unique('_emp'), ['NM101 1:14'], 'refuses'],
  ['a hyphen', unique('emp-dir'), ['NM101 1:14'], 'refuses'],
  ['a blank around a unique_name', unique('" emp"'), ['NM101 1:14'], 'refuses'],
  ['a line break behind a unique_name', unique('"emp\\n"'), ['NM101 1:14'], 'refuses'],
  ['a unique_name of 21 characters', unique(long(21)), ['LM102 1:14'], 'refuses'],
  ["the tool's own name", unique('cliqds_meta'), ['NM103 1:14'], 'refuses'],
  [
    "a field of the tool's own name",
    right({ 6: '  cliqds_x: { name: X, type: large-text }' }),
    ['NM103 6:3'],
    'refuses',
  ],
  ...['id', 'added_time', 'modified_time'].map(
    each =>
      [`a field ${each}`, right({ 6: `  ${each}: { name: X, type: large-text }` }), ['NM106 6:3'], 'refuses'] as const,
  ),
  ['a number default with a plus', field('{ name: N, type: number, default_value: "+5" }'), ['FT103 6:50'], 'refuses'],
  ...['https://${env:HOST}/x', '${ENV:HOST}', '${{ secrets.T }}'].map(
    each =>
      [
        `a default of ${each}`,
        field(`{ name: N, type: limited-text, default_value: "${each}" }`),
        ['LT111 6:56'],
        'accepts',
      ] as const,
  ),
  ['a description of a variable', right({ 3: 'description: "${env:TEXT}"' }), ['LT111 3:14'], 'accepts'],
  ['a name of 21 characters', name(long(21)), ['LM102 2:7'], 'refuses'],
  ['a name with !', name('Emp!'), ['NM102 2:7'], 'refuses'],
  ['a name with an emoji', name('Staff 😀'), ['NM102 2:7'], 'refuses'],
  ['a name with a line break', name('"a\\nb"'), ['NM104 2:7'], 'refuses'],
  ['a name with a NUL', name('"a\\0b"'), ['NM104 2:7'], 'refuses'],
  ['a name with a bidirectional control', name('"a\\u202eb"'), ['NM104 2:7'], 'refuses'],
  ['a name with half a pair', name('"a\\ud800"'), ['NM104 2:7'], 'refuses'],
  ['a name with a hyphen', name('Employee-ID'), ['NM102 2:7'], 'refuses'],
  ['a description of 251 characters', right({ 3: `description: ${long(251)}` }), ['LM103 3:14'], 'refuses'],
  ['a description that turns text', right({ 3: 'description: "a\\u2067b"' }), ['NM104 3:14'], 'accepts'],
  ['a description with an escape', right({ 3: 'description: "a\\eb"' }), ['NM104 3:14'], 'accepts'],
  ['20 fields', right({ 6: many(19) }), ['LM101 4:1'], 'refuses'],
  ['a field name in capitals', right({ 6: '  Notes: { name: Notes, type: large-text }' }), ['NM101 6:3'], 'refuses'],
  ['a field name with a dot', right({ 6: '  a.b: { name: Notes, type: large-text }' }), ['NM101 6:3'], 'refuses'],
  [
    'a field name of 21 characters',
    right({ 6: `  ${long(21)}: { name: N, type: large-text }` }),
    ['LM102 6:3'],
    'refuses',
  ],
  ['an empty field name', right({ 6: '  "": { name: N, type: large-text }' }), ['NM101 6:3'], 'refuses'],
  ['a field label of 21 characters', field(`{ name: ${long(21)}, type: large-text }`), ['LM102 6:18'], 'refuses'],
  ['a field label with a colon', field('{ name: "a:b", type: large-text }'), ['NM102 6:18'], 'refuses'],
  ...['text', 'string', 'Boolean', 'int', 'LARGE-TEXT', 'date', 'constructor', '"number "'].map(
    type => [`the type ${type}`, field(`{ name: Notes, type: ${type} }`), ['FT101 6:31'], 'refuses'] as const,
  ),
  ['a boolean default of yes', field('{ name: N, type: boolean, default_value: "yes" }'), ['FT103 6:51'], 'refuses'],
  [
    'a boolean default in capitals',
    field('{ name: N, type: boolean, default_value: "TRUE" }'),
    ['FT103 6:51'],
    'refuses',
  ],
  ['an empty boolean default', field('{ name: N, type: boolean, default_value: "" }'), ['FT103 6:51'], 'refuses'],
  [
    'a number default that is text',
    field('{ name: N, type: number, default_value: "ten" }'),
    ['FT103 6:50'],
    'refuses',
  ],
  ['an empty number default', field('{ name: N, type: number, default_value: "" }'), ['FT103 6:50'], 'refuses'],
  ['an exponent', field('{ name: N, type: number, default_value: "1e3" }'), ['FT103 6:50'], 'refuses'],
  ['a number in hex', field('{ name: N, type: number, default_value: "0x10" }'), ['FT103 6:50'], 'refuses'],
  [
    'a number of 20 digits',
    field(`{ name: N, type: number, default_value: "${'1'.repeat(20)}" }`),
    ['FT104 6:50'],
    'refuses',
  ],
  [
    'a default of 101',
    field(`{ name: N, type: limited-text, default_value: ${long(101)} }`),
    ['LM104 6:56'],
    'refuses',
  ],
  ['a masked encrypted field', field('{ name: N, type: encrypted-text, masked: true }'), ['FT102 6:51'], 'refuses'],
  ['a masked large text', field('{ name: N, type: large-text, masked: true }'), ['FT102 6:47'], 'refuses'],
  [
    'a masked boolean',
    field('{ name: N, type: boolean, default_value: "true", masked: true }'),
    ['FT102 6:67'],
    'refuses',
  ],
  ['a key over an unknown field', right({ 8: '  - [empi]' }), ['UK101 8:6'], 'accepts'],
  ['a key over a large text', right({ 8: '  - [notes]' }), ['UK102 8:6'], 'accepts'],
  ['a key with a field twice', right({ 8: '  - [empid, empid]' }), ['UK103 8:13'], 'refuses'],
  ['a key twice', right({ 8: '  - [empid]\n  - [empid]' }), ['UK104 9:5'], 'refuses'],
  ['an empty key', right({ 8: '  - []' }), ['UK105 8:5'], 'refuses'],
  ['a key over every inherited name', right({ 8: '  - [constructor]' }), ['UK101 8:6'], 'accepts'],
])

type Row = readonly [string, string, readonly string[], 'refuses' | 'accepts']

function rows(all: readonly Row[]): readonly Case[] {
  return all.map(([what, text, marks, schema]) => ({ what, text, marks, schema }))
}
