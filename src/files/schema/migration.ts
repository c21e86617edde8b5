import { textInQuotes, uniqueNamePattern, words } from './words.ts'
import type { JsonSchema } from './words.ts'

const VALUE = { type: ['string', 'number', 'boolean'] }
const VALUES = { type: 'array', minItems: 1, items: VALUE }

/** The JSON Schema (draft-07) of a migration: a move of data that is not state. */
export function migrationSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://unpkg.com/cliq-ds/schema/migration.json',
    title: 'A migration of datastores of Zoho Cliq',
    description: 'A move of data that is not state, in migrations/<id>.yaml: apply runs it once in each environment.',
    type: 'object',
    additionalProperties: false,
    required: ['description', 'steps'],
    properties: {
      description: { ...words('What it is for.'), ...textInQuotes('2024'), minLength: 1, examples: ['Split the name'] },
      after: {
        ...words('Ids of migrations that go before this one: the names of their files.'),
        ...oneOrMore({ type: 'string', minLength: 1 }),
      },
      steps: {
        ...words('Steps, one after another, each of one kind.'),
        type: 'array',
        minItems: 1,
        maxItems: 1_000,
        items: { type: 'object', minProperties: 1, maxProperties: 1, additionalProperties: false, properties: kinds() },
      },
    },
  }
}

function kinds(): Readonly<Record<string, JsonSchema>> {
  const [source, into] = [name('The field that is read.'), name('The field that is written.')]
  return {
    split: step(
      'Cuts a text into parts, one a field. The last takes the rest; a text of fewer parts is invalid.',
      {
        field: source,
        by: { ...words('What is between the parts.'), ...textInQuotes('0'), minLength: 1 },
        into: { ...words('The fields of the parts.'), ...several(), minItems: 2 },
      },
      WRITES,
    ),
    join: step(
      'Joins the texts of several fields. Empty ones are left out.',
      {
        fields: { ...words('The fields of the parts.'), ...several(), minItems: 2 },
        with: { ...words('What is between the parts.'), ...textInQuotes('0') },
        into,
      },
      WRITES,
    ),
    copy: {
      ...step(
        'Copies values from a field beside it, or from another datastore.',
        { into },
        {
          ...WRITES,
          field: source,
          from: {
            ...words('A field of the record of another datastore that has the same value in the key.'),
            type: 'object',
            additionalProperties: false,
            required: ['datastore', 'key', 'field'],
            properties: { datastore: name('The other datastore.'), key: name('The field of both.'), field: source },
          },
        },
      ),
      oneOf: [{ required: ['field'] }, { required: ['from'] }],
    },
    map: step(
      'Replaces values by others; what is not listed stays as it is.',
      { field: source, values: { ...words('New values by old ones.'), ...valuesByField() } },
      { ...WRITES, into },
    ),
    fill: step(
      'Sets values.',
      { set: { ...words('Values by field.'), ...valuesByField() } },
      { where: where(), only_if_empty: ONLY_IF_EMPTY },
    ),
    delete_records: step('Deletes records, with a consent of the run.', {
      where: { ...where(), minProperties: 1 },
      at_most: { ...words('More than these are never deleted: the run is refused.'), type: 'integer', minimum: 1 },
    }),
  }
}

const ONLY_IF_EMPTY = {
  ...words('Whether a field that has a value keeps it; true unless it is written. On booleans it must be.'),
  type: 'boolean',
  default: true,
}

const WRITES: Readonly<Record<string, JsonSchema>> = {
  only_if_empty: ONLY_IF_EMPTY,
  invalid: {
    ...words('What becomes of a value that does not fit: refuse the run, skip the record, or put this text.'),
    ...textInQuotes('0'),
    examples: ['refuse', 'skip'],
    default: 'refuse',
  },
}

function where(): JsonSchema {
  const conditions = {
    type: 'object',
    minProperties: 1,
    additionalProperties: false,
    properties: {
      in: { ...words('One of these values.'), ...VALUES },
      not: { ...words('Another value than this one, or than all of these.'), anyOf: [VALUE, VALUES] },
      lt: { ...words('Less than this.'), ...VALUE },
      lte: { ...words('This or less.'), ...VALUE },
      gt: { ...words('More than this.'), ...VALUE },
      gte: { ...words('This or more.'), ...VALUE },
    },
  }
  return {
    ...words('Which records, by field: a value, `empty`, or conditions; all of them together.'),
    type: 'object',
    additionalProperties: { anyOf: [VALUE, conditions] },
    examples: [{ isactive: false }, { grade: 'empty' }, { grade: { lt: 3 } }, { team: { in: ['a', 'b'] } }],
  }
}

function name(what: string): JsonSchema {
  return { ...words(what), type: 'string', ...uniqueNamePattern() }
}

function several(): JsonSchema {
  return { type: 'array', uniqueItems: true, items: name('A field.') }
}

function oneOrMore(item: JsonSchema): JsonSchema {
  return { anyOf: [item, { type: 'array', minItems: 1, uniqueItems: true, items: item }] }
}

function valuesByField(): JsonSchema {
  return { type: 'object', minProperties: 1, additionalProperties: VALUE }
}

function step(
  what: string,
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  const properties = { datastore: name('The datastore, by its name today.'), ...required, ...optional }
  return {
    ...words(what),
    type: 'object',
    additionalProperties: false,
    required: ['datastore', ...Object.keys(required)],
    properties,
  }
}
