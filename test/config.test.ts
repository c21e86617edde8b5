import { readFileSync } from 'node:fs'

import { Ajv } from 'ajv'
import { expect, test } from 'vitest'

import { configPage, configSettings, exampleOf } from '../src/build/config.ts'
import { configSchema } from '../src/files/schema/config.ts'

const settings = configSettings()
const validate = new Ajv({ strict: false }).compile(configSchema())

test('docs/config.md is what `npm run docs` writes', () => {
  expect(readFileSync(new URL('../docs/config.md', import.meta.url), 'utf8')).toBe(configPage())
})

test('each setting of the schema is in the reference, with a sentence and an example that the schema takes', () => {
  expect(settings.length).toBeGreaterThan(50)
  const page = configPage()
  for (const { path } of settings) {
    const example = exampleOf(path)
    expect(example, `the example of ${path}`).toBeDefined()
    expect(page).toContain(`| \`${JSON.stringify(example).replaceAll('|', String.raw`\|`)}\` |`)
    expect(validate(configWith(path, example)), `${path}: ${JSON.stringify(validate.errors)}`).toBe(true)
  }
  expect(page).not.toMatch(/\| {2}\| `[^`]+` \|$/mu)
})

// The example at its place, with what else its neighbours need.
function configWith(path: string, example: unknown): unknown {
  const [first = '', ...rest] = path
    .replaceAll('NAME', 'one')
    .replaceAll('OPERATION', 'fields.add')
    .split(/\.(?!add)/u)
  const value = rest.length === 0 ? example : nested(rest, example)
  const extended = path.includes('extensions') ? { id: '1', key: { env: 'KEY' } } : undefined
  const inner = extended && { one: { extensions: { one: { ...extended, [rest.at(-1) ?? '']: example } } } }
  return { environments: { one: {} }, [first]: inner ?? value }
}

function nested([first = '', ...rest]: readonly string[], value: unknown): unknown {
  return { [first]: rest.length === 0 ? value : nested(rest, value) }
}
