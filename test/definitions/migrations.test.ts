import { expect, test } from 'vitest'

import { decodeMigration } from '../../src/core/migrations/decode.ts'
import { checkMigrations } from '../../src/core/migrations/laws.ts'
import type { KnownNames } from '../../src/core/migrations/laws.ts'
import { migrationOrder, migrationMeaning } from '../../src/core/migrations/standing.ts'
import type { Migration } from '../../src/core/model/migration.ts'
import { migrationSchema } from '../../src/files/schema/migration.ts'
import { parseYaml } from '../../src/files/yaml/yaml.ts'
import { field, store } from '../laws/build.ts'
import { validatorOf } from './editor.ts'

const isMigration = validatorOf(migrationSchema())

const number = field({ type: 'number' })
const STAFF = store(
  {
    name: field(),
    first: field(),
    last: field(),
    display: field({ type: 'large-text' }),
    phone: field(),
    mobile: field(),
    team: field(),
    group: field(),
    grade: number,
    level: number,
    isactive: field({ type: 'boolean' }),
    pin: field({ type: 'encrypted-text' }),
  },
  [],
  'staff',
)
const KNOWN: KnownNames = {
  defined: new Map([['staff', STAFF]]),
  earlier: new Map([
    ['staff', new Map([['tel', 'limited-text' as const]])],
    [
      'old',
      new Map<string, 'limited-text' | undefined>([
        ['empid', undefined],
        ['phone', 'limited-text'],
      ]),
    ],
  ]),
  extensions: new Set(['theirs']),
  isWhole: true,
}

function read(text: string, id = 'split-name') {
  const yaml = parseYaml(text, `migrations/${id}.yaml`)
  expect(yaml.problems).toEqual([])
  return { value: yaml.value, ...decodeMigration(yaml.value, id, { file: `migrations/${id}.yaml`, ...yaml }) }
}

const steps = (...all: readonly string[]) => `description: A test\nsteps:\n${all.map(each => `  - ${each}\n`).join('')}`

const GOOD = [
  'split:  { datastore: staff, field: name, by: " ", into: [first, last] }',
  'split:  { datastore: staff, field: name, by: ", ", into: [first, grade], invalid: skip }',
  'join:   { datastore: staff, fields: [first, last], with: "", into: display }',
  'copy:   { datastore: staff, field: tel, into: mobile, only_if_empty: false }',
  'copy:   { datastore: staff, from: { datastore: old, key: empid, field: phone }, into: mobile }',
  'map:    { datastore: staff, field: team, values: { "R&D": research, Ops: ops } }',
  'map:    { datastore: staff, field: team, values: { a: b, b: a }, into: group }',
  'map:    { datastore: staff, field: team, values: { a: a } }',
  'map:    { datastore: staff, field: grade, values: { "1": junior }, into: group }',
  'fill:   { datastore: staff, set: { grade: 1 }, where: { grade: empty } }',
  'fill:   { datastore: staff, set: { isactive: true }, only_if_empty: false }',
  'fill:   { datastore: staff, set: { team: x }, where: { grade: { gte: 1, lt: 3 }, team: { not: empty } } }',
  'delete_records: { datastore: staff, where: { isactive: false, team: { in: [a, b] } }, at_most: 500 }',
]

test.each(GOOD)('valid by its schema and its laws: %s', step => {
  const known: KnownNames = step.includes('empid')
    ? { ...KNOWN, defined: new Map([['staff', { ...STAFF, fields: new Map([...STAFF.fields, ['empid', field()]]) }]]) }
    : KNOWN
  const { value, migration, problems } = read(steps(step))
  expect([isMigration(value), problems]).toEqual([true, []])
  expect(checkMigrations([migration as Migration], known, new Set())).toEqual([])
})

