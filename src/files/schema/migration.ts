import { FIELD_TYPES, LIMITS } from '../../core/model/catalog.ts'
import { UNIQUE_NAME_PATTERN, words } from './words.ts'
import type { JsonSchema } from './words.ts'

const CRITERIA_CHARACTERS = 500

/**
 * The JSON Schema (draft-07) of a migration: what a diff cannot know of a change. This version carries none out, and
 * says so of each that it finds.
 */
export function migrationSchema(): JsonSchema {
  const name = (what: string) => ({
    ...words(what),
    type: 'string',
    pattern: UNIQUE_NAME_PATTERN,
    maxLength: LIMITS.uniqueName,
  })
  const datastore = name('The unique_name of the datastore, as it is before this step.')
  const field = name('The unique_name of the field, as it is before this step.')
  const where = {
    ...words('Which records, in the criteria of Cliq.'),
    type: 'string',
    minLength: 1,
    maxLength: CRITERIA_CHARACTERS,
    examples: ['(isactive=false)'],
  }
  const value = { type: ['string', 'number', 'boolean'] }
  const steps: Readonly<Record<string, JsonSchema>> = {
    rename_field: step('Gives a field another unique_name and keeps its values.', {
      datastore,
      field,
      to: name('The unique_name that it gets.'),
    }),
    retype_field: step('Gives a field another type and carries its values over.', {
      datastore,
      field,
      type: { ...words('The type that it gets.'), enum: FIELD_TYPES },
    }),
    rename_datastore: step('Gives a datastore another unique_name and keeps its records.', {
      datastore,
      to: name('The unique_name that it gets.'),
    }),
    backfill: step(
      'Sets values in records that are there.',
      {
        datastore,
        where,
        set: { ...words('Values by field.'), type: 'object', minProperties: 1, additionalProperties: value },
      },
      ['where'],
    ),
    delete_records: step('Removes records.', { datastore, where }),
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://unpkg.com/cliq-ds/schema/migration.json',
    title: 'A migration of datastores of Zoho Cliq',
    description:
      'What a diff cannot know of a change, in migrations/<timestamp>_<name>.yaml. This version of cliq-ds carries none out.',
    type: 'object',
    additionalProperties: false,
    required: ['description', 'steps'],
    properties: {
      description: {
        ...words('What it is for.'),
        type: 'string',
        minLength: 1,
        examples: ['staff numbers become text'],
      },
      steps: {
        ...words('Steps, one after another, each of one kind.'),
        type: 'array',
        minItems: 1,
        items: { type: 'object', minProperties: 1, maxProperties: 1, additionalProperties: false, properties: steps },
      },
    },
  }
}

function step(
  what: string,
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  const required = Object.keys(properties).filter(each => !optional.includes(each))
  return { ...words(what), type: 'object', additionalProperties: false, required, properties }
}
