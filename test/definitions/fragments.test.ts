import { readdirSync, readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { definitionSchema } from '../../src/files/schema/definition.ts'
import { configSchema } from '../../src/files/schema/config.ts'
import { migrationSchema } from '../../src/files/schema/migration.ts'
import { seedSchema } from '../../src/files/schema/seed.ts'
import { editorOf } from './editor.ts'

const root = new URL('../../', import.meta.url)
// Pipelines of GitHub and GitLab; a test of their own holds them.
const PIPELINES = new Set(['docs/ci.md'])

const EDITORS: readonly (readonly [RegExp, (text: string) => readonly string[]])[] = [
  [/^unique_name:/mu, editorOf(definitionSchema())],
  [/^datastore:/mu, editorOf(seedSchema())],
  [/^steps:/mu, editorOf(migrationSchema())],
  [/^environments:/mu, editorOf(configSchema())],
]

/** What an editor says of a fragment by the schema of its kind; undefined for none of ours. */
function saidOf(text: string): readonly string[] | undefined {
  return EDITORS.find(([key]) => key.test(text))?.[1](text)
}

interface Fragment {
  readonly where: string
  readonly text: string
}

function fragmentsIn(file: string): readonly Fragment[] {
  const page = readFileSync(new URL(file, root), 'utf8')
  const line = (at: number) => page.slice(0, at).split('\n').length
  const fenced = [...page.matchAll(/^```ya?ml\n([^]*?)^```$/gmu)].map(found => ({
    where: `${file}:${line(found.index)}`,
    text: found[1] ?? '',
  }))
  // One field of a definition, indented as code.
  const fields = [...page.matchAll(/^ {4}(\w+: +\{ (?!\w+: +\{).*name: .*type: .*\})$/gmu)].map(found => ({
    where: `${file}:${line(found.index)}`,
    text: `unique_name: a\nname: A\ndescription: A\nfields:\n  ${found[1] ?? ''}\n`,
  }))
  return [...fenced, ...fields]
}

const pages = ['README.md', ...readdirSync(new URL('docs', root)).map(each => `docs/${each}`)]
const fragments = pages.filter(each => each.endsWith('.md') && !PIPELINES.has(each)).flatMap(fragmentsIn)

test.each(fragments.map(({ where, text }) => [where, text] as const))(
  'an editor has nothing to say of what the pages show: %s',
  (_, text) => {
    expect(saidOf(text)).toEqual([])
  },
)

test('the pages show definitions, seeds and migrations', () => {
  const kinds = EDITORS.map(([key]) => fragments.filter(({ text }) => key.test(text)).length)
  expect(kinds.slice(0, 3).every(count => count > 0)).toBe(true)
})
