import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CODES } from '../src/core/codes/codes.ts'
import { doubledNames } from './house/names.ts'
import { MAY_TOUCH } from './house/exceptions.ts'
import { longFunctions } from './house/lengths.ts'
import * as rules from './house/rules.ts'
import { sourceOf, sourcesBelow } from './house/source.ts'
import type { Source } from './house/source.ts'

const src = sourcesBelow('src')
const own = [...src, ...sourcesBelow('test'), ...sourcesBelow('schemas')]
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const runtime = Object.keys(manifest.dependencies)
// Loaded only by those who ask for it, and installed by them.
const optional = Object.keys(manifest.peerDependencies)
const shipped = src.filter(({ path }) => rules.roomOf(path) !== 'build')

function rooms(...names: readonly string[]): readonly Source[] {
  return src.filter(({ path }) => names.includes(rules.roomOf(path)))
}

function outside(...names: readonly string[]): readonly Source[] {
  return src.filter(({ path }) => !names.includes(rules.roomOf(path)))
}

interface Law {
  readonly law: string
  readonly holds: () => readonly string[]
  /** Files that break the law, as path and text; what the law says of them. */
  readonly broken: Readonly<Record<string, string>>
  readonly by: (sources: readonly Source[]) => readonly string[]
  readonly says: readonly string[]
}

const laws: readonly Law[] = [
  {
    law: 'rooms import only what the house allows',
    holds: () => rules.wrongImports(src),
    broken: {
      'src/core/a.ts': "export type { B } from '../cliq/b.ts'\nimport { c } from './c.ts'",
      'src/report/a.ts': "const b = await import('../files/b.ts')",
      'src/world/a.ts': "import '../terminal/b.ts'",
      'src/files/a.ts': "new Worker(new URL('../engine/b.js', import.meta.url))",
    },
    by: rules.wrongImports,
    says: [
      'src/core/a.ts -> src/cliq/b.ts',
      'src/report/a.ts -> src/files/b.ts',
      'src/world/a.ts -> src/terminal/b.ts',
      'src/files/a.ts -> src/engine/b.ts',
    ],
  },
  {
    law: 'the rooms inside of core, engine and files know only those below them',
    holds: () => rules.climbs(src),
    broken: {
      'src/core/rows/a.ts': "import { b } from '../plan/b.ts'\nimport { c } from '../model/c.ts'",
      'src/files/disk/a.ts': "import type { B } from '../kept/b.ts'",
      'src/engine/tasks/a.ts': "import { run } from '../run.ts'\nimport { loop } from '../loop.ts'",
      'src/core/new/a.ts': '',
    },
    by: rules.climbs,
    says: [
      'src/core/new/a.ts',
      'src/core/rows/a.ts -> src/core/plan/b.ts',
      'src/engine/tasks/a.ts -> src/engine/run.ts',
      'src/files/disk/a.ts -> src/files/kept/b.ts',
    ],
  },
  {
    law: 'imports go round in no circle, types and late imports included',
    holds: () => rules.cycles(src),
    broken: {
      'src/core/a.ts': "import type { B } from './b.ts'",
      'src/core/b.ts': "const c = () => import('./c.ts')",
      'src/core/c.ts': "export { a } from './a.ts'",
    },
    by: rules.cycles,
    says: ['src/core/a.ts -> src/core/b.ts -> src/core/c.ts -> src/core/a.ts'],
  },
  {
    law: 'below the front door no file only passes on what others export',
    holds: () => rules.barrels(src),
    broken: { 'src/core/a.ts': "// All of it.\nexport * from './b.ts'\nexport { c, type D } from './c.ts'" },
    by: rules.barrels,
    says: ['src/core/a.ts'],
  },
  {
    law: 'nothing is any',
    holds: () => rules.anys(own.filter(({ path }) => !path.includes('/generated/'))),
    broken: { 'src/a.ts': "const a: any = 1\nconst b = c as Map<string, any>\nconst d = Promise.any([]), e = 'any'" },
    by: rules.anys,
    says: ['src/a.ts:1 any', 'src/a.ts:2 any'],
  },
  {
    law: 'a package is imported in one room, and is a dependency',
    holds: () => rules.sharedPackages(shipped, [...runtime, ...optional]),
    broken: {
      'src/files/a.ts': "import { parse } from 'yaml'",
      'src/cliq/a.ts': "import { b } from 'yaml/util'\nimport '@clack/prompts'",
    },
    by: sources => rules.sharedPackages(sources, ['yaml']),
    says: ['yaml is imported by files and cliq', '@clack/prompts is no dependency'],
  },
  {
    law: 'every dependency that users install is imported',
    holds: () => rules.idlePackages(shipped, [...runtime, ...optional]),
    broken: { 'src/files/a.ts': "// import 'diff'\nimport { parse } from 'yaml'" },
    by: sources => rules.idlePackages(sources, ['yaml', 'diff']),
    says: ['diff'],
  },
  {
    law: 'core, engine, commands and report know no machine',
    holds: () => [
      ...rules.nodeImports(rooms('core', 'engine', 'commands')),
      ...rules.nodeImports(rooms('report')).filter(each => each.includes(' -> node:')),
    ],
    broken: { 'src/core/a.ts': "import { join } from 'node:path'" },
    by: rules.nodeImports,
    says: ['src/core/a.ts -> node:path'],
  },
  {
    law: 'the emulator stands on Node alone',
    holds: () => rules.nodeImports(rooms('emulator')).filter(each => !each.includes(' -> node:')),
    broken: { 'src/emulator/a.ts': "import { Hono } from 'hono'" },
    by: rules.nodeImports,
    says: ['src/emulator/a.ts -> hono'],
  },
  {
    law: 'only the terminal and the build touch the process',
    holds: () => rules.processUses(outside('terminal', 'build')).filter(each => !MAY_TOUCH.has(each)),
    broken: {
      'src/world.ts': "console.log('process.exit')\nexit(process)",
      'src/files/a.ts': "import { env } from 'node:process'\n// process.env\nhost.process.env",
    },
    by: rules.processUses,
    says: ['src/world.ts:1 console', 'src/world.ts:2 process', 'src/files/a.ts node:process'],
  },
  {
    law: 'core and engine know neither clock nor chance nor network',
    holds: () => rules.clockAndChance(rooms('core', 'engine')),
    broken: {
      'src/core/a.ts': 'const a = Date.now() + new Date().getTime()\nconst b = new Date(c)',
      'src/engine/a.ts': 'setTimeout(a, Math.random())\nclock.setTimeout(a)',
    },
    by: rules.clockAndChance,
    says: [
      'src/core/a.ts:1 Date.now',
      'src/core/a.ts:1 new Date',
      'src/engine/a.ts:1 setTimeout',
      'src/engine/a.ts:1 Math.random',
    ],
  },
  {
    law: 'no file is longer than 250 lines',
    holds: () => rules.longFiles(own),
    broken: { 'src/a.ts': 'a\n'.repeat(251), 'src/b.ts': 'b\n'.repeat(250) },
    by: rules.longFiles,
    says: ['src/a.ts'],
  },
  {
    law: 'no function is longer than 60 lines',
    holds: () => longFunctions(shipped),
    broken: {
      'src/core/a.ts': `export async function a({\n  b,\n}: C): D {\n${'  e()\n'.repeat(57)}}\n`,
      'src/core/b.ts': `function a() {\n${'  e()\n'.repeat(58)}}\nconst b = (c: D) => {\n${'  e()\n'.repeat(59)}}\n`,
    },
    by: longFunctions,
    says: ['src/core/a.ts a', 'src/core/b.ts b'],
  },
  {
    law: 'an exported name is declared once',
    holds: () => doubledNames(src),
    broken: {
      'src/core/a.ts': 'export interface Place {}\nexport const a = 1\n// export type Only',
      'src/files/b.ts': 'export type Place = string\nexport async function b() {}',
      'src/emulator/c.ts': 'export function* a() {}\nconst Place = 2\nexport type Only = 1',
    },
    by: doubledNames,
    says: [
      'Place is declared in src/core/a.ts and src/files/b.ts',
      'a is declared in src/core/a.ts and src/emulator/c.ts',
    ],
  },
  {
    law: 'every test runs',
    holds: () => rules.loneTests(own),
    broken: { 'test/a.test.ts': "test.only('a', b)\ndescribe.skip('c', d)\ntest.each([1])('test.only', e)" },
    by: rules.loneTests,
    says: ['test/a.test.ts:1 test.only', 'test/a.test.ts:2 describe.skip'],
  },
]

