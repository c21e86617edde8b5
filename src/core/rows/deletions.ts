import type { Datastore } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { Deletion } from '../model/migration.ts'
import { isMeant } from './conditions.ts'
import { rowSteps } from './seedSteps.ts'
import type { RowStep } from './seedSteps.ts'

/** Which of the records a migration deletes. */
export function leavingRecords(
  { where }: Pick<Deletion, 'where'>,
  records: readonly LiveRecord[],
  fields: Datastore['fields'],
): readonly LiveRecord[] {
  return records.filter(each => isMeant(where, each.values, fields))
}

/** The calls that delete records by their ids, each after a look at what it deletes. */
export function deletionSteps(leaving: readonly LiveRecord[], datastore: Datastore): readonly RowStep[] {
  const removals = leaving.map(
    ({ id, values }) => ({ kind: 'remove', name: `record ${id}`, id, before: values }) as const,
  )
  const [key = []] = datastore.unique_keys.filter(each => each.length === 1)
  return rowSteps({ inserts: [], updates: [], removals }, { key }, datastore, 1)
}
