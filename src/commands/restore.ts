import type { Backup } from '../core/model/backup.ts'
import { failure, Failure } from '../core/model/failure.ts'
import type { LiveDatastore, LiveRecord } from '../core/model/live.ts'
import type { Operation } from '../core/model/operations.ts'
import { canonicalText, plainChange } from '../core/model/plain.ts'
import type { Problem } from '../core/model/problem.ts'
import { leftOf, restorationOf } from '../core/rows/restore.ts'
import type { RowOrder } from '../core/rows/restore.ts'
import { counting } from '../engine/client/counting.ts'
import { fetchAgreed } from '../engine/agreed.ts'
import type { Holding } from '../engine/guard.ts'
import { performSteps } from '../engine/perform.ts'
import type { Performed } from '../engine/perform.ts'
import { performRows } from '../engine/rowOrders.ts'
import type { RowsPerformed } from '../engine/rowOrders.ts'
import type { WriteCliq } from '../core/model/ports.ts'
import { guarded, underLease } from './holding.ts'
import { considered, remembered } from './restoration.ts'
import type { RestorePlan, Returning } from './restoration.ts'
import type { World } from './world.ts'

export interface RestoreOptions {
  /** Folders of backups; `latest` stands for those of the last run that took any. */
  readonly folders: readonly string[]
  /** Answers the prompt. */
  readonly yes: boolean
  /** Undefined where nobody can be asked. */
  readonly approve: ((plan: RestorePlan) => Promise<boolean>) | undefined
  /** Hears of what is to be done before anything is asked or sent. */
  readonly show: (plan: RestorePlan) => void
}

/** What came of the rows of one datastore. */
export type RowsRestored = RowsPerformed & { readonly datastore: string }

/** How a restore ended. */
export interface Restored {
  readonly kind: 'nothing-to-do' | 'restored' | 'declined' | 'stopped'
  readonly plan: RestorePlan
  readonly steps: Performed['journal']
  readonly rows: readonly RowsRestored[]
  /** Rows that are still missing, as the org was last compared. */
  readonly left: number
  readonly calls: ReadonlyMap<Operation, number>
  readonly seconds: number
  readonly stoppedBy?: unknown
}

/**
 * Brings records of backups back: creates what is missing of their datastores by a plan and the one loop, then inserts
 * missing records and fills fields that were made anew. Run again it goes on, since it compares with the org alone.
 * Throws a Failure for a backup that is damaged or of another org, and for every refusal; then nothing was sent.
 */
export async function performRestore(world: World, options: RestoreOptions): Promise<Restored> {
  const { clock, environment } = world
  const backups = await readBackups(world, options.folders)
  const began = clock.monotonic()
  const calls = new Map<Operation, number>()
  const cliq = counting(await environment.connect(), calls)
  let thought = 0
  const ended = await underLease(world, { spent: calls }, async lease => {
    const plan = await considered(world, cliq, backups, new Map(calls))
    options.show(plan)
    const asked = clock.monotonic()
    const agreed = await isAgreed(plan, options)
    // What a person thinks about is not what the calls took.
    thought = clock.monotonic() - asked
    if (!agreed) return { kind: 'declined', plan, ...untouched(plan) } as const
    return { plan, ...(await broughtBack(world, plan, cliq, lease)) }
  })
  return { ...ended, calls, seconds: (clock.monotonic() - began - thought) / 1000 }
}

async function readBackups({ project, environment }: World, folders: readonly string[]): Promise<readonly Backup[]> {
  const latest = folders.includes('latest') ? await project.latestBackups(environment.name) : []
  const named = new Set(folders.flatMap(each => (each === 'latest' ? latest : [each])))
  const backups = await Promise.all([...named].map(each => project.readBackup(each)))
  const foreign = backups.find(each => each.target !== environment.target)
  if (foreign === undefined) return backups
  throw failure(
    'BK104',
    `the backup of ${foreign.datastore.unique_name} was taken from ${foreign.target}, and ${environment.name} is ${environment.target}`,
    { hint: `choose the environment with --env; it was taken in ${foreign.environment}` },
  )
}

