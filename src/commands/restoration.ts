import type { Backup } from '../core/model/backup.ts'
import { byCodeUnit, LIMITS } from '../core/model/catalog.ts'
import type { Datastore } from '../core/model/catalog.ts'
import type { Definition } from '../core/model/definition.ts'
import { failure } from '../core/model/failure.ts'
import type { Identity, Live } from '../core/model/live.ts'
import { emptyEnvironment } from '../core/model/lock.ts'
import type { Operation } from '../core/model/operations.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import { aroundWrites, leavingOf } from '../core/pace/leaseRows.ts'
import { estimateRun } from '../core/pace/runs.ts'
import { runChains } from '../core/plan/beside.ts'
import type { SourceCalls } from '../core/pace/sources.ts'
import { plan } from '../core/plan/plan.ts'
import type { Plan } from '../core/plan/plan.ts'
import { throughHints, underway } from '../core/rows/lineage.ts'
import type { Mapped } from '../core/rows/lineage.ts'
import { leasedCalls, phaseCalls, renewalsOf } from '../core/rows/leased.ts'
import { rebuilt, restorationOf, restoreSteps } from '../core/rows/restore.ts'
import { fetchAgreed } from '../engine/agreed.ts'
import type { Ran } from '../engine/book.ts'
import { restoredChains } from '../engine/chains/restored.ts'
import type { RowsOfRun } from '../engine/links.ts'
import type { World } from './world.ts'
import type { RestorePlan, Returning } from '../core/results/restore.ts'

/** What is to come back, and what definitions say of its past. */
export interface Returners {
  readonly backups: readonly Backup[]
  /** None where it comes back as it was. */
  readonly definitions: readonly Definition[]
}

/**
 * Compares backups with the org: what is to be created, and which rows are missing. Sends reads only. `taken` are the
 * calls that taking the lease has cost. Throws BK108 while values of one of them are on their way to another field.
 */
export async function planRestore(
  world: World,
  cliq: ReadCliq,
  { backups, definitions }: Returners,
  taken: ReadonlyMap<Operation, number>,
): Promise<RestorePlan> {
  const { environment } = world
  const live = await cliq.fetchLive(
    backups.map(each => each.datastore.unique_name),
    new Map(backups.map(each => [each.datastore.unique_name, each.ids.datastore] as const)),
  )
  const named = backups.map(backup => todayOf(backup, definitions, live))
  const wanted = new Map<string, Datastore>()
  for (const { backup, name } of named) wanted.set(name, rebuilt(backup, wanted.get(name) ?? live.catalog.get(name)))
  const made = plan({
    definitions: [...wanted.values()].map(definitionOf),
    live,
    // Nothing is ours here, so nothing can be removed.
    locked: emptyEnvironment(environment.target),
    consents: new Set(),
    ignore: [],
    budgets: environment.budgets,
  })
  const reads: Operation[] = [
    ...[...taken].flatMap(([operation, calls]) => Array.from({ length: calls }, () => operation)),
    ...Array.from({ length: live.calls }, () => 'datastores.list' as const),
    ...Array.from({ length: live.asked ?? 0 }, () => 'datastores.get' as const),
  ]
  const returning: Returning[] = []
  for (const { backup, name, descents } of named.toSorted((a, b) => byCodeUnit(a.name, b.name))) {
    const there = live.catalog.get(name)
    const identity = live.identities.get(name) ?? NOT_YET
    const read = there === undefined ? NO_RECORDS : await fetchAgreed(cliq, there)
    for (let call = 0; call < read.calls; call += 1) reads.push('records.list')
    const now = { datastore: made.target.get(name) ?? rebuilt(backup, there), identity }
    const restoration = restorationOf(backup, now, read.records)
    const keys = new Set(now.datastore.unique_keys.map(each => [...each].sort().join(',')))
    const keysLeft = backup.datastore.unique_keys.filter(each => !keys.has([...each].sort().join(','))).length
    returning.push({ backup, name, now, records: read.records, restoration, keysLeft, descents })
  }
  const about = { environment: environment.name, where: environment.where, plan: made, live, returning }
  return { ...about, ...costOf(made, returning, reads, world) }
}

