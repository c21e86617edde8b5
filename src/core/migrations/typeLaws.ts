import type { Field, FieldType } from '../model/catalog.ts'
import { converted, isConvertible } from '../model/conversions.ts'
import { fieldsAround } from '../model/migration.ts'
import type { Condition, FieldAt, Literal, MigrationStep, DataMove } from '../model/migration.ts'
import type { Law } from '../rules/law.ts'

type TypeOf = (field: FieldAt) => FieldType | undefined

/** The laws of types and lengths; what is known by name alone is not judged. */
export function typeLaws(
  step: MigrationStep,
  path: string,
  typeOf: TypeOf,
  target: (field: string) => Field | undefined,
  tell: Law,
): void {
  const { reads, writes } = fieldsAround(step)
  const secret = [...reads, ...writes].find(each => typeOf(each) === 'encrypted-text')
  if (secret !== undefined) {
    const message = `${secret.datastore}.${secret.field} is encrypted text, which nobody can read back to prove that it arrived`
    return tell('MG107', path, message, 'leave the field out')
  }
  const own = (field: string) => typeOf({ datastore: step.datastore, field })
  if (step.kind === 'fill' || step.kind === 'delete_records')
    for (const [field, conditions] of step.where)
      for (const each of conditions) conditionLaw(each, own(field), `${path}.where.${field}`, tell)
  if (step.kind === 'delete_records') return
  const flag = writes.find(each => target(each.field)?.type === 'boolean')
  if (flag !== undefined && step.onlyIfEmpty === 'unsaid') {
    const message = `${flag.field} is a boolean, which is never known to be empty: say whether it is written over`
    return tell('MG104', path, message, 'add `only_if_empty: false`, or `only_if_empty: true`')
  }
  moveLaws(step, path, own, typeOf, tell)
  if (typeof step.invalid !== 'object') return
  for (const { field } of writes)
    literalLaw({ as: 'text', text: step.invalid.text }, own(field), field, `${path}.invalid`, tell, 'loose')
}

function moveLaws(
  step: DataMove,
  path: string,
  own: (field: string) => FieldType | undefined,
  typeOf: TypeOf,
  tell: Law,
): void {
  switch (step.kind) {
    case 'split': {
      const from = own(step.field)
      if (from !== undefined && from !== 'limited-text' && from !== 'large-text')
        tell('MG104', `${path}.field`, `${step.field} is ${from}, and only text can be split`, 'use `copy` or `map`')
      return
    }
    case 'join':
      if (own(step.into) !== 'limited-text' && own(step.into) !== 'large-text')
        tell(
          'MG104',
          `${path}.into`,
          `${step.into} is ${own(step.into)}, and parts are joined to text`,
          'join into text',
        )
      return
    case 'copy': {
      const { from, field, into } = step
      const [source, to] = [typeOf({ datastore: from?.datastore ?? step.datastore, field }), own(into)]
      if (source === undefined || to === undefined || isConvertible(source, to)) return
      return tell('MG104', `${path}.into`, `${source} has no conversion to ${to}`, 'name a field of another type')
    }
    case 'map':
      for (const [source, literal] of step.values) {
        literalLaw({ as: 'text', text: source }, own(step.field), step.field, `${path}.values.${source}`, tell, 'loose')
        literalLaw(literal, own(step.into), step.into, `${path}.values.${source}`, tell)
      }
      return
    case 'fill':
      for (const [field, literal] of step.set) literalLaw(literal, own(field), field, `${path}.set.${field}`, tell)
  }
}

function conditionLaw(condition: Condition, type: FieldType | undefined, path: string, tell: Law): void {
  switch (condition.is) {
    case 'empty':
    case 'filled':
      if (type === 'boolean') tell('MG104', path, 'a boolean is never known to be empty', 'compare with true or false')
      return
    case 'in':
    case 'not-in':
      for (const each of condition.values) literalLaw(each, type, 'it', path, tell)
      return
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      if (type !== undefined && type !== 'number')
        return tell('MG104', path, `${type} has no order`, 'compare numbers, or list the values with `in`')
      literalLaw(condition.value, type, 'it', path, tell)
  }
}

// Nothing is guessed: 1 is no text and "true" is no boolean. Keys of a mapping are always text.
function literalLaw(
  { as, text }: Literal,
  type: FieldType | undefined,
  field: string,
  path: string,
  tell: Law,
  quotes: 'exact' | 'loose' = 'exact',
): void {
  if (type === undefined || type === 'encrypted-text') return
  const isText = type === 'limited-text' || type === 'large-text'
  if (quotes === 'exact' && isText && as !== 'text')
    return tell('MG104', path, `this is a ${as}, and ${field} is text`, `put it in quotes: "${text}"`)
  if (quotes === 'exact' && (type === 'boolean') !== (as === 'boolean')) {
    const hint = type === 'boolean' ? 'write true or false without quotes' : 'write a number'
    return tell('MG104', path, `this is a ${as}, and ${field} is ${type}`, hint)
  }
  const found = converted(text, type)
  if (found.kind === 'value' && text !== '') return
  const why = found.kind === 'invalid' ? found.why : 'an empty value'
  tell('MG104', path, `this does not fit ${field}, which is ${type}: ${why}`, 'write a value that fits')
}
