import { expect, test } from 'vitest'
import { problemOf } from '../../src/files/code/explain.ts'

type Answer = Parameters<typeof problemOf>[0]

const loaded = (file: string, text = '') => ({ root: '/p', file, text })
const thrown = (message: string, isSyntax = false): Answer => ({
  kind: 'thrown',
  thrown: { message, stack: '', isSyntax, code: '' },
})
const absent = (specifier: string): Answer => ({
  kind: 'thrown',
  thrown: { message: '', stack: '', isSyntax: false, code: '' },
  failedImport: { why: 'absent', specifier, from: '' },
})
const notPlain = (path: string, what: string): Answer => ({ kind: 'not-plain', found: { path, what } })
const CONFIG = 'cliq-ds.config.ts'

type Case = readonly [what: string, answer: Answer, file: string, advice: string, text?: string]

const cases: readonly Case[] = [
  ['a config that is a function', notPlain('', 'a function'), CONFIG, 'defineConfig({'],
  ['a definition that is a function', notPlain('', 'a function'), 'schemas/a.ts', 'defineDatastore({'],
  ['an unset variable of a config', notPlain('a', 'undefined'), CONFIG, "write env('NAME')", 'process.env.A'],
  ['a variable of a definition', notPlain('a', 'undefined'), 'schemas/a.ts', 'write the value itself', 'process.env.A'],
  ['a path of tsconfig', absent('@/staff'), 'schemas/a.ts', 'paths of tsconfig.json do not apply'],
  ['a path of a bundler', absent('~/staff'), 'schemas/a.ts', 'paths of tsconfig.json do not apply'],
  ['an absent file', absent('./staff'), 'schemas/a.ts', 'check the path'],
  ['an absent package', absent('staff'), 'schemas/a.ts', 'install the package'],
  [
    'a type without its word',
    thrown("The requested module 'cliq-ds' does not provide an export named 'Config'", true),
    CONFIG,
    'import type',
  ],
  ['an ES module by another name', thrown('Unexpected token export', true), 'schemas/a.js', '.mjs'],
]

for (const [what, answer, file, advice, text] of cases)
  test(`${what} gets the advice that helps`, () => {
    expect(problemOf(answer, loaded(file, text)).hint).toContain(advice)
  })

test('an error without words is told as one', () => {
  expect(problemOf(thrown(' '), loaded('schemas/a.ts')).message).toBe('the file threw an error without a message')
})