// What is wrong, its code, and the text that the place points at.
const MISSHAPEN = [
  ['description: A\nsteps: []\n', 'MG102', 'steps'],
  ['steps:\n  - fill: { datastore: staff, set: { grade: 1 } }\n', 'MG102', 'steps'],
  [`${steps(GOOD[0] ?? '')}stepz: []\n`, 'MG102', 'stepz'],
  [steps('rename: { datastore: staff }'), 'MG102', 'rename'],
  [steps('split: { datastore: staff, field: name, by: "", into: [first, last] }'), 'MG102', '""'],
  [steps('split: { datastore: staff, field: name, by: " ", into: [first] }'), 'MG102', 'into'],
  [steps('split: { datastore: staff, field: name, by: " ", into: [first, first] }'), 'MG102', 'into'],
  [steps('copy: { datastore: staff, field: phone, into: mobile, if_empty: true }'), 'MG102', 'if_empty'],
  [steps('copy: { datastore: staff, field: phone, into: mobile, only_if_empty: yes }'), 'MG102', 'yes'],
  [steps('fill: { datastore: staff, set: { grade: ~ } }'), 'MG102', '~'],
  [steps('fill: { datastore: staff, set: { grade: 1 }, where: "(grade=1)" }'), 'MG102', '"(grade'],
  [steps('fill: { datastore: staff, set: { grade: 1 }, where: { grade: { below: 1 } } }'), 'MG102', 'below'],
  [steps('delete_records: { datastore: staff, at_most: 5 }'), 'MG102', 'delete_records'],
  [steps('delete_records: { datastore: staff, where: { grade: 1 } }'), 'MG102', 'delete_records'],
  [steps('delete_records: { datastore: staff, where: { grade: 1 }, at_most: 1.5 }'), 'MG102', '1.5'],
] as const

test.each(MISSHAPEN)('misshapen, by its schema too: %j', (text, code, where) => {
  const { value, problems } = read(text)
  expect(isMigration(value)).toBe(false)
  expect(problems.map(each => each.code)).toEqual([code])
  expect(shownAt(text, problems[0]?.at).startsWith(where)).toBe(true)
})

const UNLAWFUL = [
  ['copy: { datastore: stuff, field: phone, into: mobile }', 'MG103', 'stuff'],
  ['copy: { datastore: theirs, field: phone, into: mobile }', 'MG103', 'theirs'],
  ['copy: { datastore: staff, field: fone, into: mobile }', 'MG103', 'fone'],
  ['copy: { datastore: staff, field: phone, into: tel }', 'MG103', 'tel'],
  ['copy: { datastore: staff, from: { datastore: old, key: first, field: phone }, into: mobile }', 'MG103', 'first'],
  ['fill: { datastore: staff, set: { grade: 1 }, where: { nope: empty } }', 'MG103', 'empty'],
  ['split: { datastore: staff, field: grade, by: ".", into: [first, last] }', 'MG104', 'grade'],
  ['join: { datastore: staff, fields: [first, last], with: "", into: level }', 'MG104', 'level'],
  ['copy: { datastore: staff, field: isactive, into: grade }', 'MG104', 'grade'],
  ['copy: { datastore: staff, field: phone, into: isactive }', 'MG104', '{'],
  ['fill: { datastore: staff, set: { team: 1 } }', 'MG104', '1'],
  ['fill: { datastore: staff, set: { grade: "high" } }', 'MG104', '"high"'],
  ['fill: { datastore: staff, set: { grade: true } }', 'MG104', 'true'],
  ['fill: { datastore: staff, set: { isactive: true } }', 'MG104', '{'],
  ['fill: { datastore: staff, set: { grade: "12345678901234567890" } }', 'MG104', '"1234'],
  [`fill: { datastore: staff, set: { team: ${'x'.repeat(251)} } }`, 'MG104', 'xxx'],
  ['fill: { datastore: staff, set: { team: a }, where: { team: { lt: 3 } } }', 'MG104', 'team'],
  ['fill: { datastore: staff, set: { team: a }, where: { isactive: empty } }', 'MG104', 'empty'],
  ['map: { datastore: staff, field: grade, values: { high: 3 } }', 'MG104', '3'],
  ['split: { datastore: staff, field: name, by: " ", into: [first, grade], invalid: none }', 'MG104', 'none'],
  ['map: { datastore: staff, field: team, values: { a: b, b: c } }', 'MG105', 'b,'],
  ['map: { datastore: staff, field: grade, values: { "1": 2, "2.0": 3 } }', 'MG105', '2,'],
  ['split: { datastore: staff, field: name, by: " ", into: [name, last] }', 'MG105', 'into'],
  ['join: { datastore: staff, fields: [first, last], with: "", into: first }', 'MG105', 'first }'],
  ['copy: { datastore: staff, field: phone, into: phone }', 'MG105', 'phone }'],
  ['copy: { datastore: staff, field: pin, into: mobile }', 'MG107', '{'],
] as const

