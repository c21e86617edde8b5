import type { Definitions } from '../core/model/definition.ts'
import type { Live, LiveRecord } from '../core/model/live.ts'
import type { LockedEnvironment, LockedMigration } from '../core/model/lock.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import { META_NAME, metaRows, otherMetas } from '../core/pace/leaseRows.ts'
import { migrationRows, settledIn } from '../core/pace/migrationRows.ts'
import type { LeaseCosts } from '../core/plan/estimate.ts'
import { standingMigrations } from './migrationStandings.ts'
import type { World } from './world.ts'

/** What the rows beside a lease in the org tell a plan. They are read at most once, and only where they matter. */
export interface MetaReading {
  /** What became of migrations, where the lock file does not say it. */
  settled(definitions: Definitions, locked: LockedEnvironment): Promise<NonNullable<LockedEnvironment['migrations']>>
  /** What the lease will take; undefined where there is none, or nothing to keep apart. */
  costs(writes: boolean): Promise<Omit<LeaseCosts, 'listing'> | undefined>
  /** Calls that it took, where the costs of the lease do not count them. */
  calls(): number
}

/** Reads the rows of the meta datastore as a plan needs them. Sends nothing where the lease is not in the org. */
export function metaReading({ project, environment, patience }: World, cliq: ReadCliq, live: Live): MetaReading {
  let read: Promise<{ readonly records: readonly LiveRecord[]; readonly calls: number }> | undefined
  let counted = 0
  const isThere = live.catalog.has(META_NAME)
  const rows = async () => {
    read ??= isThere ? cliq.fetchRecords(META_NAME, Infinity) : Promise.resolve({ records: [], calls: 0 })
    const { records, calls } = await read
    counted = calls
    return records
  }
  return {
    async settled({ migrations = [] }, locked) {
      const own = locked.migrations ?? new Map<string, LockedMigration>()
      const isOpen = standingMigrations(migrations, locked, project).some(each => each.standing === 'pending')
      if (environment.lease !== 'org' || !isOpen) return own
      return new Map([...settledIn(migrationRows(await rows())), ...own])
    },
    async costs(writes) {
      if (environment.lease !== 'org' || !writes) return undefined
      const records = await rows()
      counted = 0
      await environment.heedRows(records)
      const others = otherMetas(live, environment.prefix).length
      const remembered = migrationRows(records).length
      return {
        isThere,
        intents: metaRows(records).intents.length,
        settleMs: patience.settleMs,
        ...(others > 0 && { others }),
        ...(remembered > 0 && { migrations: remembered }),
      }
    },
    calls: () => counted,
  }
}
