import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { loadCode } from '../../src/files/code/code.ts'
import type { CodeOptions, LoadedCode } from '../../src/files/code/code.ts'
import { outline, temporaryFolder } from './temporary.ts'

type Files = Readonly<Record<string, string>>

async function load(files: Files, options: Omit<CodeOptions, 'root'> = {}, file?: string): Promise<LoadedCode> {
  const root = join(await temporaryFolder(), 'project')
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"commonjs"}', ...files })) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
  return loadCode(join(root, file ?? Object.keys(files)[0] ?? ''), { root, ...options })
}

function said(loaded: LoadedCode): readonly string[] {
  return 'problem' in loaded ? outline([loaded.problem]) : ['a value']
}

const hang = { timeoutMs: 1_500 }
const big = `export default { a: 'x'.repeat(6_000_000) }`

const cases: readonly { law: string; files: Files; says: string; options?: Omit<CodeOptions, 'root'> }[] = [
  { law: 'a syntax error', files: { 'a.ts': 'export default {\n  a: 1\n  b: 2 }\n' }, says: 'TS101 a.ts:3:3' },
  {
    law: 'a syntax error in JavaScript',
    files: { 'a.mjs': 'export default {\n  a: 1\n  b: 2 }\n' },
    says: 'TS101 a.mjs:3:3',
  },
  { law: 'an enum', files: { 'a.ts': 'const a = 1\n  enum B { C }\nexport default { a }\n' }, says: 'TS102 a.ts:2:3' },
  {
    law: 'a namespace',
    files: { 'a.ts': 'namespace A { export const b = 1 }\nexport default A' },
    says: 'TS102 a.ts:1:1',
  },
  {
    law: 'a parameter property',
    files: { 'a.ts': 'class A {\n constructor(private a = 1) {} }\nexport default {}' },
    says: 'TS102 a.ts:2:22',
  },
  { law: 'no default export', files: { 'a.ts': 'export const a = 1\n' }, says: 'TS103 a.ts:1:1' },
  { law: 'a function', files: { 'a.ts': 'const a = 1\nexport default () => a\n' }, says: 'TS104 a.ts:2:1' },
  { law: 'a throw', files: { 'a.ts': 'const a: number = 1\nthrow new Error(`no ${a}`)\n' }, says: 'TS106 a.ts:2:7' },
  { law: 'a throw of what is no error', files: { 'a.ts': 'throw "no"\n' }, says: 'TS106 a.ts:1:1' },
  {
    law: 'a throw in a module of the project',
    files: { 'a.ts': `import './b'\nexport default {}`, 'b.ts': '\nnull.x' },
    says: 'TS106 b.ts:2:6',
  },
  { law: 'the end of the process', files: { 'a.ts': 'process.exit(0)\nexport default {}' }, says: 'TS107 a.ts:1:1' },
  {
    law: 'a wait for nothing',
    files: { 'a.ts': 'await new Promise(() => {})\nexport default {}' },
    says: 'TS108 a.ts:1:1',
  },
  { law: 'an endless loop', files: { 'a.ts': 'for (;;) {}\n' }, says: 'TS108 a.ts:1:1', options: hang },
  { law: 'an absent import', files: { 'a.ts': `\nimport b from './b'\nexport default b` }, says: 'TS109 a.ts:2:15' },
  { law: 'an absent package', files: { 'a.ts': `import b from 'nowhere'\nexport default b` }, says: 'TS109 a.ts:1:15' },
  {
    law: 'an import out of the project',
    files: { 'a.ts': `import b from '../b.ts'`, '../b.ts': 'export default 1' },
    says: 'TS110 a.ts:1:15',
  },
  {
    law: 'an import of nothing out of the project',
    files: { 'a.ts': `import b from '../../nothing.ts'` },
    says: 'TS110 a.ts:1:15',
  },
  { law: 'a result of over 5 MB', files: { 'a.ts': big }, says: 'TS111 a.ts:1:1' },
  {
    law: 'the start of a program',
    files: { 'a.ts': `import { spawn } from 'node:child_process'\nexport default {}` },
    says: 'TS112 a.ts:1:23',
  },
  {
    law: 'reading files',
    files: { 'a.ts': `import fs from 'fs/promises'\nexport default {}` },
    says: 'TS112 a.ts:1:16',
  },
  {
    law: 'a file by a module that is not imported',
    files: { 'a.ts': `const fs = process.getBuiltinModule('node:fs')\nexport default {}` },
    says: 'TS112 a.ts:1:20',
  },
  {
    law: 'a file by a binding',
    files: { 'a.ts': `const fs = (process as never)['binding']('fs')\nexport default {}` },
    says: 'TS112 a.ts:1:41',
  },
  {
    law: 'the end of all of cliq-ds',
    files: { 'a.ts': `export default {}\nprocess.kill(process.pid)` },
    says: 'TS112 a.ts:2:9',
  },
  {
    law: 'a call to somewhere',
    files: { 'a.ts': `export default await fetch('http://127.0.0.1:9/')` },
    says: 'TS112 a.ts:1:22',
  },
  {
    law: 'a file that node loads variables from',
    files: { 'a.ts': `process.loadEnvFile('/etc/passwd')\nexport default {}` },
    says: 'TS112 a.ts:1:9',
  },
  {
    law: 'a thread',
    files: { 'a.ts': `import 'worker_threads'\nexport default {}` },
    says: 'TS112 a.ts:1:8',
    options: { kind: 'config' },
  },
]

