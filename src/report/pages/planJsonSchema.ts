import { FIELD_ATTRIBUTES, FIELD_TYPES } from '../../core/model/catalog.ts'
import { CHECKS } from '../../core/plan/document.ts'
import { OPERATIONS } from '../../core/model/operations.ts'
import type { Json } from '../../core/model/plain.ts'
import { SEED_MODES } from '../../core/rows/seed.ts'
import { FORMAT_VERSION } from '../json.ts'

type Schema = { readonly [key: string]: Json }

const text: Schema = { type: 'string' }
const flag: Schema = { type: 'boolean' }
const count: Schema = { type: 'integer', minimum: 0 }
const names: Schema = { type: 'array', items: text }
const keys: Schema = { type: 'array', items: names }
const OPERATION_NAMES = Object.keys(OPERATIONS)

/** JSON Schema, draft-07, of what `plan --json` prints. */
export function planJsonSchema(): Schema {
  const parts = {
    environment: text,
    target: text,
    where: text,
    source: { enum: ['live', 'lock'] },
    definitions: count,
    digest: { type: 'string', pattern: '^sha256-v1:' },
    summary: record({ add: count, change: count, remove: count, unchanged: count, unmanaged: count, drift: count }),
    changes: listOf('change'),
    risks: listOf('risk'),
    steps: listOf('step'),
    drift: listOf('change'),
    unchanged: names,
    kept: record({ datastores: names, outside: names, fields: mapOf(names) }),
    adopts: names,
    problems: listOf('problem'),
    estimate: record(
      {
        calls: mapOf(count, OPERATION_NAMES),
        writes: count,
        total: count,
        seconds: { type: 'number', minimum: 0 },
        scopes: names,
      },
      { atLeast: { const: true } },
    ),
  }
  const optional = {
    checks: { enum: CHECKS },
    backup: { const: 'waived' },
    reverts: names,
    chosen: record({ names, leftOut: names }),
    rowsOnly: mapOf(text),
    seeds: { type: 'array', items: seed() },
    promotion: record({ than: text, same: flag, more: names, different: names, fewer: names }),
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'What cliq-ds plan --json prints',
    ...record({ formatVersion: { const: FORMAT_VERSION }, ...parts }, optional),
    definitions: {
      change: { oneOf: changes() },
      risk: risk(),
      step: step(),
      problem: problem(),
      place: place(),
      field: field(),
      datastore: datastore(),
    },
  }
}

function seed(): Schema {
  const rows = { insert: count, update: count, remove: count, same: count, kept: count, complete: flag, later: count }
  return record({ name: text, file: text, datastore: text, mode: { enum: SEED_MODES }, ...rows })
}

function changes(): readonly Schema[] {
  const whole = (kind: string, more: Schema) =>
    record({ kind: { const: kind }, datastore: text, ...more }, { at: ref('place') })
  const oneField = (kind: string, more: Schema) => whole(kind, { field: text, ...more })
  const value: Schema = { type: ['string', 'boolean', 'null'] }
  return [
    whole('datastore-added', { to: ref('datastore') }),
    whole('datastore-removed', { from: ref('datastore') }),
    whole('datastore-renamed', { from: text, to: text }),
    whole('datastore-changed', { attribute: { enum: ['name', 'description'] }, from: text, to: text }),
    whole('datastore-changed', { attribute: { const: 'unique_keys' }, from: keys, to: keys }),
    whole('datastore-recreated', {}),
    oneField('field-recreated', {}),
    oneField('field-added', { to: ref('field') }),
    oneField('field-removed', { from: ref('field') }),
    oneField('field-renamed', { from: text, was: ref('field'), to: ref('field') }),
    oneField('field-retyped', { from: ref('field'), to: ref('field') }),
    oneField('field-changed', { attribute: { enum: FIELD_ATTRIBUTES }, from: value, to: value, hidden: flag }),
  ]
}

function risk(): Schema {
  const pair: Schema = { ...names, minItems: 2, maxItems: 2 }
  const repetition = record({ key: names, ids: pair, values: mapOf(text), records: count })
  const held = record(
    { records: count, withValue: count, complete: flag },
    { repeats: { type: 'array', items: repetition }, tooLong: count, unfit: count, covered: count },
  )
  const level: Schema = { enum: ['loss', 'refused', 'may-fail', 'note'] }
  return record({ level, code: code(), change: text, because: text, granted: flag }, { consent: text, held })
}

function step(): Schema {
  const calls = ['create-datastore', 'edit-datastore', 'add-fields', 'edit-fields', 'delete-fields', 'delete-datastore']
  const type: Schema = { enum: FIELD_TYPES }
  const source: Schema = { enum: ['carry', 'migration', 'deletion'] }
  const work = { source, reads: names, writes: names, invalid: names, migrations: names, migration: text }
  return record(
    { call: { enum: [...calls, 'row-work'] }, operation: { enum: OPERATION_NAMES }, datastore: text },
    { fields: names, ...work, convert: { type: 'array', items: record({ from: type, to: type }) } },
  )
}

function problem(): Schema {
  return record(
    { code: code(), severity: { enum: ['error', 'warning'] }, message: text },
    { at: ref('place'), hint: text },
  )
}

function place(): Schema {
  const position: Schema = { type: 'integer', minimum: 1 }
  return record({ file: text, line: position, col: position })
}

function field(): Schema {
  return record({ name: text, type: { enum: FIELD_TYPES }, mandatory: flag, masked: flag }, { default_value: text })
}

function datastore(): Schema {
  return record({ unique_name: text, name: text, description: text, fields: mapOf(ref('field')), unique_keys: keys })
}

function code(): Schema {
  return { type: 'string', pattern: '^[A-Z]{2}[0-9]{3}$' }
}

function ref(name: string): Schema {
  return { $ref: `#/definitions/${name}` }
}

function listOf(name: string): Schema {
  return { type: 'array', items: ref(name) }
}

function mapOf(values: Schema, only?: readonly string[]): Schema {
  return { type: 'object', additionalProperties: values, ...(only && { propertyNames: { enum: only } }) }
}

function record(required: Schema, optional: Schema = {}): Schema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  }
}
