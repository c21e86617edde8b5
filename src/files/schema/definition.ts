import { FIELD_TYPES, LIMITS } from '../../core/model/catalog.ts'
import type { FieldType } from '../../core/model/catalog.ts'
import { ALIAS } from '../../core/model/definition.ts'
import { sourceTypesOf } from '../../core/model/conversions.ts'
import { fieldNamePattern, patternInWords, textInQuotes, uniqueNamePattern, words } from './words.ts'
import type { JsonSchema } from './words.ts'

// Validators and editors read patterns with the u flag.
const DISPLAY_NAME = '^(?=.*[^ ])[\\p{L}\\p{M}\\p{N} ]*$'

const TYPES: Readonly<Record<FieldType, string>> = {
  boolean: 'True or false.',
  number: 'Whole numbers of at most 19 characters. Records carry them as text.',
  'limited-text': 'Text of at most 250 characters. It can be masked and take part in unique keys.',
  'encrypted-text': 'Text of at most 1,000 characters, stored encrypted: no mask, no unique key.',
  'large-text': 'Text of at most 65,535 characters, of which record calls write 1,000. No mask, no unique key.',
}

/** The JSON Schema (draft-07) of a definition, made from the limits that the rules check. Editors complete and explain by it. */
export function definitionSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://unpkg.com/cliq-ds/schema/datastore.json',
    title: 'A datastore of Zoho Cliq',
    description: 'What one datastore should look like; attribute names are those of the API.',
    type: 'object',
    additionalProperties: false,
    required: ['unique_name', 'name', 'description', 'fields'],
    properties: {
      $schema: { ...words('The schema of this file, for editors that read JSON.'), type: 'string' },
      unique_name: uniqueName(
        'Name in the API, the same in every org. Lower-case letters, digits and `_`, a letter first.',
        'empdir',
      ),
      renamed_from: earlierNames(
        'What it was called before, newest first. The datastore keeps its id and its records.',
        'staff',
      ),
      name: displayName('Display name: letters, digits and spaces.', 'Employee Directory'),
      description: {
        ...words('What the datastore is for.'),
        ...textInQuotes('2024'),
        minLength: 1,
        ...patternInWords('\\S', 'write what the datastore is for: Cliq takes no empty description'),
        maxLength: LIMITS.description,
        examples: ['Tracks employee records and department data'],
      },
      extension: {
        ...words('The extension it belongs to, by its name in the config. Only its rows are seeded and pulled.'),
        type: 'string',
        ...patternInWords(
          ALIAS.source,
          'write the name that the config gives the extension: a letter, then letters, digits, - and _',
        ),
        examples: ['crm'],
      },
      fields: {
        ...words('The fields by unique_name; their order does not matter.'),
        type: 'object',
        minProperties: 1,
        maxProperties: LIMITS.fields,
        propertyNames: fieldNamePattern(),
        additionalProperties: fieldSchema(),
      },
      unique_keys: keysSchema(),
      protect: {
        ...words('If true, the datastore is kept until this says false, even when this file is deleted.'),
        type: 'boolean',
      },
    },
    dependencies: { extension: { properties: { protect: false } } },
  }
}