describe('a code file that cannot be trusted is one clear problem with its place', () => {
  test.each(cases)('$law', async ({ files, says, options = {} }) => {
    expect(said(await load(files, options))).toEqual([says])
  })
})

const values: readonly { expression: string; what: string }[] = [
  { expression: 'new Date(0)', what: 'a Date' },
  { expression: '10n', what: 'a bigint' },
  { expression: 'Symbol()', what: 'a symbol' },
  { expression: '() => 1', what: 'a function' },
  { expression: 'undefined', what: 'undefined' },
  { expression: 'NaN', what: 'NaN' },
  { expression: 'new (class Odd {})()', what: 'an Odd' },
  { expression: 'new Map()', what: 'a Map' },
  { expression: 'Promise.resolve({})', what: 'a Promise' },
  { expression: '{ get x() { return 1 } }', what: 'an accessor' },
]

test.each([
  [
    'itself',
    'const a: any = { fields: { f: {} } }\na.fields.f.more = a\nexport default a',
    'fields.f.more` is a part of itself',
  ],
  ['itself in a list', 'const a: any = { f: [] }\na.f.push(0, a.f)\nexport default a', 'f[1]` is a part of itself'],
  ['one value twice', 'const a = { x: 1 }\nexport default { a, b: a, c: [a, a] }', ''],
  [
    'a hundred levels',
    `const a: any = {}\nlet at = a\nfor (let i = 0; i < 200; i += 1) at = at.more = {}\nexport default a`,
    '…` is nested deeper than 100 levels',
  ],
])('what holds %s is told shortly', async (_, text, says) => {
  const loaded = await load({ 'a.ts': text })
  const message = 'problem' in loaded ? loaded.problem.message : ''
  expect(message.endsWith(says)).toBe(true)
  expect('problem' in loaded).toBe(says !== '')
  expect(message.length).toBeLessThan(140)
})

test.each(values)(
  'a value that JSON cannot hold is refused with its path: $expression',
  async ({ expression, what }) => {
    const loaded = await load({ 'a.ts': `export default { fields: [1, { default_value: ${expression} }] }` })
    expect(said(loaded)).toEqual([`TS105 a.ts:1:${what === 'an accessor' ? 32 : 47}`])
    const message = 'problem' in loaded ? loaded.problem.message : ''
    expect(message).toMatch(/^the value at `fields\[1\]\.default_value(\.x)?` is /u)
    expect(message.endsWith(` is ${what}`)).toBe(true)
  },
)

test('what bends the language in the file bends nothing here', async () => {
  const text = `JSON.stringify = () => 'bent'\nObject.prototype.bent = 1\nexport default { a: [1] }`
  expect(await load({ 'a.ts': text })).toEqual({ value: { a: [1] } })
  expect(Object.keys(Object.prototype)).toEqual([])
})

test('what the file prints is handed over apart from its result', async () => {
  let printed = ''
  const loaded = await load({ 'a.ts': 'console.log("{}")\nexport default {}' }, { onOutput: text => (printed += text) })
  expect(loaded).toEqual({ value: {} })
  expect(printed).toBe('{}\n')
})

test('a file sees no variable but those it is given', async () => {
  process.env['CLIQ_CANARY'] = 'secret'
  const file = { 'a.ts': `export default { canary: process.env.CLIQ_CANARY ?? null }` }
  expect(await load(file)).toEqual({ value: { canary: null } })
  expect(await load(file, { env: { CLIQ_CANARY: 'given' } })).toEqual({ value: { canary: 'given' } })
})

test('a module that reaches nowhere is at hand without an import too', async () => {
  const text = `export default { sep: process.getBuiltinModule('node:path').posix.sep }`
  expect(await load({ 'a.ts': text })).toEqual({ value: { sep: '/' } })
})

test('an undefined value in a file that reads variables is told to come from there', async () => {
  const loaded = await load({ 'a.ts': `export default { a: process.env.CLIQ_TOKEN }` })
  expect('problem' in loaded && loaded.problem.hint).toContain('sees no environment variable')
})

test('imports work as people write them, in a CommonJS package too', async () => {
  const files = {
    'a.ts': `import b from './b'\nimport c from './c.js'\nimport d from './d'\nexport default { all: b + c + d, dir: import.meta.dirname.length > 0 }`,
    'b.ts': 'const b: number = 1\nexport default b',
    'c.ts': 'export default 2',
    'd/index.ts': 'export default 3',
  }
  expect(await load(files)).toEqual({ value: { all: 6, dir: true } })
  expect(await load({ 'a.js': 'module.exports = { a: 1 }' })).toEqual({ value: { a: 1 } })
})

test('cliq-ds is this package, wherever the project lies', async () => {
  const text = `import { defineConfig, env } from 'cliq-ds'\nexport default defineConfig({ environments: { a: { credentials: { accessToken: env('T') } } } })`
  expect(await load({ 'cliq-ds.config.ts': text }, { kind: 'config' })).toEqual({
    value: { environments: { a: { credentials: { accessToken: { env: 'T' } } } } },
  })
})

test('a link that leaves the project is not loaded', async () => {
  const root = await temporaryFolder()
  await mkdir(join(root, 'project'))
  await writeFile(join(root, 'b.ts'), 'export default {}')
  await symlink('../b.ts', join(root, 'project', 'a.ts'))
  const loaded = await loadCode(join(root, 'project', 'a.ts'), { root: join(root, 'project') })
  expect(said(loaded)).toEqual(['FS104 a.ts:1:1'])
  expect(await readFile(join(root, 'b.ts'), 'utf8')).toBe('export default {}')
})
