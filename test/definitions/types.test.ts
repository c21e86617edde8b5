import { expect, expectTypeOf, test } from 'vitest'

import { defineDatastore } from '../../src/definition.ts'
import type { RecordOf } from '../../src/definition.ts'
import { decodeDefinition } from '../../src/core/rules/decode.ts'
import { checkDefinitions } from '../../src/core/rules/rules.ts'
import { plainDatastore } from '../../src/core/model/plain.ts'
import { right, written } from './written.ts'

const BASE = { unique_name: 'empdir', name: 'Employee Directory', description: 'Staff of all sites' } as const

const empdir = defineDatastore({
  ...BASE,
  fields: {
    empid: { name: 'Employee ID', type: 'number', mandatory: true },
    notes: { name: 'Notes', type: 'large-text' },
    active: { name: 'Active', type: 'boolean', default_value: 'true', mandatory: false },
    pin: { name: 'Pin', type: 'number', masked: true, default_value: '0' },
    secret: { name: 'Secret', type: 'encrypted-text' },
  },
  unique_keys: [['empid'], ['active', 'pin']],
})

test('hints compile as they are written in YAML', () => {
  const staff = defineDatastore({
    ...BASE,
    renamed_from: ['emps', 'people'],
    fields: {
      no: { name: 'No', type: 'limited-text', renamed_from: ['emp_no', 'empid'] },
      grade: { name: 'Grade', type: 'number', convert: { from: 'limited-text', invalid: '0' } },
      tel: { name: 'Tel', type: 'limited-text', renamed_from: 'phone', contract: 'later', conflicts: 'old' },
    },
  })
  const { definition, problems } = decodeDefinition(staff, { file: 'a.ts', places: new Map() })
  expect([problems, definition === undefined ? [] : checkDefinitions([definition])]).toEqual([[], []])
  expect(definition?.hints?.fields.size).toBe(3)
})

// Every line below that expects an error is held by the type check: without the error, the check fails.
test('what Cliq would refuse does not compile', () => {
  const fields = { a: { name: 'A', type: 'number' }, b: { name: 'B', type: 'large-text' } } as const
  const secret = { c: { name: 'C', type: 'encrypted-text' } } as const
  const refused = [
    // @ts-expect-error a key names an unknown field
    defineDatastore({ ...BASE, fields, unique_keys: [['x']] }),
    // @ts-expect-error a key names a large text
    defineDatastore({ ...BASE, fields, unique_keys: [['a', 'b']] }),
    // @ts-expect-error a key names an encrypted text
    defineDatastore({ ...BASE, fields: secret, unique_keys: [['c']] }),
    // @ts-expect-error keys are a list of lists
    defineDatastore({ ...BASE, fields, unique_keys: ['a'] }),
    // @ts-expect-error a boolean cannot be masked
    defineDatastore({ ...BASE, fields: { a: { name: 'A', type: 'boolean', masked: true } } }),
    // @ts-expect-error an encrypted text cannot be masked
    defineDatastore({ ...BASE, fields: { a: { name: 'A', type: 'encrypted-text', masked: true } } }),
    // @ts-expect-error the default of a boolean is "true" or "false"
    defineDatastore({ ...BASE, fields: { a: { name: 'A', type: 'boolean', default_value: 'yes' } } }),
    // @ts-expect-error defaults are text
    defineDatastore({ ...BASE, fields: { a: { name: 'A', type: 'boolean', default_value: true } } }),
    // @ts-expect-error the default of a number is a number
    defineDatastore({ ...BASE, fields: { a: { name: 'A', type: 'number', default_value: 'ten' } } }),
    // @ts-expect-error there are five types
    defineDatastore({ ...BASE, fields: { a: { name: 'A', type: 'text' } } }),
    // @ts-expect-error a field needs a type
    defineDatastore({ ...BASE, fields: { a: { name: 'A' } } }),
    // @ts-expect-error a field needs a name
    defineDatastore({ ...BASE, fields: { a: { type: 'number' } } }),
    // @ts-expect-error a key of a field is misspelt
    defineDatastore({ ...BASE, fields: { a: { name: 'A', type: 'number', mandatry: true } } }),
    // @ts-expect-error a key of the definition is misspelt
    defineDatastore({ ...BASE, fields, unique_key: [['a']] }),
    // @ts-expect-error a boolean has no conversion to a number
    defineDatastore({ ...BASE, fields: { a: { name: 'A', type: 'number', convert: { from: 'boolean' } } } }),
    // @ts-expect-error encrypted text cannot be read back
    defineDatastore({ ...BASE, fields: { a: { name: 'A', type: 'number', convert: { from: 'encrypted-text' } } } }),
    // @ts-expect-error encrypted text has no past
    defineDatastore({ ...BASE, fields: { a: { name: 'A', type: 'encrypted-text', renamed_from: 'b' } } }),
    // @ts-expect-error what stands in for a number is a number
    defineDatastore({ ...BASE, fields: { a: { name: 'A', type: 'number', convert: { invalid: 'none' } } } }),
    // @ts-expect-error a contract is about an earlier name
    defineDatastore({ ...BASE, fields: { a: { name: 'A', type: 'number', contract: 'later' } } }),
    // @ts-expect-error a list of earlier names is not empty
    defineDatastore({ ...BASE, fields, renamed_from: [] }),
    // @ts-expect-error an extension is named
    defineDatastore({ ...BASE, fields, extension: 4711 }),
    // @ts-expect-error a description is required
    defineDatastore({ unique_name: 'a', name: 'A', fields }),
  ]
  const told = refused.map(value => {
    const { definition, problems } = decodeDefinition(value, { file: 'a.ts', places: new Map() })
    return [...problems, ...checkDefinitions(definition === undefined ? [] : [definition])].some(
      each => each.severity === 'error',
    )
  })
  expect(told).toEqual(refused.map(() => true))
})

test('a record has the values of its fields: mandatory ones required, numbers as text', () => {
  expectTypeOf<RecordOf<typeof empdir>>().toEqualTypeOf<{
    readonly empid: string
    readonly notes?: string
    readonly active?: boolean
    readonly pin?: string
    readonly secret?: string
  }>()
})

test('the same declaration in YAML and in TypeScript is the same datastore', () => {
  const code = defineDatastore({
    ...BASE,
    fields: {
      empid: { name: 'Employee ID', type: 'number', mandatory: true },
      notes: { name: 'Notes', type: 'large-text' },
    },
    unique_keys: [['empid']],
  })
  const { definition } = decodeDefinition(code, { file: 'a.ts', places: new Map() })
  const yaml = written(right()).definition
  if (definition === undefined || yaml === undefined) throw new Error('no definition')
  expect(plainDatastore(definition.datastore)).toEqual(plainDatastore(yaml.datastore))
})
