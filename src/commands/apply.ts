import type { Change } from '../core/model/change.ts'
import { diff } from '../core/model/diff.ts'
import { isNamedBy } from '../core/plan/document.ts'
import type { PlanDocument, SavedPlan } from '../core/plan/document.ts'
import { failure } from '../core/model/failure.ts'
import type { Live } from '../core/model/live.ts'
import { lockedAfter } from '../core/model/lock.ts'
import { isWhole } from '../core/model/outcome.ts'
import type { Outcome } from '../core/model/outcome.ts'
import type { Step, VerifiedBy } from '../core/model/step.ts'
import { META_NAME, otherMetas } from '../core/pace/leaseRows.ts'
import { ignores } from '../core/plan/ownership.ts'
import type { Plan } from '../core/plan/plan.ts'
import { writesRows } from '../core/rows/seedPlan.ts'
import type { Ran } from '../engine/book.ts'
import type { Holding } from '../engine/guard.ts'
import type { ReadCliq, WriteCliq } from '../core/model/ports.ts'
import { copyCarries } from './carry.ts'
import type { CopyTerms } from './carry.ts'
import { fetchEnd } from './closingLook.ts'
import { isAgreed } from './consent.ts'
import type { Agreement } from './consent.ts'
import { readBegun } from './begun.ts'
import { underLease } from './holding.ts'
import { migrationsAfter, recordOf } from './migrationRecord.ts'
import { standingMigrations } from './migrationStandings.ts'
import { placed } from './placed.ts'
import { planned } from './plan.ts'
import { plannedRevert } from './revert.ts'
import { notBegun, performErrands, startCounting } from './run.ts'
import type { Done } from './run.ts'
import { copyRows } from './seedBackups.ts'
import type { Beside } from './seedBeside.ts'
import type { Asked, Planned } from './plan.ts'
import type { ReviewGate } from './reviewed.ts'
import { checkExpected, checkHidden, checkSaved, checkUnmoved, isReviewed, movedBetween } from './stale.ts'
import { checkTime } from './time.ts'
import type { World } from './world.ts'
import type { Applied } from '../core/results/apply.ts'

export interface ApplyOptions extends Agreement, Omit<Asked, 'beside'> {
  /** Rows that are planned and written in the same run. */
  readonly beside?: Beside | undefined
  /** A saved plan; it is carried out as reviewed, or refused. */
  readonly planFile?: string | undefined
  /** The digest that the plan must have. */
  readonly expect?: string | undefined
  /** Only what merged pull requests reviewed is carried out, and they hear what became of it. */
  readonly review?: ReviewGate | undefined
  /** How carries prove that every value is in its heir; by reading every record where nothing is said. */
  readonly verify?: VerifiedBy | undefined
  /** Hears of the plan before anything is asked or sent. */
  readonly show: (document: PlanDocument) => void
}

/**
 * Carries the definitions out: plans from live, refuses what is stale, unwanted or without consent before anything is
 * sent, performs the steps, reads the org again, and remembers in the lock file what it left. Throws a Failure for
 * every refusal; then nothing was sent.
 */
