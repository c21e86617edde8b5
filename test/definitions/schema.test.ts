import { readFileSync } from 'node:fs'

import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { renderDefinition } from '../../src/files/yaml/render.ts'
import { definitionSchema } from '../../src/files/schema/definition.ts'
import { parseYaml } from '../../src/files/yaml/yaml.ts'
import { datastore } from '../arbitraries.ts'
import { validatorOf } from './editor.ts'
import { LAWS, SHAPES } from './cases.ts'
import { right } from './written.ts'

const valid = validatorOf(definitionSchema())

for (const { what, text, schema } of [...SHAPES, ...LAWS])
  test(`an editor ${schema} ${what} by the schema alone`, () => {
    expect(valid(parseYaml(text, 'a.yaml').value)).toBe(schema === 'accepts')
  })

test('the schema accepts the right definition, and the ones of this repository', () => {
  const files = ['empdir', 'oncall', 'badges'].map(each => new URL(`../../schemas/${each}.yaml`, import.meta.url))
  for (const text of [right(), `${right()}extension: crm\n`, ...files.map(each => readFileSync(each, 'utf8'))]) {
    expect(valid(parseYaml(text, 'a.yaml').value)).toBe(true)
  }
})

test('the schema accepts every legal definition', () => {
  fc.assert(
    fc.property(datastore(), from => {
      expect(valid(parseYaml(renderDefinition(from), 'a.yaml').value)).toBe(true)
    }),
    { numRuns: 500 },
  )
})