function fieldSchema(): JsonSchema {
  return {
    ...words('A field: its display name, its type and what its values must be.'),
    type: 'object',
    additionalProperties: false,
    required: ['name', 'type'],
    properties: {
      name: displayName('Display name: letters, digits and spaces.', 'Employee ID'),
      type: {
        ...words('It can never change after the field exists.'),
        enum: FIELD_TYPES,
        enumDescriptions: FIELD_TYPES.map(type => TYPES[type]),
        markdownEnumDescriptions: FIELD_TYPES.map(type => TYPES[type]),
      },
      mandatory: { ...words('Every record must have a value.'), type: 'boolean', default: false },
      masked: {
        ...words('The value is shown as stars. Only limited-text and number.'),
        type: 'boolean',
        default: false,
      },
      default_value: {
        ...words('The value of records without one, always as text. If left out, Cliq decides.'),
        ...textInQuotes('0'),
        maxLength: LIMITS.defaultValue,
        examples: ['true', '0', 'headquarters'],
      },
      ...hintSchemas(),
    },
    dependencies: { contract: ['renamed_from'], conflicts: ['renamed_from'] },
    allOf: [
      given(['boolean'], {
        default_value: { enum: ['true', 'false'], errorMessage: 'write "true" or "false", in quotes' },
      }),
      given(['number'], {
        default_value: {
          ...patternInWords('^-?[0-9]+(\\.[0-9]+)?$', 'the default of a number is written in digits, such as "0"'),
          maxLength: 19,
        },
      }),
      given(['boolean', 'encrypted-text', 'large-text'], {
        masked: { const: false, errorMessage: 'only limited-text and number can be masked' },
      }),
      given(['encrypted-text'], {
        renamed_from: never('values of encrypted text cannot be read, so they cannot be carried over'),
        convert: never('values of encrypted text cannot be read, so they cannot be converted'),
      }),
      ...FIELD_TYPES.filter(type => sourceTypesOf(type).length > 0).map(type =>
        given([type], { convert: { properties: { from: sourceTypes(type) } } }),
      ),
    ],
  }
}

// Nothing fits: what a key's own schema says besides takes no null.
function never(says: string): JsonSchema {
  return { type: 'null', errorMessage: says }
}

function sourceTypes(type: FieldType): JsonSchema {
  const types = sourceTypesOf(type)
  return { enum: types, errorMessage: `values of ${types.join(', ')} can become ${type}; others cannot` }
}

function hintSchemas(): Readonly<Record<string, JsonSchema>> {
  return {
    renamed_from: earlierNames(
      'What the field was called before, newest first. Its values are carried over.',
      'emp_no',
    ),
    convert: {
      ...words('What happens to the values when the field had another type.'),
      type: 'object',
      additionalProperties: false,
      properties: {
        from: { ...words('The type that the old field has.'), enum: FIELD_TYPES },
        invalid: {
          ...words('What happens to values that do not fit: refuse, empty, or a text to replace them.'),
          ...textInQuotes('0'),
          default: 'refuse',
          examples: ['refuse', 'empty'],
        },
      },
    },
    contract: {
      ...words('The old field stays for now; it is deleted once this line is removed.'),
      const: 'later',
      errorMessage: 'write `later`, or remove the line to delete the old field',
    },
    conflicts: {
      ...words('Which value wins when the old and the new field differ.'),
      enum: ['heir', 'old'],
    },
  }
}

function earlierNames(text: string, example: string): JsonSchema {
  const { markdownDescription: _, ...name } = uniqueName('An earlier unique_name.', example)
  const list = { type: 'array', minItems: 1, uniqueItems: true, items: name }
  return { ...words(text), anyOf: [name, list], examples: [example] }
}

function keysSchema(): JsonSchema {
  return {
    ...words('Fields whose values together may occur once, by unique_name. Not encrypted-text, not large-text.'),
    type: 'array',
    maxItems: LIMITS.uniqueKeys,
    uniqueItems: true,
    examples: [[['empid'], ['team', 'week']]],
    items: {
      ...words('One unique key: a field, or several that count together.'),
      type: 'array',
      errorMessage: 'a unique key is a list of fields, such as [empid]',
      minItems: 1,
      uniqueItems: true,
      items: {
        ...words('A field of this datastore, by its unique_name.'),
        type: 'string',
        ...fieldNamePattern(),
      },
    },
  }
}

function given(types: readonly FieldType[], properties: JsonSchema): JsonSchema {
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  return { if: { required: ['type'], properties: { type: { enum: types } } }, then: { properties } }
}

function uniqueName(text: string, example: string): JsonSchema {
  return {
    ...words(text),
    type: 'string',
    ...uniqueNamePattern(),
    examples: [example],
  }
}

function displayName(text: string, example: string): JsonSchema {
  return {
    ...words(text),
    ...textInQuotes('2024'),
    minLength: 1,
    ...patternInWords(
      DISPLAY_NAME,
      'use letters, digits and spaces only; Cliq takes no other characters in a display name',
    ),
    maxLength: LIMITS.displayName,
    examples: [example],
  }
}
