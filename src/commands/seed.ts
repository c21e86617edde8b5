import type { BackedUp } from '../core/model/backup.ts'
import { failure } from '../core/model/failure.ts'
import type { Live } from '../core/model/live.ts'
import { META_NAME } from '../core/pace/leaseRows.ts'
import type { Operation } from '../core/model/operations.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import { refuseUnreadable } from '../core/plan/unreadable.ts'
import { hasErrors } from '../core/model/problem.ts'
import type { RowChange } from '../core/rows/seed.ts'
import { writesRows } from '../core/rows/seedPlan.ts'
import type { RowPlans, SeedWishes } from '../core/rows/seedPlan.ts'
import { countingRecords } from '../engine/seed/hands.ts'
import { performSeeds } from '../engine/seed/perform.ts'
import type { SeedJournal } from '../engine/seed/perform.ts'
import { underLease } from './holding.ts'
import { chosenSeeds, refuse, theirsOf } from './seedChoice.ts'
import type { Chosen, SeedChoice } from './seedChoice.ts'
import { plannedRows, sitesOf } from './seedRows.ts'
import type { SeedWorld } from './seedWorld.ts'

export interface SeedOptions extends SeedChoice {
  readonly only?: RowChange['kind']
  readonly limit?: number
  readonly maxRemoved?: number
  readonly yes: boolean
  /** Hears of the plan before anything is asked or sent. */
  readonly show: (document: SeedDocument) => void
  /** Undefined where nobody can be asked. */
  readonly approve: ((document: SeedDocument) => Promise<boolean>) | undefined
}

/** What a run over seeds would do. */
export interface SeedDocument extends RowPlans {
  readonly environment: string
  readonly where: string
}

/** How a run ended; a journal for each plan. */
export interface Seeded {
  readonly kind: 'nothing-to-do' | 'seeded' | 'declined' | 'stopped'
  readonly document: SeedDocument
  readonly journals: readonly SeedJournal[]
  readonly backups: readonly BackedUp[]
  readonly calls: ReadonlyMap<Operation, number>
  readonly seconds: number
  readonly stoppedBy?: unknown
}

/** Compares seeds with the org and tells what a run would write. Sends reads only. Throws a Failure for what cannot be read. */
export async function planSeeds(
  world: SeedWorld,
  options: Omit<SeedOptions, 'yes' | 'show' | 'approve'>,
): Promise<SeedDocument> {
  const chosen = await chosenSeeds(world, options)
  return compared(world, await world.environment.connectReadOnly(theirsOf(chosen)), chosen, options, new Map())
}

/**
 * Writes what seeds have and the org has not: compares, asks, looks again at each row right before it is written, and
 * reads back. Throws a Failure for every refusal; then nothing was sent but reads.
 */
export async function performSeed(world: SeedWorld, options: SeedOptions): Promise<Seeded> {
  const chosen = await chosenSeeds(world, options)
  const calls = new Map<Operation, number>()
  return underLease(world, { spent: calls }, async lease => {
    const began = world.clock.monotonic()
    const theirs = theirsOf(chosen)
    const document = await compared(world, await world.environment.connectReadOnly(theirs), chosen, options, calls)
    options.show(document)
    const asked = world.clock.monotonic()
    const agreed = await isAgreed(document, options)
    // What a person thinks about is not what the calls took.
    const thought = world.clock.monotonic() - asked
    const ended = { document, journals: [], backups: [], calls }
    const seconds = () => (world.clock.monotonic() - began - thought) / 1000
    if (!agreed) return { ...ended, kind: 'declined', seconds: seconds() }
    if (!writesRows(document)) return { ...ended, kind: 'nothing-to-do', seconds: seconds() }
    const backups = await copied(world, document)
    const cliq = countingRecords(await world.connectRecords(theirs), calls)
    const { journals, stoppedBy } = await performSeeds(document.plans, document.estimate, { ...world, cliq, lease })
    const isWhole = journals.every(each => each.troubles.length === 0 && each.notStarted === 0)
    return { ...ended, kind: isWhole ? 'seeded' : 'stopped', journals, backups, seconds: seconds(), stoppedBy }
  })
}

async function compared(
  { environment, patience }: SeedWorld,
  cliq: ReadCliq,
  chosen: readonly Chosen[],
  options: Pick<SeedOptions, 'only' | 'limit' | 'maxRemoved' | 'allow'>,
  calls: Map<Operation, number>,
): Promise<SeedDocument> {
  const ours = chosen.filter(each => each.definition.extension === undefined).map(each => each.seed.datastore)
  // A listing shows nothing of extensions; a lease in the org is a datastore of it.
  const isListed = ours.length > 0 || environment.lease === 'org'
  const live = isListed ? await cliq.fetchLive(new Set(ours)) : UNLISTED
  refuseUnreadable(ours, live)
  const reads = new Map<Operation, number>(isListed ? [['datastores.list', live.calls]] : [])
  const siteOf = sitesOf(chosen, live)
  const { budgets, name, where } = environment
  const taken = calls.size > 0 ? new Map(calls) : callsToTake(live.catalog.has(META_NAME))
  const lease = environment.lease === 'org' ? { taken, intents: 0, settleMs: patience.settleMs } : undefined
  const terms = { wishes: wishesOf(options), budgets, ...(lease && { lease }) }
  const rows = await plannedRows(chosen, siteOf, cliq, reads, terms)
  for (const [operation, count] of reads) calls.set(operation, (calls.get(operation) ?? 0) + count)
  return { environment: name, where, ...rows }
}

const UNLISTED: Live = { catalog: new Map(), identities: new Map(), bystanders: [], calls: 0 }

// Its datastore is looked for, and where it is missing created; the lease is inserted and read back twice.
function callsToTake(isThere: boolean): ReadonlyMap<Operation, number> {
  return new Map<Operation, number>([
    ['datastores.list', 1],
    ...(isThere ? [] : [['datastores.create', 1] as const]),
    ['records.insert', 1],
    ['records.list', 2],
  ])
}

// A removal is consented to in this run: a standing consent would outlive the file that it was meant for.
function wishesOf({
  only,
  limit,
  maxRemoved,
  allow,
}: Pick<SeedOptions, 'only' | 'limit' | 'maxRemoved' | 'allow'>): SeedWishes {
  return {
    ...(only !== undefined && { only }),
    ...(limit !== undefined && { limit }),
    ...(maxRemoved !== undefined && { maxRemoved }),
    consents: new Set(allow),
  }
}

async function isAgreed(document: SeedDocument, { yes, approve }: SeedOptions): Promise<boolean> {
  if (hasErrors(document.problems)) refuse(document.problems)
  if (yes || !writesRows(document)) return true
  if (approve !== undefined) return approve(document)
  throw failure('CL102', 'nobody can be asked to approve the plan here', { hint: 'add --yes' })
}

/** Copies all rows of each datastore that loses some, as they were compared. */
export async function copied(
  { environment, project, clock }: SeedWorld,
  { plans }: RowPlans,
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
      takenAt: clock.now(),
      records,
    })
    backups.push({ datastore: datastore.unique_name, folder, records: records.length })
  }
  return backups
}
