import type { BackedUp, Backup } from '../core/model/backup.ts'
import { refuseUnreadable } from '../core/plan/unreadable.ts'
import { byCodeUnit } from '../core/model/catalog.ts'
import { failure } from '../core/model/failure.ts'
import type { LiveDatastore, LiveRecord } from '../core/model/live.ts'
import { knownIds } from '../core/model/lock.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import type { Witnesses } from '../core/rows/agreement.ts'
import { fetchAgreed } from '../engine/agreed.ts'
import type { StepHands } from '../engine/tasks/steps.ts'
import { noSuchDatastore } from './absent.ts'
import { readLocked } from './locked.ts'
import { refuseOtherOrg } from './plan.ts'
import type { Planned } from './plan.ts'
import type { World } from './world.ts'
import type { BackupsTaken } from '../core/results/backup.ts'

/**
 * Copies all records of datastores to the disk: of those that are named, else of those in the lock file that are there.
 * Sends reads only. Throws LV105 for a name that the org does not have, and BK101 for a copy that cannot be proven.
 */
export async function performBackup(world: World, names: readonly string[]): Promise<BackupsTaken> {
  const { environment } = world
  const locked = await readLocked(world)
  const known = names.length > 0 ? names : [...locked.datastores.keys()]
  if (known.length === 0)
    throw failure('BK103', `the lock file has no datastore of ${environment.name}`, {
      hint: 'name the datastores: cliq-ds backup NAME',
    })
  const cliq = await environment.connectReadOnly()
  const live = await cliq.fetchLive([...known, ...locked.datastores.keys()], knownIds(locked))
  refuseOtherOrg(live, locked, environment)
  refuseUnreadable(known, live)
  const missing = names.filter(name => !live.catalog.has(name))
  if (missing.length > 0) throw noSuchDatastore(missing, live)
  const takenAt = world.clock.now()
  const backups: BackedUp[] = []
  let calls = live.calls + (live.asked ?? 0)
  for (const name of [...new Set(known)].sort(byCodeUnit)) {
    const datastore = live.catalog.get(name)
    const identity = live.identities.get(name)
    if (datastore === undefined || identity === undefined) continue
    const copied = await copyOf({ datastore, identity }, cliq, world, takenAt)
    backups.push(copied.backup)
    calls += copied.calls
  }
  return { environment: environment.name, where: environment.where, backups, calls }
}

/**
 * What the loop calls before it removes anything: copies the records of the datastore, once a run unless it is asked
 * again, and adds what it wrote to `taken`. All copies of a run bear the same time. What the plan saw of what goes has to
 * be in them.
 */
export function copyingFirst(
  world: World,
  taken: BackedUp[],
  { live: { identities }, witnesses, takenAt }: Pick<Planned, 'live' | 'witnesses'> & { readonly takenAt: number },
): NonNullable<StepHands['beforeDestroying']> {
  // A datastore may have another name by now.
  const seen = new Map([...witnesses].map(([name, each]) => [identities.get(name)?.id, each] as const))
  const ids = new Set<string>()
  return async (_, live, cliq, isAgain) => {
    const { id } = live.identity
    if (ids.has(id) && !isAgain) return
    const { backup } = await copyOf(live, cliq, world, takenAt, seen.get(id))
    ids.add(id)
    taken.push(backup)
  }
}

/**
 * What row-work calls with records that it would write over and that no copy holds as they are: copies the datastore once
 * more, as it was copied and with them. Of the fields that came since nothing is lost, so they are left out.
 */
export function copyingMore(
  { project }: Pick<World, 'project'>,
  taken: BackedUp[],
  backup: Backup,
  { identity }: LiveDatastore,
): (added: readonly LiveRecord[]) => Promise<void> {
  const stays = (field: string) => backup.ids.fields.get(field) === identity.fields.get(field)
  const copied = new Map(backup.records.map(each => [each.id, each.values] as const))
  return async added => {
    const more = added.map(({ id, values }): LiveRecord => {
      const own = Object.entries(values).filter(([field]) => backup.datastore.fields.has(field) && stays(field))
      return { id, values: { ...copied.get(id), ...Object.fromEntries(own) } }
    })
    const records = [...new Map([...backup.records, ...more].map(each => [each.id, each] as const)).values()]
    const folder = await project.writeBackup({ ...backup, records })
    taken.push({ datastore: backup.datastore.unique_name, folder, records: records.length })
  }
}

async function copyOf(
  { datastore, identity }: LiveDatastore,
  cliq: ReadCliq,
  { project, environment }: World,
  takenAt: number,
  witnesses?: Witnesses,
): Promise<{ readonly backup: BackedUp; readonly calls: number }> {
  const name = datastore.unique_name
  const { records, calls } = await fetchAgreed(cliq, datastore, witnesses)
  const folder = await project.writeBackup({
    environment: environment.name,
    target: environment.target,
    datastore,
    ids: { datastore: identity.id, fields: identity.fields },
    takenAt,
    records,
  })
  return { backup: { datastore: name, folder, records: records.length }, calls }
}
