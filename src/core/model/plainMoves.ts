import type { Condition, Literal, MigrationStep, OnMisfit, Where } from './migration.ts'

// Plain values as plain.ts has them, which is made of this.
type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain }

/** A step of a migration as JSON: what it means, whatever its file looks like. */
export function plainMove(step: MigrationStep): { readonly [key: string]: Plain } {
  const { kind, datastore } = step
  if (kind === 'delete_records') return { kind, datastore, where: plainWhere(step.where), atMost: step.atMost }
  const common = { kind, datastore, onlyIfEmpty: step.onlyIfEmpty !== false, invalid: plainMisfit(step.invalid) }
  switch (step.kind) {
    case 'split':
      return { ...common, field: step.field, by: step.by, into: step.into }
    case 'join':
      return { ...common, fields: step.fields, with: step.with, into: step.into }
    case 'copy':
      return { ...common, field: step.field, into: step.into, ...(step.from && { from: { ...step.from } }) }
    case 'map':
      return { ...common, field: step.field, into: step.into, values: plainLiterals(step.values) }
    case 'fill':
      return { ...common, set: plainLiterals(step.set), where: plainWhere(step.where) }
  }
}

function plainMisfit(invalid: OnMisfit): Plain {
  return typeof invalid === 'string' ? invalid : { text: invalid.text }
}

function plainLiteral({ as, text }: Literal): Plain {
  return { as, text }
}

function plainLiterals(values: ReadonlyMap<string, Literal>): Plain {
  return Object.fromEntries([...values].map(([name, each]) => [name, plainLiteral(each)] as const))
}

function plainWhere(where: Where): Plain {
  return Object.fromEntries([...where].map(([field, all]) => [field, all.map(plainCondition)] as const))
}

function plainCondition(condition: Condition): Plain {
  switch (condition.is) {
    case 'empty':
    case 'filled':
      return { is: condition.is }
    case 'in':
    case 'not-in':
      return { is: condition.is, values: condition.values.map(plainLiteral) }
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return { is: condition.is, value: plainLiteral(condition.value) }
  }
}
