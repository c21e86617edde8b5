import type { LiveRecord } from '../model/live.ts'
import type { LockedMigration } from '../model/lock.ts'
import type { RecordValues } from '../model/step.ts'

/** What the org remembers of a migration that ran, beside the lease there. */
export interface MigrationRow {
  readonly id: string
  readonly migration: string
  /** Of its meaning, as it was then. */
  readonly digest: string
}

const KIND = 'migration'

/** The rows of migrations among those of the meta datastore. */
export function migrationRows(records: readonly LiveRecord[]): readonly MigrationRow[] {
  return records.flatMap(({ id, values }) => {
    const { kind, who: migration, digest } = values
    return kind === KIND && typeof migration === 'string' && typeof digest === 'string'
      ? [{ id, migration, digest }]
      : []
  })
}

/** What those rows say, as the lock file would. */
export function settledIn(rows: readonly MigrationRow[]): ReadonlyMap<string, LockedMigration> {
  return new Map(rows.map(({ migration, digest }) => [migration, { digest, how: 'ran' }] as const))
}

/** The values of such a row; `tries` counts from 0, since two names may ask for one number. */
export function migrationValues(
  { migration, digest }: Omit<MigrationRow, 'id'>,
  owner: string,
  tries: number,
): RecordValues {
  const numbers = { seq: String(numberOf(migration) + tries), beat: '0', ttl_ms: '0', since: '0' }
  return { kind: KIND, ...numbers, owner, digest, who: migration, run: '-' }
}

// The unique key of the datastore has a number in it: the same name always asks for the same one.
function numberOf(name: string): number {
  let hash = 0
  for (const character of name) hash = (hash * 131 + (character.codePointAt(0) ?? 0)) % 900_000_000_000
  return hash + 1
}
