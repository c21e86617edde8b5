import { LIMITS, RECORD_PARTS, RECORD_LIMITS } from '../../core/model/catalog.ts'
import { SEED_MODES } from '../../core/rows/seed.ts'
import type { SeedMode } from '../../core/rows/seed.ts'
import { UNIQUE_NAME_PATTERN, words } from './words.ts'
import type { JsonSchema } from './words.ts'

const MODES: Readonly<Record<SeedMode, string>> = {
  insert: 'Adds missing rows and changes none.',
  upsert: 'Adds missing rows and updates different ones.',
  mirror: 'Also removes rows that the seed lacks; needs consent.',
}

const fieldName = { type: 'string', pattern: UNIQUE_NAME_PATTERN, maxLength: LIMITS.uniqueName }
const name = { type: 'string', minLength: 1 }

/** The JSON Schema (draft-07) of a seed. What its rows hold is judged with the definition of its datastore at hand. */
export function seedSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://unpkg.com/cliq-ds/schema/seed.json',
    title: 'Rows of a datastore of Zoho Cliq',
    description: 'Rows that a datastore should have, compared by a unique key; only differences are written.',
    type: 'object',
    additionalProperties: false,
    required: ['datastore'],
    oneOf: [{ required: ['rows'] }, { required: ['source'] }],
    dependencies: { columns: ['source'] },
    properties: {
      datastore: { ...words('The unique_name of a defined datastore.'), ...fieldName, examples: ['empdir'] },
      key: {
        ...words('The fields of one of its unique keys, by which rows are compared.'),
        anyOf: [fieldName, { type: 'array', minItems: 1, uniqueItems: true, items: fieldName }],
        examples: ['empid', ['team', 'week']],
      },
      mode: {
        ...words('What happens to rows that differ, and to those that the seed lacks.'),
        enum: SEED_MODES,
        enumDescriptions: SEED_MODES.map(mode => MODES[mode]),
        markdownEnumDescriptions: SEED_MODES.map(mode => MODES[mode]),
        default: 'upsert',
      },
      environments: {
        ...words('Only these environments use the seed; default all.'),
        anyOf: [name, { type: 'array', minItems: 1, items: name }],
        examples: [['local', 'staging']],
      },
      source: {
        ...words('A file with the rows, relative to the folder of the seed.'),
        type: 'string',
        pattern: '^(?![/\\\\]|[A-Za-z]:)[^\\\\]+\\.(?:csv|CSV|ndjson|json)$',
        examples: ['employees.csv'],
      },
      columns: {
        ...words(
          'Columns of the source that are named differently from their field, false to skip one, or `{ ref: SEED.*.COLUMN }` for one whose cells are keys of another seed.',
        ),
        type: 'object',
        additionalProperties: { anyOf: [{ type: 'string' }, { const: false }, columnSchema()] },
        examples: [
          { 'Employee no': 'empid', Remarks: false, Engineer: { field: 'engineer', ref: 'empdir.*.empname' } },
        ],
      },
      separator: {
        ...words('The separator between the columns of a CSV file; default a comma.'),
        enum: [',', ';', '|', ':', 'tab'],
      },
      encoding: {
        ...words('The encoding of a CSV file; default utf-8.'),
        enum: ['utf-8', 'windows-1252'],
      },
      rows: { ...words('The rows, as mappings from fields to values.'), type: 'array', items: rowSchema() },
    },
  }
}

// The star stands for the cell.
function columnSchema(): JsonSchema {
  return {
    type: 'object',
    required: ['ref'],
    additionalProperties: false,
    properties: { field: fieldName, ref: { type: 'string', pattern: '^[^.*]+\\.\\*\\.[^.*]+$' } },
  }
}

function rowSchema(): JsonSchema {
  const value =
    'Text, a number, true or false. `${env:NAME}` stands for an environment variable, `{ ref: SEED.KEY.COLUMN }` for a value of another seed.'
  return {
    type: 'object',
    maxProperties: LIMITS.fields,
    propertyNames: fieldName,
    // Cliq sets these itself.
    not: { anyOf: RECORD_PARTS.map(each => ({ required: [each] })) },
    additionalProperties: {
      ...words(value),
      type: ['string', 'number', 'boolean', 'null', 'object'],
      maxLength: RECORD_LIMITS.value,
      required: ['ref'],
      additionalProperties: false,
      properties: {
        ref: {
          ...words('The row of another seed, by its key, and a field of it or `id`.'),
          type: 'string',
          pattern: '^[^.]+\\..+\\.[^.]+$',
          examples: ['oncall.alice.id'],
        },
      },
    },
    examples: [{ empid: 1001, empname: 'Ada Lovelace', isactive: true }],
  }
}