export async function performApply(world: World, options: ApplyOptions): Promise<Applied> {
  const { project, environment } = world
  const saved = options.planFile === undefined ? undefined : await project.readPlan(options.planFile)
  const reviewed = isReviewed(environment, saved, options)
  if (saved !== undefined) checkSaved(saved, world)
  checkExpected(options.expect, environment)
  const spent = startCounting(world)
  const cliq = await environment.connect(options.beside?.theirs)
  const consider = async (): Promise<Considered> => {
    // A saved plan tells how far its records were read: its calls are those that were shown.
    const made = await make(world, cliq, { ...options, ...checksOf(saved) }, saved)
    const { expect } = options
    const isOther = expect !== undefined && saved === undefined && !isNamedBy(expect, made.document)
    const begun = isOther ? await readBegun(world, options, expect) : saved
    checkUnmoved(made.document, begun, expect)
    await checkHidden(world, made.document, saved, reviewed)
    options.show(made.document)
    await options.review?.approve(made.document)
    await checkTime(world, made.document)
    const asked = world.clock.monotonic()
    // Who reviewed a plan has seen no row: a plan holds none.
    const yes = options.yes || (reviewed && !writesRows(made.document.rows))
    const agreed = await isAgreed(made.document, { ...options, yes })
    // What a person thinks about is not what the calls took.
    return { made, agreed, isResumed: begun !== undefined, thought: world.clock.monotonic() - asked }
  }
  // A lease in the org costs calls, and nobody holds it while a person thinks: there the plan comes first.
  const early = environment.lease === 'org' ? await consider() : undefined
  const isIdle = early !== undefined && (!early.agreed || isEmpty(early.made))
  const carry = async (lease: Holding | undefined) => {
    const now = early === undefined ? await consider() : isIdle ? early : await unmoved(early)
    const { made, agreed } = now
    if (!agreed) return { kind: 'declined', journal: notBegun(made.document.plan.steps), now } as const
    // What a later command may go on with, should this one not come to its end.
    if (!now.isResumed && made.document.plan.steps.length > 0)
      await project.writeBegun(made.document).catch(() => undefined)
    const run = () => carriedOut(world, made, cliq, lease, { ...options, saved })
    return { ...(await (options.review?.carry(made.document, run) ?? run())), now }
  }
  const unmoved = async (before: Considered): Promise<Considered> => {
    const { beside: _, ...others } = options
    const again = await make(world, cliq, { ...others, ...knownFrom(before.made) }, saved)
    const [was, is] = [before.made.document.plan, again.document.plan]
    if (diff(was.base, is.base).length + diff(was.target, is.target).length === 0)
      return { ...before, made: { ...before.made, live: again.live } }
    if (options.yes && !reviewed) return consider()
    throw failure('ST108', 'the plan is stale: the org changed while the lease was taken', {
      hint: 'run the same command again; nothing was sent',
      moved: movedBetween(before.made.document, again.document),
    })
  }
  const meta = early && (early.made.live.catalog.get(META_NAME) ?? 'missing')
  const others = early && otherMetas(early.made.live, environment.prefix)
  const { now, ...ended } = await (isIdle ? carry(undefined) : underLease(world, { meta, others }, carry))
  const { made, thought } = now
  const journal = placed({ ...ended.journal, ...spent(thought) }, made.definitions)
  return { ...ended, document: made.document, journal }
}

/** A plan that was shown, and what was said to it. */
interface Considered {
  readonly made: Planned
  readonly agreed: boolean
  /** The plan is what is left of one that was begun, or saved. */
  readonly isResumed: boolean
  /** How long it took to say it, ms. */
  readonly thought: number
}

function make(world: World, cliq: ReadCliq, asked: Asked, saved: SavedPlan | undefined): Promise<Planned> {
  const reverts = saved?.document.reverts
  const names = saved?.document.chosen?.names ?? asked.names
  return reverts === undefined
    ? planned(world, cliq, { ...asked, ...(names && { names }) })
    : plannedRevert(world, cliq, reverts, asked)
}

function checksOf(saved: SavedPlan | undefined): Pick<Asked, 'checks'> {
  const checks = saved?.document.checks
  return checks === undefined ? {} : { checks }
}

// What was read for the plan that was shown is not read again under its lease.
function knownFrom({ settled, document }: Planned): Pick<Asked, 'checks' | 'settled' | 'lease'> {
  const { lease } = document.plan.estimate
  return { checks: 'skipped', settled, ...(lease && { lease }) }
}

function isEmpty({ document }: Planned): boolean {
  return document.plan.steps.length === 0 && !writesRows(document.rows)
}

