import { readFileSync } from 'node:fs'

import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { byCodeUnit } from '../../src/core/model/catalog.ts'
import { canonicalText, plainDatastore } from '../../src/core/model/plain.ts'
import { decodeDefinition } from '../../src/core/rules/decode.ts'
import { readDefinitions } from '../../src/files/definitions/read.ts'
import { digestOf } from '../../src/files/disk/digest.ts'
import { loadCode } from '../../src/files/code/code.ts'
import { renderDefinition } from '../../src/files/yaml/render.ts'
import { typeName, typesText } from '../../src/report/typesText.ts'
import { uniqueName } from '../arbitraries.ts'
import { written } from '../definitions/written.ts'
import { datastores, door_badges } from './datastores.ts'
import { REFUSED, SAME, TAKEN } from './records.ts'

const root = new URL('../../', import.meta.url).pathname

test('the types that are checked here are those that cliq-ds types writes now', () => {
  const definitions = [datastores, door_badges].map(each => {
    const { definition } = decodeDefinition(each, { file: 'a.ts', places: new Map() })
    if (definition === undefined) throw new Error('no definition')
    return definition
  })
  expect(readFileSync(new URL('./generated.ts', import.meta.url), 'utf8')).toBe(typesText(definitions))
})

test('records and definitions are typed as they are written', () => {
  expect([SAME.length, TAKEN.length, REFUSED.length]).toEqual([3, 3, 7])
})

test('every unique_name has a type name of its own', () => {
  fc.assert(
    fc.property(fc.uniqueArray(uniqueName(), { minLength: 2, maxLength: 20 }), names => {
      const made = names.map(typeName)
      expect(new Set(made).size).toBe(names.length)
      for (const each of made) expect(each).toMatch(/^[A-Z][A-Za-z0-9_]*Record$/u)
    }),
    { numRuns: 500 },
  )
  expect(['a_b', 'a__b', 'ab', 'a_b_', 'a_1'].map(typeName)).toEqual([
    'ABRecord',
    'A_BRecord',
    'AbRecord',
    'AB_Record',
    'A_1Record',
  ])
})

test('the same declaration in TypeScript, YAML and JSON has one digest', async () => {
  const loaded = await loadCode(`${root}schemas/products.ts`, { root })
  if (!('value' in loaded)) throw new Error(loaded.problem.message)
  const { definition } = decodeDefinition(loaded.value, { file: 'schemas/products.ts', places: new Map() })
  if (definition === undefined) throw new Error('no definition')
  const yaml = written(renderDefinition(definition.datastore)).definition
  const json = written(JSON.stringify(loaded.value), 'a.json').definition
  const digests = [definition, yaml, json].map(each => each && digestOf(canonicalText(plainDatastore(each.datastore))))
  expect(digests[0]).toMatch(/^sha256-v1:/u)
  expect(new Set(digests).size).toBe(1)
})

test('without code no definition that is code is read, and none counts as absent', async () => {
  const read = await readDefinitions(root, 'schemas', { loadCode: undefined })
  const refused = read.problems.filter(each => each.severity === 'error')
  expect(refused.map(({ code, at }) => `${code} ${at?.file ?? ''}`)).toEqual(['DF106 schemas/products.ts'])
  expect(read.definitions.map(each => each.datastore.unique_name).sort(byCodeUnit)).not.toContain('products')
})
