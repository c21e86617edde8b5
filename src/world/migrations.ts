import { checkMigrations } from '../core/migrations/laws.ts'
import type { KnownNames } from '../core/migrations/laws.ts'
import type { FieldType } from '../core/model/catalog.ts'
import { desiredCatalog } from '../core/model/definition.ts'
import type { Definitions } from '../core/model/definition.ts'
import type { Lock } from '../core/model/lock.ts'
import { hasErrors, sortedProblems } from '../core/model/problem.ts'
import { readMigrations } from '../files/migrations/read.ts'

/** Where the migrations of a project are, and the lock file, where it can be read offline. */
interface MigrationPlace {
  readonly root: string
  readonly folder: string
  readonly lock: (() => Promise<Lock>) | undefined
}

/** Definitions with the migrations of their project, all problems at once. */
export async function withMigrations(read: Definitions, { root, folder, lock }: MigrationPlace): Promise<Definitions> {
  const found = await readMigrations(root, folder)
  if (found.sources.size + found.problems.length === 0) return read
  // Who needs the lock file tells what is wrong with it; here it only knows names.
  const locked = await lock?.().catch(() => undefined)
  const settled = new Set(found.migrations.map(each => each.id).filter(id => isSettled(id, locked)))
  // Names are judged by definitions that are right.
  const laws = hasErrors(read.problems) ? [] : checkMigrations(found.migrations, knownNames(read, locked), settled)
  return {
    ...read,
    migrations: found.migrations,
    problems: sortedProblems([...read.problems, ...found.problems, ...laws]),
    sources: new Map([...read.sources, ...found.sources]),
  }
}

function isSettled(id: string, lock: Lock | undefined): boolean {
  return lock !== undefined && lock.size > 0 && [...lock.values()].every(each => each.migrations?.has(id) === true)
}

function knownNames({ definitions, rowsOnly }: Definitions, lock: Lock | undefined): KnownNames {
  const earlier = new Map<string, Map<string, FieldType | undefined>>()
  const know = (datastore: string, field: string, type: FieldType | undefined) => {
    const own = earlier.get(datastore) ?? new Map<string, FieldType | undefined>()
    earlier.set(datastore, own.set(field, own.get(field) ?? type))
  }
  for (const { datastore, hints } of definitions) {
    const names = [datastore.unique_name, ...(hints?.renamed_from ?? [])]
    for (const name of names)
      for (const [heir, { renamed_from, convert }] of hints?.fields ?? [])
        for (const old of renamed_from)
          know(name, old, convert === undefined ? datastore.fields.get(heir)?.type : convert.from)
  }
  for (const { datastores } of lock?.values() ?? [])
    for (const [name, { definition }] of datastores)
      for (const [field, { type }] of definition.fields) know(name, field, type)
  return {
    defined: desiredCatalog(definitions),
    earlier,
    extensions: new Set(rowsOnly.map(each => each.datastore.unique_name)),
    isWhole: lock !== undefined,
  }
}
