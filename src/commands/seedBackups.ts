import type { BackedUp } from '../core/model/backup.ts'
import type { RowPlans } from '../core/rows/seedPlan.ts'
import type { World } from './world.ts'

/** Copies all rows of each datastore that loses some, as they were compared; all copies of a run bear the same time. */
export async function copyRows(
  { environment, project, clock }: World,
  { plans }: RowPlans,
  takenAt = clock.now(),
): Promise<readonly BackedUp[]> {
  const backups: BackedUp[] = []
  if (!environment.backup) return backups
  for (const { datastore, identity, records, phases } of plans) {
    if (identity === undefined || !phases.flat(2).some(each => each.call === 'delete-records')) continue
    const ids = { datastore: identity.id, fields: identity.fields }
    const { name, target } = environment
    const folder = await project.writeBackup({
      environment: name,
      target,
      datastore,
      ids,
      takenAt,
      records,
    })
    backups.push({ datastore: datastore.unique_name, folder, records: records.length })
  }
  return backups
}