test.each(UNLAWFUL)('against a law: %s', (step, code, where) => {
  const text = steps(step)
  const { migration, problems } = read(text)
  expect(problems).toEqual([])
  const found = checkMigrations([migration as Migration], KNOWN, new Set())
  expect(found.map(each => each.code)).toEqual([code])
  const shown = shownAt(text, found[0]?.at)
  expect(where === '{' ? '{' : shown.slice(0, where.length)).toBe(where)
})

test('a migration has at most 1,000 steps, by its schema too', () => {
  const { value, problems } = read(steps(...Array.from({ length: 1_001 }, () => GOOD[8] ?? '')))
  expect([isMigration(value), problems.map(each => each.code)]).toEqual([false, ['MG102']])
})

test('a later step never writes what an earlier one reads', () => {
  const text = steps(
    'copy: { datastore: staff, field: phone, into: mobile }',
    'fill: { datastore: staff, set: { phone: "0" } }',
  )
  const [found] = checkMigrations([read(text).migration as Migration], KNOWN, new Set())
  expect([found?.code, found?.at?.line]).toEqual(['MG105', 4])
  expect(found?.message).toContain('which step 1 reads')
})

test('names that only a lost lock file knows are left to the plan, and those of settled migrations to nobody', () => {
  const step = 'copy: { datastore: staff, field: fone, into: mobile }'
  const { migration } = read(steps(step))
  const check = (known: KnownNames, settled: readonly string[]) =>
    checkMigrations([migration as Migration], known, new Set(settled)).length
  expect([check(KNOWN, []), check({ ...KNOWN, isWhole: false }, []), check(KNOWN, ['split-name'])]).toEqual([1, 0, 0])
})

test('migrations go by need and then by name, and a circle of them is told at each', () => {
  const made = (id: string, after: string) =>
    read(`after: [${after}]\n${steps(GOOD[0] ?? '')}`, id).migration as Migration
  const line = [made('c', ''), made('a', 'c'), made('b', '')].map(each => ({
    ...each,
    after: each.id === 'a' ? ['c'] : [],
  }))
  expect(migrationOrder(line).map(each => each.id)).toEqual(['c', 'a', 'b'])
  const circle = [made('a', 'b'), made('b', 'a'), made('c', 'nope')]
  const found = checkMigrations(circle, KNOWN, new Set())
  expect(found.map(each => `${each.code} ${each.at?.file}`)).toEqual([
    'MG106 migrations/a.yaml',
    'MG106 migrations/b.yaml',
    'MG106 migrations/c.yaml',
  ])
})

test('a migration means what its steps say, however they are laid out', () => {
  const meaning = (text: string) => migrationMeaning(read(text).migration as Migration)
  const one = meaning(steps('copy: { datastore: staff, field: phone, into: mobile }'))
  expect(
    meaning('description: B\nsteps:\n  - copy:\n      into: mobile\n      field: phone\n      datastore: staff\n'),
  ).toBe(one)
  expect(meaning(steps('copy: { datastore: staff, field: phone, into: mobile, only_if_empty: true }'))).toBe(one)
  expect(meaning(steps('copy: { datastore: staff, field: phone, into: mobile, only_if_empty: false }'))).not.toBe(one)
})

function shownAt(text: string, at: { readonly line: number; readonly col: number } | undefined): string {
  return at === undefined ? '' : (text.split('\n')[at.line - 1]?.slice(at.col - 1) ?? '')
}