/** Notes in the lock file what was made anew in datastores of ours, so that it is no drift; it becomes no property of ours. */
export async function noteMade({ project, environment }: World, seen: Ran['seen']): Promise<void> {
  const locked = (await project.readLock()).get(environment.name)
  if (locked === undefined) return
  const datastores = new Map(
    [...locked.datastores].map(([name, each]) => {
      const now = seen.get(name)
      if (now === undefined || now.identity.id !== each.id) return [name, each] as const
      const missing = [...now.datastore.fields].filter(([field]) => !each.definition.fields.has(field))
      const fields = new Map([...each.definition.fields, ...missing])
      return [name, { ...each, definition: { ...each.definition, fields } }] as const
    }),
  )
  await project.writeLocked(environment.name, locked, { ...locked, datastores })
}

const NOT_YET: Identity = { id: '', fields: new Map(), status: 'enabled' }
const NO_RECORDS = { records: [], calls: 0 }

// By its id, or by its hint, it may go by another name today.
function todayOf(backup: Backup, definitions: readonly Definition[], live: Live): Mapped & { readonly name: string } {
  const { unique_name } = backup.datastore
  const names = new Map([...live.identities].map(([name, { id }]) => [id, name] as const))
  const now = names.get(backup.ids.datastore) ?? unique_name
  const own = new Map(definitions.map(each => [each.datastore.unique_name, each] as const))
  const [heir] = definitions.filter(each => each.hints?.renamed_from.includes(now))
  const definition = own.get(now) ?? heir
  const name = live.catalog.has(now) ? now : (definition?.datastore.unique_name ?? now)
  const there = live.catalog.get(name)
  const carried = there && underway(there, backup, definition)
  if (carried !== undefined)
    throw failure('BK108', `values of ${name}.${carried} are on their way to another field`, {
      hint: 'finish that with cliq-ds apply, then restore; nothing was sent',
    })
  const mapped = throughHints(backup, definition, there)
  if (name === unique_name) return { ...mapped, name }
  const named = {
    ...mapped.backup.datastore,
    unique_name: name,
    name: definition?.datastore.name ?? mapped.backup.datastore.name,
  }
  return { ...mapped, name, backup: there === undefined ? { ...mapped.backup, datastore: named } : mapped.backup }
}

function definitionOf(datastore: Datastore): Definition {
  return { datastore, protect: undefined, file: '', places: new Map() }
}

/** The rows of backups as a part of a run. */
export function rowsOfBackups(returning: readonly Returning[], { environment }: Pick<World, 'environment'>): RowsOfRun {
  return {
    sources: sourcesOf(returning, environment.lease === 'org'),
    chains: costs => restoredChains(returning, costs),
  }
}

function sourcesOf(returning: readonly Returning[], isLeased: boolean): readonly SourceCalls[] {
  return returning.map(({ name, restoration: { orders } }) => {
    const phased = { phases: orders.length === 0 ? [] : [[restoreSteps(orders)]] }
    return { datastore: name, phases: isLeased ? leasedCalls(phased) : phaseCalls(phased) }
  })
}

function costOf(
  { steps }: Plan,
  returning: readonly Returning[],
  before: readonly Operation[],
  { environment, patience }: World,
): Pick<RestorePlan, 'calls' | 'seconds'> {
  const isLeased = environment.lease === 'org'
  // Each datastore that gets rows is compared once more, by two readings with a page for each hundred records.
  const looks = returning.flatMap(({ restoration: { orders }, records }): readonly Operation[] => {
    const inserts = orders.filter(each => each.kind === 'insert').length
    const pages = orders.length === 0 ? 0 : Math.max(1, Math.ceil((records.length + inserts) / LIMITS.recordsPerPage))
    return Array.from({ length: 2 * pages }, () => 'records.list')
  })
  const taking = isLeased ? [patience.settleMs, ...before] : before
  const writes = returning.reduce(
    (sum, each) => sum + renewalsOf({ phases: [[restoreSteps(each.restoration.orders)]] }),
    steps.length,
  )
  // The lease goes, and beside the writes all intents but the last ones.
  const freed = isLeased ? (['records.delete'] as const) : []
  const leaving = Array.from({ length: leavingOf(0, writes).beside }, () => 'records.delete' as const)
  const beside = isLeased ? leaving : []
  const chains = runChains(steps, sourcesOf(returning, isLeased), { around: isLeased ? aroundWrites() : [] })
  const { total, seconds } = estimateRun(
    [...chains.steps, ...chains.rows],
    taking,
    [...looks, ...freed],
    environment.budgets,
    { beside },
  )
  return { calls: total, seconds }
}