async function carriedOut(
  world: World,
  made: Planned,
  cliq: WriteCliq,
  lease: Holding | undefined,
  {
    beside,
    verify,
    ...about
  }: Pick<ApplyOptions, 'beside' | 'verify'> & Pick<CopyTerms, 'saved' | 'allow' | 'hearExamples'>,
): Promise<Omit<Outcome, 'journal'> & { readonly journal: Done }> {
  const { document, live } = made
  const { plan } = document
  if (isEmpty(made) || lease === undefined) {
    await remember(world, made, live, () => true)
    return { kind: 'nothing-to-do', journal: notBegun(plan.steps) }
  }
  await world.project.tryLockFile(document.digest)
  const rows = document.rows === undefined ? undefined : beside?.rows(document.rows)
  const takenAt = world.clock.now()
  const backups = document.rows === undefined ? [] : [...(await copyRows(world, document.rows, takenAt))]
  const copies = await copyCarries(world, cliq, { ...about, made, lease, backups, takenAt })
  const record = recordOf(world, made, lease)
  const ran = await performErrands(
    world,
    { ...document, live, witnesses: made.witnesses, rows, calls: made.calls, copies, verify, worked: record.worked },
    cliq,
    lease,
    backups,
  )
  const journal = { ...ran.steps, rows: ran.rows, backups }
  const isThrough = ran.steps.done.length + ran.steps.skipped.length === plan.steps.length
  const now = isThrough && plan.steps.length > 0 ? await lookedAgain(world, plan, cliq) : UNSEEN
  // How far it came is told even where the lock file takes nothing any more.
  const settled = new Set([...ran.steps.done, ...ran.steps.skipped])
  const isDone = (step: Step) => settled.has(step)
  const unremembered: unknown = await record.ended(isDone).catch((error: unknown) => error)
  const unwritten: unknown = await remember(
    world,
    { ...made, locked: record.locked() },
    now.live ?? patched(live, ran.seen),
    isDone,
  ).then(
    () => undefined,
    (error: unknown) => error,
  )
  const stoppedBy = unwritten ?? unremembered ?? now.failed ?? ran.stoppedBy
  const ended = { journal: { ...journal, surprises: [...journal.surprises, ...now.surprises] }, stoppedBy }
  if (now.surprises.length > 0) return { ...ended, kind: 'diverged' }
  return { ...ended, kind: isWhole(journal) && stoppedBy === undefined ? 'done' : 'stopped' }
}

interface Seen {
  readonly live: Live | undefined
  readonly surprises: readonly Change[]
  readonly failed?: unknown
}

const UNSEEN: Seen = { live: undefined, surprises: [] }

// Everything was sent and seen; where only the last look fails, what is known is worth remembering.
function lookedAgain(world: World, plan: Plan, cliq: ReadCliq): Promise<Seen> {
  return fetchEnd(world, plan, cliq).catch((failed: unknown) => ({ ...UNSEEN, failed }))
}

async function remember(
  { project, environment }: World,
  made: Planned,
  live: Live,
  isDone: (step: Step) => boolean,
): Promise<void> {
  const { definitions } = made.definitions
  const { reverts = [], chosen } = made.document
  const isLeftAlone = ignores(environment.ignore)
  // Drift that was not to be put back is drift still.
  const isLeftOut = (name: string) => chosen !== undefined && !chosen.names.includes(name)
  const ignored = (name: string) =>
    isLeftAlone(name) || isLeftOut(name) || (reverts.length > 0 && !reverts.includes(name))
  const after = lockedAfter(made.locked, { definitions, live, ignored, elsewhere: made.elsewhere })
  const known = standingMigrations(made.definitions.migrations ?? [], made.locked, project)
  const migrations = migrationsAfter(made, known, made.document.plan, isDone)
  await project.writeLocked(environment.name, made.locked, { ...after, ...(migrations && { migrations }) })
}

// What a stopped run knows: the listing at its start, with what it saw of the datastores it touched.
function patched(live: Live, seen: Ran['seen']): Live {
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
