import { capped } from '../core/model/fold.ts'
import { isConfirmed } from './consent.ts'
import type { Live } from '../core/model/live.ts'
import { META_NAME } from '../core/pace/leaseRows.ts'
import type { Operation } from '../core/model/operations.ts'
import { isWhole } from '../core/model/outcome.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import { refuseUnreadable } from '../core/plan/unreadable.ts'
import type { RowChange } from '../core/rows/seed.ts'
import { writesRows } from '../core/rows/seedPlan.ts'
import type { SeedWishes } from '../core/rows/seedPlan.ts'
import { underLease } from './holding.ts'
import { notBegun, performErrands, startCounting } from './run.ts'
import { copyRows } from './seedBackups.ts'
import { rowsOfSeeds } from './seedBeside.ts'
import { chosenSeeds, theirsOf } from './seedChoice.ts'
import type { SeedChoice } from './seedChoice.ts'
import type { Chosen } from './seedCheck.ts'
import { plannedRows, sitesOf } from './seedRows.ts'
import type { SeedWorld } from './seedWorld.ts'
import type { SeedDocument, Seeded } from '../core/results/seed.ts'

export interface SeedOptions extends SeedChoice {
  readonly only?: RowChange['kind'] | undefined
  readonly limit?: number | undefined
  readonly maxRemoved?: number | undefined
  readonly yes: boolean
  /** Hears of the plan before anything is asked or sent. */
  readonly show: (document: SeedDocument) => void
  /** Undefined where nobody can be asked. */
  readonly approve: ((document: SeedDocument) => Promise<boolean>) | undefined
}

/** Compares seeds with the org and tells what a run would write. Sends reads only. Throws a Failure for what cannot be read. */
export async function planSeeds(
  world: SeedWorld,
  options: Omit<SeedOptions, 'yes' | 'show' | 'approve'>,
): Promise<SeedDocument> {
  const chosen = await chosenSeeds(world, options)
  return compared(world, await world.environment.connectReadOnly(theirsOf(chosen)), chosen, options, undefined)
}

/**
 * Writes what seeds have and the org has not: compares, asks, looks again at each row right before it is written, and
 * reads back. Throws a Failure for every refusal; then nothing was sent but reads.
 */
export async function performSeed(world: SeedWorld, options: SeedOptions): Promise<Seeded> {
  const chosen = await chosenSeeds(world, options)
  const spent = startCounting(world)
  const { thought, ...ended } = await underLease(world, {}, async lease => {
    const { calls: taken } = spent(0)
    const theirs = theirsOf(chosen)
    const document = await compared(world, await world.environment.connectReadOnly(theirs), chosen, options, taken)
    options.show(document)
    const asked = world.clock.monotonic()
    const { yes, approve } = options
    const agreed = await isConfirmed({
      refusals: capped(document.problems).filter(each => each.severity === 'error'),
      isIdle: !writesRows(document),
      yes,
      ask: approve && (() => approve(document)),
      what: 'plan',
      hint: 'add --yes',
    })
    const about = { document, thought: world.clock.monotonic() - asked }
    if (!agreed) return { ...about, kind: 'declined', journal: notBegun([]) } as const
    if (!writesRows(document)) return { ...about, kind: 'nothing-to-do', journal: notBegun([]) } as const
    const backups = [...(await copyRows(world, document))]
    const errands = { plan: NO_STEPS, digest: '', live: UNLISTED, rows: rowsOfSeeds(document.plans, world) }
    const ran = await performErrands(world, errands, await world.environment.connect(theirs), lease, backups)
    const journal = { ...ran.steps, rows: ran.rows, backups }
    return { ...about, kind: isWhole(journal) ? 'done' : 'stopped', journal, stoppedBy: ran.stoppedBy } as const
  })
  return { ...ended, journal: { ...ended.journal, ...spent(thought) } }
}

const NO_STEPS = { base: new Map(), target: new Map(), steps: [] }

async function compared(
  { environment, patience }: SeedWorld,
  cliq: ReadCliq,
  chosen: readonly Chosen[],
  options: Pick<SeedOptions, 'only' | 'limit' | 'maxRemoved' | 'allow'>,
  taken: ReadonlyMap<Operation, number> | undefined,
): Promise<SeedDocument> {
  const ours = chosen.filter(each => each.definition.extension === undefined).map(each => each.seed.datastore)
  // A listing shows nothing of extensions; a lease in the org is a datastore of it.
  const isListed = ours.length > 0 || environment.lease === 'org'
  const live = isListed ? await cliq.fetchLive(new Set(ours)) : UNLISTED
  refuseUnreadable(ours, live)
  const reads = new Map<Operation, number>(isListed ? [['datastores.list', live.calls]] : [])
  const siteOf = sitesOf(chosen, live)
  const { budgets, name, where } = environment
  const taking = taken ?? callsToTake(live.catalog.has(META_NAME))
  const lease = environment.lease === 'org' ? { taken: taking, intents: 0, settleMs: patience.settleMs } : undefined
  const terms = { wishes: wishesOf(options), budgets, ...(lease && { lease }) }
  const rows = await plannedRows(chosen, siteOf, cliq, reads, terms)
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
  return { only, limit, maxRemoved, consents: new Set(allow) }
}
