import type { Datastore, Field, FieldType } from '../model/catalog.ts'
import { fieldsAround, placeInMigration } from '../model/migration.ts'
import type { FieldAt, Migration, MigrationStep } from '../model/migration.ts'
import type { Problem } from '../model/problem.ts'
import type { Law } from '../rules/law.ts'
import { didYouMean } from '../rules/nearest.ts'
import { circleLaws } from './circles.ts'
import { typeLaws } from './typeLaws.ts'

/** What definitions, their hints and lock files know of datastores. */
export interface KnownNames {
  /** Datastores of the org as they are defined. */
  readonly defined: ReadonlyMap<string, Datastore>
  /** Earlier names and what lock files remember, by datastore; a field without a type is known by name alone. */
  readonly earlier: ReadonlyMap<string, ReadonlyMap<string, FieldType | undefined>>
  /** Names of datastores of extensions, which have no schema calls. */
  readonly extensions: ReadonlySet<string>
  /** False where the lock file could not be read: then an unknown name may be one that it knows. */
  readonly isWhole: boolean
}

/** Every law that migrations are held to, offline; `settled` are those that ran everywhere, whose names may be long gone. */
export function checkMigrations(
  migrations: readonly Migration[],
  known: KnownNames,
  settled: ReadonlySet<string>,
): readonly Problem[] {
  const problems: Problem[] = []
  const tellIn =
    (migration: Migration): Law =>
    (code, path, message, hint) =>
      void problems.push({
        code,
        severity: 'error',
        message,
        at: placeInMigration(migration, path),
        ...(hint && { hint }),
      })
  orderLaws(migrations, tellIn)
  for (const migration of migrations) {
    const tell = tellIn(migration)
    if (!settled.has(migration.id))
      migration.steps.forEach((step, at) => stepLaws(step, `steps.${at}.${step.kind}`, known, tell))
    circleLaws(migration, tell)
  }
  return problems
}

function orderLaws(migrations: readonly Migration[], tellIn: (migration: Migration) => Law): void {
  const byId = new Map(migrations.map(each => [each.id, each] as const))
  for (const migration of migrations) {
    const tell = tellIn(migration)
    for (const id of migration.after)
      if (!byId.has(id))
        tell(
          'MG106',
          'after',
          `\`after\` names ${id}, and there is no such migration`,
          didYouMean(id, [...byId.keys()]),
        )
    const way = wayBack(migration.id, byId)
    if (way === undefined) continue
    const message = `${[...way, migration.id].join(' waits for ')}: none of them can go first`
    tell('MG106', 'after', message, 'take one of the names out of `after`')
  }
}

// The shortest way from a migration over `after` to itself.
function wayBack(id: string, byId: ReadonlyMap<string, Migration>): readonly string[] | undefined {
  const seen = new Set<string>()
  let ways: readonly (readonly string[])[] = [[id]]
  while (ways.length > 0) {
    const next: (readonly string[])[] = []
    for (const way of ways)
      for (const each of byId.get(way.at(-1) ?? '')?.after ?? []) {
        if (each === id) return way
        if (seen.has(each) || !byId.has(each)) continue
        seen.add(each)
        next.push([...way, each])
      }
    ways = next
  }
  return undefined
}

function stepLaws(step: MigrationStep, path: string, known: KnownNames, tell: Law): void {
  const { reads, writes } = fieldsAround(step)
  const { datastore } = step
  const own = `${path}.datastore`
  if (known.extensions.has(datastore)) {
    const hint = 'write its rows with a seed'
    return tell('MG103', own, `${datastore} is a datastore of an extension, which takes no migrations`, hint)
  }
  const defined = known.defined.get(datastore)
  if (defined === undefined) {
    const hint = didYouMean(datastore, [...known.defined.keys()])
    return tell('MG103', own, `${datastore} is not defined, so nothing can be written there`, hint)
  }
  let isKnown = true
  const unknown = (each: FieldAt, hint: string, message: string) => {
    isKnown = false
    tell('MG103', pathOf(step, each, path), message, hint)
  }
  for (const each of writes)
    if (!defined.fields.has(each.field))
      unknown(each, didYouMean(each.field, [...defined.fields.keys()]), `${datastore} defines no field ${each.field}`)
  for (const each of reads) {
    const [now, then] = [known.defined.get(each.datastore)?.fields, known.earlier.get(each.datastore)]
    if (now?.has(each.field) === true || then?.has(each.field) === true || !known.isWhole) continue
    const names = [...(now?.keys() ?? []), ...(then?.keys() ?? [])]
    const message = `neither a definition nor a hint nor the lock file knows ${each.datastore}.${each.field}`
    unknown(each, didYouMean(each.field, names), message)
  }
  if (!isKnown) return
  const typeOf = (each: FieldAt): FieldType | undefined =>
    known.defined.get(each.datastore)?.fields.get(each.field)?.type ??
    known.earlier.get(each.datastore)?.get(each.field)
  typeLaws(step, path, typeOf, (field): Field | undefined => defined.fields.get(field), tell)
}

// Where a field is named: by the key that names it, or in the mapping that has it as a key.
function pathOf(step: MigrationStep, { datastore, field }: FieldAt, path: string): string {
  switch (step.kind) {
    case 'split':
      return field === step.field ? `${path}.field` : `${path}.into`
    case 'join':
      return step.fields.includes(field) ? `${path}.fields` : `${path}.into`
    case 'copy': {
      const { from, into } = step
      if (from === undefined) return field === into ? `${path}.into` : `${path}.field`
      if (datastore === step.datastore && field === into) return `${path}.into`
      if (datastore === step.datastore && datastore !== from.datastore) return `${path}.from.key`
      return field === from.key ? `${path}.from.key` : `${path}.from.field`
    }
    case 'map':
      return field === step.field ? `${path}.field` : `${path}.into`
    case 'fill':
      return step.set.has(field) ? `${path}.set.${field}` : `${path}.where.${field}`
    case 'delete_records':
      return `${path}.where.${field}`
  }
}
