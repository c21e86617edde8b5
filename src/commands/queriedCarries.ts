import type { Field } from '../core/model/catalog.ts'
import type { LiveRecord } from '../core/model/live.ts'
import { carriesIn } from '../core/model/step.ts'
import type { CarryWork, MigrationWork, VerifiedBy } from '../core/model/step.ts'
import { pairsOf, plainValues } from '../core/rows/queried.ts'
import type { CarryQueries } from '../engine/tasks/carry.ts'
import type { Copies } from './carry.ts'

/** What queries know of the carries of a run, while it goes on. */
export interface QueriedCarries {
  /** Undefined for work that has nothing to do with queries. */
  of(
    id: string,
    step: CarryWork | MigrationWork,
    records: readonly LiveRecord[],
    fields: ReadonlyMap<string, Field>,
  ): CarryQueries | undefined
  /** What a carry has written is what the next one of the datastore reads. */
  ended(id: string, step: CarryWork | MigrationWork): void
}

/** Opens what queries know: values that were listed in place of a copy, and those of copies where queries are to verify. */
export function queriedCarries(copies: Copies, verify: VerifiedBy): QueriedCarries {
  const listed = new Map(copies.values)
  const known = new Map<string, Set<string>>()
  const proven = new Map<string, Set<string>>()
  return {
    of(id, step, records, fields) {
      const isListed = copies.values.has(id)
      const [carry, ...others] = carriesIn(step)
      if (!isListed && verify === 'records') return undefined
      const shown = known.get(id) ?? new Set(records.map(each => each.id))
      known.set(id, shown)
      const through = proven.get(id) ?? new Set()
      proven.set(id, through)
      const isOne = carry !== undefined && others.length === 0 && carry.into === 'ours'
      const found = isListed ? listed.get(id) : isOne ? plainValues(records, carry, fields) : undefined
      return { values: found, listed: isListed ? 'values' : 'records', verify, known: shown, proven: through }
    },
    ended(id, step) {
      const [values, [carry]] = [listed.get(id), carriesIn(step)]
      if (values === undefined || carry === undefined) return
      listed.set(id, new Set(pairsOf(values, carry)?.map(each => each.heir)))
    },
  }
}