async function isAgreed(plan: RestorePlan, { yes, approve }: RestoreOptions): Promise<boolean> {
  const [first, ...rest] = plan.plan.problems
  if (first !== undefined) throw new Failure([first, ...rest])
  if (yes || isIdle(plan)) return true
  if (approve !== undefined) return approve(plan)
  throw failure('CL102', 'nobody can be asked to approve the restore here', { hint: 'add --yes' })
}

function isIdle({ plan, returning }: RestorePlan): boolean {
  return plan.steps.length === 0 && returning.every(each => each.restoration.orders.length === 0)
}

type Brought = Pick<Restored, 'kind' | 'steps' | 'rows' | 'left' | 'stoppedBy'>

async function broughtBack(world: World, about: RestorePlan, cliq: WriteCliq, lease: Holding): Promise<Brought> {
  if (isIdle(about)) return { kind: 'nothing-to-do', ...untouched(about) }
  const { plan, live } = about
  await world.project.tryLockFile()
  const digest = world.project.digest(canonicalText(plan.changes.map(plainChange)))
  const performed = await guarded(world, { plan, digest }, lease, guard =>
    performSteps(plan, live, { ...world, cliq, guard }, world.environment.budgets),
  )
  await remembered(world, performed.seen)
  const { journal: steps, stoppedBy } = performed
  if (steps.done.length + steps.skipped.length < plan.steps.length)
    return { kind: 'stopped', steps, rows: [], left: rowsIn(about), stoppedBy }
  const rows: RowsRestored[] = []
  for (const each of about.returning) {
    const now = performed.seen.get(each.name) ?? each.now
    const done = await rowsBack(world, each, now, cliq, lease)
    rows.push(done)
    if (done.unknown !== undefined || done.stoppedBy !== undefined)
      return { kind: 'stopped', steps, rows, left: rowsIn(about) - finished(rows), stoppedBy: done.stoppedBy }
  }
  const left = await missing(about, performed, cliq)
  if (left === 0) return { kind: 'restored', steps, rows, left }
  const what = left === 1 ? 'a row of the backup is' : `${left} rows of the backup are`
  const hint = 'run the same command again: it sends only what is missing'
  return { kind: 'stopped', steps, rows, left, stoppedBy: failure('BK106', `${what} not in the org`, { hint }) }
}

async function rowsBack(
  world: World,
  { name, backup, records, restoration }: Returning,
  now: LiveDatastore,
  cliq: WriteCliq,
  lease: Holding,
): Promise<RowsRestored> {
  // Ids of what was just created were not known when the rows were counted.
  const orders = restoration.orders.length === 0 ? [] : restorationOf(backup, now, records).orders
  const left = (order: RowOrder, there: readonly LiveRecord[]) => leftOf(order, backup, now, there)
  const before = async () => {
    await lease.renew()
    await lease.intend(world.project.digest(`rows ${name}`))
  }
  const guard = { before, sending: () => undefined, after: async () => undefined, through: lease.through }
  const done = await performRows({ datastore: name, orders, left }, { ...world, cliq, guard, before })
  if (done.unknown !== undefined) lease.doubt()
  return { ...done, datastore: name }
}

/** Compares once more where rows were written: what an answer said is worth a look. */
async function missing(about: RestorePlan, { seen }: Performed, cliq: WriteCliq): Promise<number> {
  let left = 0
  for (const { name, backup, now, restoration } of about.returning) {
    if (restoration.orders.length === 0) continue
    const { records } = await fetchAgreed(cliq, name)
    left += restorationOf(backup, seen.get(name) ?? now, records).orders.length
  }
  return left
}

function rowsIn({ returning }: RestorePlan): number {
  return returning.reduce((sum, each) => sum + each.restoration.orders.length, 0)
}

function finished(rows: readonly RowsRestored[]): number {
  return rows.reduce((sum, each) => sum + each.inserted + each.updated + each.skipped, 0)
}

function untouched({ plan }: RestorePlan): Pick<Restored, 'steps' | 'rows' | 'left'> {
  const none: readonly { readonly step: never; readonly problem: Problem }[] = []
  const steps = { done: [], skipped: [], unknown: none, failed: none, notStarted: plan.steps, surprises: [] }
  return { steps, rows: [], left: 0 }
}
