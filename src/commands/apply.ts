import type { BackedUp } from '../core/backup.ts'
import { catalogOf } from '../core/catalog.ts'
import type { Change } from '../core/change.ts'
import { diff } from '../core/diff.ts'
import type { PlanDocument } from '../core/document.ts'
import { failure } from '../core/failure.ts'
import type { Journal } from '../core/journal.ts'
import type { Live } from '../core/live.ts'
import { lockedAfter } from '../core/lock.ts'
import type { Operation } from '../core/operations.ts'
import { ignores } from '../core/ownership.ts'
import type { Plan } from '../core/plan.ts'
import { counting } from '../engine/counting.ts'
import { performSteps } from '../engine/perform.ts'
import type { Performed } from '../engine/perform.ts'
import type { ReadCliq, WriteCliq } from '../core/ports.ts'
import { copyingFirst } from './backup.ts'
import { isAgreed } from './consent.ts'
import type { Agreement } from './consent.ts'
import { planned } from './plan.ts'
import { plannedRevert } from './revert.ts'
import type { Asked, Planned } from './plan.ts'
import { checkSaved, checkUnmoved } from './stale.ts'
import type { Lease, World } from './world.ts'

export interface ApplyOptions extends Agreement, Asked {
  /** A saved plan; it is carried out as reviewed, or refused. */
  readonly planFile?: string
  /** The digest that the plan must have. */
  readonly expect?: string
  /** Hears of the plan before anything is asked or sent. */
  readonly show: (document: PlanDocument) => void
}

/** How an apply ended. Why it stopped is in the journal, or in `stoppedBy` where it concerns the whole run. */
export interface Applied {
  readonly kind: 'nothing-to-do' | 'applied' | 'declined' | 'stopped' | 'diverged'
  readonly document: PlanDocument
  readonly journal: Journal
  readonly stoppedBy?: unknown
}

/**
 * Carries the definitions out: plans from live, refuses what is stale, unwanted or without consent before anything is
 * sent, performs the steps, reads the org again, and remembers in the lock file what it left. Throws a Failure for
 * every refusal; then nothing was sent.
 */
export async function performApply(world: World, options: ApplyOptions): Promise<Applied> {
  const { project, environment } = world
  const saved = options.planFile === undefined ? undefined : await project.readPlan(options.planFile)
  if (environment.protected && saved === undefined)
    throw failure('DS108', `${environment.name} is protected: apply needs a saved plan`, {
      hint: `cliq-ds plan --env ${environment.name} --out FILE, have it reviewed, then cliq-ds apply FILE`,
    })
  if (saved !== undefined) checkSaved(saved, world)
  const lease = await world.acquireLease()
  try {
    const began = world.clock.monotonic()
    const calls = new Map<Operation, number>()
    const cliq = renewing(counting(await environment.connect(), calls), lease)
    // A saved plan tells how far its records were read: its calls are those that were shown.
    const checks = saved?.document.checks ?? options.checks
    const wanted = { ...options, ...(checks && { checks }) }
    const reverts = saved?.document.reverts
    const made = await (reverts === undefined
      ? planned(world, cliq, wanted)
      : plannedRevert(world, cliq, reverts, wanted))
    checkUnmoved(made.document, saved, options.expect)
    options.show(made.document)
    const reviewed = saved !== undefined || options.expect !== undefined
    const asked = world.clock.monotonic()
    const agreed = await isAgreed(made.document, { ...options, yes: options.yes || reviewed })
    // What a person thinks about is not what the calls took.
    const thought = world.clock.monotonic() - asked
    const ended = agreed
      ? await carriedOut(world, made, cliq)
      : ({ kind: 'declined', journal: untouched(made) } as const)
    const seconds = (world.clock.monotonic() - began - thought) / 1000
    return { ...ended, document: made.document, journal: { ...ended.journal, calls, seconds } }
  } finally {
    await lease.release()
  }
}

type Ended = Omit<Applied, 'document' | 'journal'> & { readonly journal: Performed['journal'] }

async function carriedOut(world: World, made: Planned, cliq: WriteCliq): Promise<Ended> {
  const { plan } = made.document
  if (plan.steps.length === 0) {
    await remember(world, made, made.live)
    return { kind: 'nothing-to-do', journal: untouched(made) }
  }
  await world.project.tryLockFile()
  const backups: BackedUp[] = []
  const copying = world.environment.backup ? { beforeDestroying: copyingFirst(world, backups) } : {}
  const performed = await performSteps(plan, made.live, { ...world, cliq, ...copying }, world.environment.budgets)
  const { seen, stoppedBy } = performed
  const journal = { ...performed.journal, ...(backups.length > 0 && { backups }) }
  if (journal.done.length + journal.skipped.length < plan.steps.length) {
    await remember(world, made, patched(made.live, seen))
    return { kind: 'stopped', journal, stoppedBy }
  }
  try {
    const { live, surprises } = await checked(world, plan, cliq)
    await remember(world, made, live)
    return surprises.length === 0
      ? { kind: 'applied', journal }
      : { kind: 'diverged', journal: { ...journal, surprises } }
  } catch (error) {
    // Everything was sent and seen, only the last look failed: what is known is worth remembering.
    await remember(world, made, patched(made.live, seen))
    return { kind: 'stopped', journal, stoppedBy: error }
  }
}

/** Reads the org again; what still differs after a lagging read had its time is a surprise. */
async function checked(
  { clock, patience, notify, signal }: World,
  plan: Plan,
  cliq: ReadCliq,
): Promise<{ readonly live: Live; readonly surprises: readonly Change[] }> {
  const read = async () => {
    const live = await cliq.fetchLive(plan.target.keys())
    const names = new Set([...plan.base.keys(), ...plan.target.keys()])
    const now = catalogOf([...live.catalog.values()].filter(each => names.has(each.unique_name)))
    return { live, surprises: diff(plan.target, now) }
  }
  const first = await read()
  if (first.surprises.length === 0) return first
  const operation = 'datastores.list'
  notify({ type: 'waiting', wait: { why: 'settle', operation, until: clock.now() + patience.settleMs } })
  await clock.sleep(patience.settleMs, signal)
  notify({ type: 'resumed', operation })
  return read()
}

async function remember({ project, environment }: World, made: Planned, live: Live): Promise<void> {
  const { definitions } = made.definitions
  const { reverts = [] } = made.document
  const isLeftAlone = ignores(environment.ignore)
  // Drift that was not to be put back is drift still.
  const ignored = (name: string) => isLeftAlone(name) || (reverts.length > 0 && !reverts.includes(name))
  const after = lockedAfter(made.locked, { definitions, live, ignored })
  const lock = await project.readLock()
  await project.writeLock(new Map(lock).set(environment.name, after))
}

// What a stopped run knows: the listing at its start, with what it saw of the datastores it touched.
function patched(live: Live, seen: Performed['seen']): Live {
  const catalog = new Map(live.catalog)
  const identities = new Map(live.identities)
  for (const [name, now] of seen) {
    catalog.delete(name)
    identities.delete(name)
    if (now === undefined) continue
    catalog.set(name, now.datastore)
    identities.set(name, now.identity)
  }
  return { ...live, catalog, identities }
}

function renewing(cliq: WriteCliq, lease: Lease): WriteCliq {
  return {
    ...cliq,
    send: async (step, identity) => {
      await lease.renew()
      return cliq.send(step, identity)
    },
  }
}

function untouched({ document }: Planned): Performed['journal'] {
  return { done: [], skipped: [], unknown: [], failed: [], notStarted: document.plan.steps, surprises: [] }
}
