import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sourcesBelow } from './house/source.ts'
import { compiled, emptyProject, pack, packedFiles, ROOT, smoke, unpackInto } from './package/packed.ts'

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const dependencies = Object.keys(manifest.dependencies)
const files = packedFiles()
let project = ''

beforeAll(() => {
  if (!existsSync(join(ROOT, 'dist/terminal/bin.js'))) throw new Error('there is no dist: run `npm run build` first')
  project = emptyProject()
  unpackInto(project, pack(project), dependencies)
})

afterAll(() => rmSync(project, { recursive: true, force: true }))

const GUIDES = readdirSync(join(ROOT, 'docs'))
  .filter(each => /\.(?:md|svg)$/u.test(each))
  .map(each => `docs/${each}`)
  .sort()

test('the package holds what users need: code, types, schemas, help, guides, and four files about it', () => {
  const rest = files.filter(each => !/^dist\/.+\.(?:js|d\.ts)$/u.test(each))
  expect(rest).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/terminal/help-100.txt',
    'dist/terminal/help-80.txt',
    'dist/terminal/version.txt',
    ...GUIDES,
    'package.json',
    'schema/config.json',
    'schema/datastore.json',
    'schema/migration.json',
    'schema/seed.json',
  ])
})

test('each source but the build is there as JavaScript and as types, and nothing else is', () => {
  const sources = sourcesBelow('src').filter(({ path }) => !/^src\/build[./]/u.test(path))
  const expected = sources.flatMap(({ path }) => {
    const below = path.replace(/^src\//u, 'dist/').replace(/\.ts$/u, '')
    return [`${below}.js`, `${below}.d.ts`]
  })
  expect(files.filter(each => /^dist\/.+\.(?:js|d\.ts)$/u.test(each))).toEqual(expected.sort())
})

test('the package is small', () => {
  const bytes = files.map(each => statSync(join(ROOT, each)).size).reduce((sum, each) => sum + each, 0)
  expect(bytes).toBeLessThan(3_400_000)
})

test('no file of it names TypeScript sources, which Node refuses below node_modules', () => {
  const scripts = files.filter(each => each.endsWith('.js'))
  const naming = scripts.filter(each =>
    /(?:from|import\(|URL\()\s*'\.[^']*\.ts'/u.test(readFileSync(join(ROOT, each), 'utf8')),
  )
  expect(naming).toEqual([])
})

test('installed in an empty project, the command, the library and the schemas work', () => {
  expect(smoke(project, process.execPath)).toBe(`cliq-ds ${manifest.version} works on Node ${process.versions.node}`)
})

test('its types tell right from wrong', () => {
  expect(compiled(project)).toBe('')
})

test('on an older Node it says which Node it needs', () => {
  const older = "Object.defineProperty(process, 'versions', { value: { node: '20.9.0' } })"
  const bin = join(project, 'node_modules/cliq-ds/dist/terminal/bin.js')
  const args = ['--import', `data:text/javascript,${encodeURIComponent(older)}`, bin, 'plan']
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 64, stderr: 'cliq-ds needs Node 22.18 or newer; this is Node 20.9.0\n' })
  // Nothing that an older Node could not even read, and no import before the question.
  expect(readFileSync(bin, 'utf8')).not.toMatch(/\?\.|\?\?|^import\s|\bawait\b|#\w+\s*[=(]/mu)
})