test.each(laws)('$law', ({ holds }) => expect(holds()).toEqual([]))

test.each(laws)('a file that breaks it is found: $law', ({ by, broken, says }) => {
  expect(by(Object.entries(broken).map(([path, text]) => sourceOf(path, text)))).toEqual(says)
})

test('code is read past comments, quotes, templates and regular expressions', () => {
  const text = "a('// b') // c\n`d ${e({ f: `g ${h}` })} i`.replace(/['`/]/gu, j / k) / l"
  expect(sourceOf('src/a.ts', text).code).toBe("a('')  \n`${e({ f: `${h}` })}`.replace(/./, j / k) / l")
})

test('the front door only passes on', () => {
  const index = src.find(({ path }) => path === 'src/index.ts')
  expect(rules.isPassedOn(index?.code ?? 'missing')).toBe(true)
  expect(rules.isPassedOn("export { a } from ''\nexport const b = 1")).toBe(false)
})

test('every code that is used is in the table, and every code of the table is used', () => {
  // The table of Cliq's own codes uses ours; the others of its room are the table that is compared here.
  const uses = (path: string) => !path.startsWith('src/core/codes/') || path.endsWith('/cliqCodes.ts')
  const used = rules.codesIn(src.filter(({ path }) => uses(path)))
  expect([...used].filter(code => !Object.hasOwn(CODES, code))).toEqual([])
  expect(Object.keys(CODES).filter(code => !used.has(code))).toEqual([])
  expect([...rules.codesIn([sourceOf('src/a.ts', "failure('ZZ999', `LM101`)")])]).toEqual(['ZZ999'])
})

test('users install these packages and no others, each at one exact version', () => {
  expect(runtime).toEqual([
    '@clack/prompts',
    '@commander-js/extra-typings',
    'commander',
    'csv-parse',
    'diff',
    'kleur',
    'listr2',
    'yaml',
  ])
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies })
  expect(versions.filter(each => !/^\d+\.\d+\.\d+$/u.test(String(each)))).toEqual([])
})

test('the lockfile knows the content of every package, those of other platforms too', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { integrity?: string }>
  }
  const unknown = Object.entries(packages).filter(([path, { integrity }]) => path !== '' && integrity === undefined)
  expect(unknown.map(([path]) => path)).toEqual([])
})

test('npm scripts run on Node 24, whichever Node started them', () => {
  expect(process.versions.node.split('.')[0]).toBe('24')
})
