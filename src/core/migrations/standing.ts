import { byCodeUnit } from '../model/catalog.ts'
import type { LockedEnvironment } from '../model/lock.ts'
import type { Migration } from '../model/migration.ts'
import { canonicalText } from '../model/plain.ts'
import { plainMove } from '../model/plainMoves.ts'

/** How a migration stands in one environment. `changed`: it was settled there, and its file says something else now. */
export type MigrationStanding = 'pending' | 'ran' | 'skipped' | 'not-needed' | 'changed'

/** What a migration means, as text: its digest tells whether it is the one that ran. */
export function migrationMeaning({ steps }: Pick<Migration, 'steps'>): string {
  return canonicalText(steps.map(plainMove))
}

/** How a migration stands; what was not needed and has changed since is to be looked at again. */
export function migrationStanding(
  id: string,
  digest: string,
  { migrations }: Pick<LockedEnvironment, 'migrations'>,
): MigrationStanding {
  const known = migrations?.get(id)
  if (known === undefined) return 'pending'
  if (known.digest === digest) return known.how
  return known.how === 'not-needed' ? 'pending' : 'changed'
}

/** Migrations in the order in which they go: those named in `after` first, then by name. Cycles end where they begin. */
export function migrationOrder(migrations: readonly Migration[]): readonly Migration[] {
  const byId = new Map([...migrations].sort((a, b) => byCodeUnit(a.id, b.id)).map(each => [each.id, each] as const))
  const placed = new Set<string>()
  const ordered: Migration[] = []
  const place = (migration: Migration): void => {
    if (placed.has(migration.id)) return
    placed.add(migration.id)
    for (const id of [...migration.after].sort(byCodeUnit)) {
      const other = byId.get(id)
      if (other !== undefined) place(other)
    }
    ordered.push(migration)
  }
  for (const migration of byId.values()) place(migration)
  return ordered
}
