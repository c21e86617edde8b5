import { FIELD_TYPES, LIMITS, RECORD_PARTS, TYPE_CAPS } from '../model/catalog.ts'
import type { Field, FieldType } from '../model/catalog.ts'
import { nameLaws, textLaws, uniqueNameLaws } from './names.ts'
import type { Law } from './law.ts'
import { lengthOf } from '../model/length.ts'
import { sameName } from './between.ts'
import { lookOfName, spellingOf } from './text.ts'

// Words of criteria. The document names none, only the error datastore_field_name_reserved.
const RESERVED = new Set(['and', 'or', 'not', 'in', 'is', 'null', 'like', 'between'])

// The platform page: whole numbers of at most 19 characters.
const NUMBER_LENGTH = 19

/** Every law of the fields of one definition. */
export function fieldLaws(fields: ReadonlyMap<string, Field>, law: Law): void {
  if (fields.size > LIMITS.fields) {
    // "up to 19 fields, and 20 with the record id" (createplatformdatabase_v2.fields).
    const message = `${fields.size} fields; Cliq allows ${LIMITS.fields}`
    law('LM101', 'fields', message, 'move some into a second datastore')
  }
  for (const [name, field] of fields) fieldLaw(name, field, law)
  capLaws(fields, law)
  sameNames(fields, law)
}

function fieldLaw(unique_name: string, field: Field, law: Law): void {
  const path = `fields.${unique_name}`
  uniqueNameLaws(unique_name, path, law)
  if (RECORD_PARTS.includes(unique_name))
    law('NM106', path, `every record already has \`${unique_name}\``, `try \`${unique_name}_value\``)
  if (RESERVED.has(unique_name))
    law('LT107', path, `the name \`${unique_name}\` may be reserved by Cliq`, `try \`${unique_name}_value\``)
  nameLaws(field.name, `${path}.name`, law)
  if (field.masked && field.type !== 'number' && field.type !== 'limited-text') {
    const message = `a field of type ${field.type} cannot be masked`
    law('FT102', `${path}.masked`, message, 'only limited-text and number can; remove `masked`')
  }
  defaultLaws(field, `${path}.default_value`, law)
}

function defaultLaws(field: Field, path: string, law: Law): void {
  const { type, default_value } = field
  if (default_value === undefined) {
    if (type === 'boolean')
      law('LT102', path, 'without a `default_value` Cliq takes true', 'write default_value: "true" or "false"')
    return
  }
  const length = lengthOf(default_value)
  if (length > LIMITS.defaultValue) {
    const message = `default_value too long: ${length} characters; Cliq allows ${LIMITS.defaultValue}`
    law('LM104', path, message, 'shorten it')
  } else if (type === 'boolean' && default_value !== 'true' && default_value !== 'false')
    law('FT103', path, 'the default of a boolean must be "true" or "false"', 'write one of the two, in lower case')
  else if (type === 'number') numberLaws(default_value, path, law)
  else textLaws(default_value, 'default_value', path, law)
}

// Decimals are documented nowhere.
function numberLaws(text: string, path: string, law: Law): void {
  if (!/^-?\d+(\.\d+)?$/.test(text))
    law('FT103', path, 'the default of a number must be a number', 'write its digits alone, such as "1000"')
  else if (text.length > NUMBER_LENGTH)
    law(
      'FT104',
      path,
      `a number of ${text.length} characters; Cliq keeps ${NUMBER_LENGTH}`,
      'use limited-text for longer ones',
    )
  else if (text.includes('.')) law('LT105', path, 'decimals of a number may be lost in Cliq', 'use whole numbers')
}

function capLaws(fields: ReadonlyMap<string, Field>, law: Law): void {
  if (fields.size > LIMITS.fields) return
  const names: Record<FieldType, string[]> = {
    boolean: [],
    number: [],
    'limited-text': [],
    'encrypted-text': [],
    'large-text': [],
  }
  for (const [name, { type }] of fields) names[type].push(name)
  for (const type of FIELD_TYPES) {
    const over = names[type][TYPE_CAPS[type]]
    if (over === undefined) continue
    const message = `${names[type].length} fields of type ${type}; Cliq allows ${TYPE_CAPS[type]}`
    law('LT101', `fields.${over}.type`, message, 'use another type, or move it into a second datastore')
  }
}

function sameNames(fields: ReadonlyMap<string, Field>, law: Law): void {
  const names = new Map<string, string>()
  const labels = new Map<string, string>()
  for (const [name, field] of fields) {
    const spelling = spellingOf(name)
    const twin = names.get(spelling)
    if (twin !== undefined)
      law(
        'LT103',
        `fields.${name}`,
        `\`${name}\` and \`${twin}\` differ only in case or underscores`,
        'rename one of them',
      )
    else names.set(spelling, name)
    const label = lookOfName(field.name)
    const other = labels.get(label)
    if (label === '' || other === undefined) labels.set(label, name)
    else {
      const near = sameName(field.name, fields.get(other)?.name ?? '')
      law('LT104', `fields.${name}.name`, `\`${name}\` and \`${other}\` have ${near}`, 'rename one')
    }
  }
}
