import { expect, test } from 'vitest'

import { CODES } from '../../src/core/codes/codes.ts'
import { underPolicy } from '../../src/core/rules/policy.ts'
import { sortedProblems } from '../../src/core/model/problem.ts'
import { checkDefinitions } from '../../src/core/rules/rules.ts'
import type { NamePolicy } from '../../src/core/rules/rules.ts'
import { LINT } from '../../src/core/rules/lint.ts'
import { marks, right, written } from './written.ts'

const NONE = { allowances: [], problems: [] }
const TODAY = '2026-11-24'

function checked(texts: readonly string[], policy: Partial<NamePolicy> = {}): readonly string[] {
  const definitions = texts.flatMap((text, index) => written(text, `${index}.yaml`).definition ?? [])
  const problems = sortedProblems(checkDefinitions(definitions, { naming: {}, orgs: [], ...policy }))
  return problems.map(({ code, severity, at }) => `${code} ${severity} ${at?.file}:${at?.line}:${at?.col}`)
}

test('every rule of lint is in the table of codes, and no other code has a level', () => {
  expect(Object.keys(LINT)).toEqual(Object.keys(CODES).filter(each => each.startsWith('LT')))
})

test('a project turns rules up, down and off, and no law', () => {
  const { problems } = written(right({ 2: 'name: a!', 6: '  on: { name: Active, type: boolean }' }))
  const at = (rules: Parameters<typeof underPolicy>[2]['rules']) =>
    underPolicy(problems, NONE, { rules, today: TODAY }).map(each => `${each.code} ${each.severity}`)
  expect(at({})).toEqual(['NM102 error', 'LT102 warning'])
  expect(at({ LT102: 'error' })).toEqual(['NM102 error', 'LT102 error'])
  expect(at({ LT102: 'off' })).toEqual(['NM102 error'])
  expect(at(JSON.parse('{"NM102":"off","LT102":"warning"}'))).toEqual(['NM102 error', 'LT102 warning'])
})

test('names match the patterns of the project', () => {
  const naming = { datastores: '^hr_[a-z]+$', fields: '^[a-z]+$' }
  expect(checked([right({ 1: 'unique_name: hr_staff' })], { naming })).toEqual([])
  expect(checked([right()], { naming })).toEqual(['LT109 error 0.yaml:1:14'])
  const field = right({ 1: 'unique_name: hr_staff', 6: '  my_notes: { name: N, type: large-text }' })
  expect(checked([field], { naming })).toEqual(['LT109 error 0.yaml:6:3'])
  expect(checked([field], { naming: { datastores: '^hr_' } })).toEqual([])
})

test('a pattern that takes for ever never meets a long text', () => {
  const text = right({ 1: `unique_name: ${'a'.repeat(100_000)}` })
  expect(checked([text], { naming: { datastores: '^(a+)+$' } })).toEqual(['LM102 error 0.yaml:1:14'])
})

test('a name is too long with the prefix of each environment that uses it', () => {
  const org = (environment: string, prefix: string, ignore: readonly string[] = []) => ({ environment, prefix, ignore })
  const text = right({ 1: `unique_name: ${'a'.repeat(16)}` })
  expect(checked([text], { orgs: [org('a', ''), org('b', 'stg_')] })).toEqual([])
  expect(checked([text], { orgs: [org('b', 'stage_')] })).toEqual(['LM106 error 0.yaml:1:14'])
  const two = [org('b', 'stage_'), org('c', 'test1_')]
  expect(checked([text], { orgs: two })).toEqual(Array.from({ length: 2 }, () => 'LM106 error 0.yaml:1:14'))
  expect(checked([text], { orgs: [org('b', 'stage_', ['aaa*'])] })).toEqual(['LT110 warning 0.yaml:1:14'])
  // A name that is too long by itself is told once.
  expect(checked([right({ 1: `unique_name: ${'a'.repeat(21)}` })], { orgs: two })).toEqual(['LM102 error 0.yaml:1:14'])
})

test('a name that a prefix turns into one of cliq-ds itself is an error where that prefix is used', () => {
  const text = right({ 1: 'unique_name: ds_meta' })
  const orgs = [{ environment: 'a', prefix: 'cliq', ignore: [] }]
  expect(checked([text], { orgs })).toEqual(['NM103 error 0.yaml:1:14'])
  expect(checked([text], { orgs: [{ environment: 'a', prefix: 'stg_', ignore: [] }] })).toEqual([])
})

test('a definition that a pattern of an environment hides is told with the pattern', () => {
  const org = (ignore: readonly string[]) => ({ environment: 'a', prefix: '', ignore })
  for (const pattern of ['*', 'emp*', '*dir', 'empdir*', '*m*d*', '*'.repeat(100_000)])
    expect(checked([right()], { orgs: [org(['other', pattern])] })).toEqual(['LT110 warning 0.yaml:1:14'])
  // Patterns that hide nothing are as fast: one star after another, and longer than any name.
  for (const pattern of ['emp', '', '*z', `${'*'.repeat(15)}z`, `${'*a'.repeat(50_000)}`, 'x'.repeat(100_000)])
    expect(checked([right()], { orgs: [org([pattern])] })).toEqual([])
  // Who writes its very name means it.
  expect(checked([right()], { orgs: [org(['empdir'])] })).toEqual([])
})

const twins = [
  ['two datastores of one name', { 1: 'unique_name: b' }, ['LT108 warning 1.yaml:2:7']],
  [
    'whose names differ in blanks',
    { 1: 'unique_name: b', 2: 'name: Employee  Directory' },
    ['LT108 warning 1.yaml:2:7'],
  ],
  ['whose names differ in case', { 1: 'unique_name: b', 2: 'name: EMPLOYEE directory' }, ['LT108 warning 1.yaml:2:7']],
  [
    'whose unique_names differ in underscores',
    { 1: 'unique_name: emp_dir', 2: 'name: B' },
    ['LT103 warning 1.yaml:1:14'],
  ],
  ['that are the same', {}, ['NM105 error 1.yaml:1:14']],
  ['of different names', { 1: 'unique_name: b', 2: 'name: B' }, []],
] as const

test.each(twins)('definitions are compared with each other: %s', (_, other, expected) =>
  expect(checked([right(), right(other)])).toEqual(expected),
)

test('two fields that differ in case are told as such, besides the capital', () => {
  const text = right({ 6: '  emp_ID: { name: Other, type: large-text }' })
  expect(marks(written(text).problems)).toEqual(['LT103 6:3', 'NM101 6:3'])
})
