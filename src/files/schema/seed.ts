import { LIMITS, RECORD_LIMITS } from '../../core/model/catalog.ts'
import { SEED_MODES } from '../../core/rows/seed.ts'
import type { SeedMode } from '../../core/rows/seed.ts'
import { fieldNamePattern, patternInWords, textInQuotes, uniqueNamePattern, words } from './words.ts'
import type { JsonSchema } from './words.ts'

const MODES: Readonly<Record<SeedMode, string>> = {
  insert: 'Adds missing rows and changes none.',
  upsert: 'Adds missing rows and updates different ones.',
  mirror: 'Also removes rows that the seed lacks; needs consent.',
}

const fieldName = { type: 'string', ...fieldNamePattern() }
const environment = { ...words('An environment of the config.'), ...textInQuotes('local'), minLength: 1 }

// How editors tell the two forms of a seed apart: rows stand in it, or in a file that it names.
const ROWS_OR_SOURCE = {
  if: { required: ['source'] },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  then: {
    properties: { rows: { type: 'null', errorMessage: 'a seed has `rows` or a `source`, not both: remove one' } },
  },
  else: { required: ['rows'], errorMessage: 'add `rows`, or `source` with the name of the file that has them' },
}

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
    ...ROWS_OR_SOURCE,
    dependencies: { columns: ['source'] },
    properties: {
      datastore: {
        ...words('The unique_name of a defined datastore.'),
        type: 'string',
        ...uniqueNamePattern(),
        examples: ['empdir'],
      },
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
        anyOf: [environment, { type: 'array', minItems: 1, items: environment }],
        examples: [['local', 'staging']],
      },
      ...sourceParts(),
      rows: { ...words('The rows, as mappings from fields to values.'), type: 'array', items: rowSchema() },
    },
  }
}

// A file with the rows, and how it is read.
function sourceParts(): Readonly<Record<string, JsonSchema>> {
  return {
    source: {
      ...words('A file with the rows, relative to the folder of the seed.'),
      type: 'string',
      ...patternInWords(
        '^(?![/\\\\]|[A-Za-z]:)[^\\\\]+\\.(?:csv|CSV|ndjson|json)$',
        'name a .csv, .ndjson or .json file by its path from the folder of the seed, with /',
      ),
      examples: ['employees.csv'],
    },
    columns: {
      ...words(
        'Columns of the source that are named differently from their field, false to skip one, or `{ ref: SEED.*.COLUMN }` for one whose cells are keys of another seed.',
      ),
      type: 'object',
      additionalProperties: { anyOf: [{ type: 'string' }, { const: false }, columnSchema()] },
      examples: [{ 'Employee no': 'empid', Remarks: false, Engineer: { field: 'engineer', ref: 'empdir.*.empname' } }],
    },
    separator: {
      ...words('The separator between the columns of a CSV file; default a comma.'),
      enum: [',', ';', '|', ':', 'tab'],
    },
    encoding: {
      ...words('The encoding of a CSV file; default utf-8.'),
      enum: ['utf-8', 'windows-1252'],
    },
  }
}

function columnSchema(): JsonSchema {
  return {
    type: 'object',
    required: ['ref'],
    additionalProperties: false,
    properties: {
      field: { ...words('The field that the column fills; default the one of its name.'), ...fieldName },
      ref: {
        ...words('The seed that the cells refer to, and a field of its rows or `id`; the star stands for the cell.'),
        type: 'string',
        ...patternInWords('^[^.*]+\\.\\*\\.[^.*]+$', 'write SEED.*.COLUMN, such as empdir.*.empname'),
      },
    },
  }
}

function rowSchema(): JsonSchema {
  const value =
    'Text, a number, true or false. `${env:NAME}` stands for an environment variable, `{ ref: SEED.KEY.COLUMN }` for a value of another seed.'
  return {
    type: 'object',
    maxProperties: LIMITS.fields,
    propertyNames: fieldName,
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
          ...patternInWords('^[^.]+\\..+\\.[^.]+$', 'write SEED.KEY.COLUMN, such as oncall.alice.id'),
          examples: ['oncall.alice.id'],
        },
      },
    },
    examples: [{ empid: 1001, empname: 'Ada Lovelace', isactive: true }],
  }
}
