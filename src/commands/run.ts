import type { BackedUp } from '../core/model/backup.ts'
import type { Live, LiveDatastore, LiveRecord } from '../core/model/live.ts'
import type { Journal } from '../core/model/outcome.ts'
import type { WriteCliq } from '../core/model/ports.ts'
import type { RowWork, Step, VerifiedBy } from '../core/model/step.ts'
import { scheduleRun } from '../core/pace/runs.ts'
import { runChains } from '../core/plan/beside.ts'
import type { Witnesses } from '../core/rows/agreement.ts'
import type { PlanDocument } from '../core/plan/document.ts'
import type { Plan } from '../core/plan/plan.ts'
import { carriedAway } from '../core/plan/chains.ts'
import { partnersOf } from '../core/plan/workFields.ts'
import type { ApplyCalls } from '../core/plan/estimate.ts'
import { aroundWrites } from '../core/pace/leaseRows.ts'
import type { Ran } from '../engine/book.ts'
import { schemaChains, seenIn } from '../engine/chains/schema.ts'
import type { Guard, Holding } from '../engine/guard.ts'
import type { RowsOfRun } from '../engine/links.ts'
import { performRun } from '../engine/run.ts'
import { leavingRecords } from '../core/rows/deletions.ts'
import { performCarry } from '../engine/tasks/carry.ts'
import { openSafekeeping } from '../engine/tasks/safekeeping.ts'
import type { Safekeeping } from '../engine/tasks/safekeeping.ts'
import { performDeletion } from '../engine/tasks/deletion.ts'
import type { StepHands } from '../engine/tasks/steps.ts'
import { rowPlay } from '../core/rows/rowPlay.ts'
import type { Copies } from './carry.ts'
import { queriedCarries } from './queriedCarries.ts'
import { copyingFirst, copyingMore } from './backup.ts'
import { guarded } from './holding.ts'
import type { World } from './world.ts'

const NO_COPIES: Copies = { records: new Map(), values: new Map(), kept: new Map(), takenAt: undefined }

/** What was done, without what it took. */
export type Done = Omit<Journal, 'calls' | 'seconds'>

/** The journal of a run that has not begun. */
export function notBegun(steps: readonly Step[]): Done {
  return { done: [], skipped: [], unknown: [], failed: [], notStarted: steps, surprises: [], rows: [], backups: [] }
}

/** Begins to count; what it gives tells the calls and the time since. What a person thought about, ms, is not what the calls took. */
export function startCounting({
  clock,
  environment,
}: World): (thoughtMs: number) => Pick<Journal, 'calls' | 'seconds'> {
  const began = clock.monotonic()
  const before = environment.sent()
  return thought => {
    const since = [...environment.sent()].map(
      ([operation, count]) => [operation, count - (before.get(operation) ?? 0)] as const,
    )
    return {
      calls: new Map(since.filter(([, count]) => count > 0)),
      seconds: (clock.monotonic() - began - thought) / 1000,
    }
  }
}

/** What a run is about: steps of a plan, rows, or both. */
export interface Errands {
  readonly plan: Pick<Plan, 'base' | 'target' | 'steps'>
  readonly digest: string
  readonly checks?: PlanDocument['checks'] | undefined
  readonly live: Live
  /** Records that the plan saw of what goes: they have to be in the copies. */
  readonly witnesses?: ReadonlyMap<string, Witnesses> | undefined
  readonly rows: RowsOfRun | undefined
  /** The calls around the steps, and what theirs depend on, as their estimate has them. */
  readonly calls?: Pick<ApplyCalls, 'before' | 'after' | 'setting'> | undefined
  /** Records as they were copied before the first write, of the datastores whose values are carried. */
  readonly copies?: Copies | undefined
  /** How carries prove that every value is in its heir. */
  readonly verify?: VerifiedBy | undefined
  /** Hears of each row-work that has ended well, before what follows it goes. */
  readonly worked?: ((step: RowWork) => Promise<void>) | undefined
}

/**
 * Carries out the steps and the rows of a run behind the lease and the journal, in the places of their estimate. Throws
 * JR101 for a damaged journal, before anything is sent. `backups` takes the copies of what was removed.
 */
export async function performErrands(
  world: World,
  {
    plan,
    digest,
    checks,
    live,
    witnesses = new Map(),
    rows,
    calls,
    copies = NO_COPIES,
    verify = 'records',
    worked,
  }: Errands,
  cliq: WriteCliq,
  lease: Holding,
  backups: BackedUp[],
): Promise<Ran> {
  const { environment } = world
  const around = environment.lease === 'org' ? aroundWrites() : []
  const costs = runChains(plan.steps, rows?.sources ?? [], { ...calls?.setting, around })
  const schedule = scheduleRun(
    [...costs.steps, ...costs.rows],
    calls?.before ?? [],
    calls?.after ?? [],
    environment.budgets,
  )
  const chains = [...schemaChains(plan, costs.steps), ...(rows?.chains(costs.rows) ?? [])]
  const takenAt = copies.takenAt ?? world.clock.now()
  const copy = environment.backup ? copyingFirst(world, backups, { live, witnesses, takenAt }) : undefined
  // What was carried away was copied before the first write, and read again since.
  const carried = new Set([...carriedAway(plan.steps)].map(index => plan.steps[index]))
  const beforeDestroying: typeof copy =
    copy && (async (step, ...about) => (carried.has(step) ? undefined : copy(step, ...about)))
  const keeping = keepingIn(world, copies, backups)
  const carry = carrying(copies, keeping, { live, lease, worked, verify })
  const perform = (guard: Guard | undefined) =>
    performRun(chains, seenIn(plan, live), { ...world, cliq, lease, guard, beforeDestroying, carry }, schedule)
  return plan.steps.length === 0 ? perform(undefined) : guarded(world, { plan, digest, checks }, lease, perform)
}

// A carry leaves out of its play what it has read, since a field of that name may come anew; until the old one goes it is
// there to be seen, with the value that was copied.
function withOldFields(
  records: readonly LiveRecord[],
  copied: readonly LiveRecord[],
  { identity }: LiveDatastore,
  live: Live,
): readonly LiveRecord[] {
  const was = [...live.identities.values()].find(each => each.id === identity.id)
  const stays = (field: string) => identity.fields.get(field) === was?.fields.get(field)
  const before = new Map(copied.map(each => [each.id, each.values] as const))
  return records.map(({ id, values }) => {
    const old = Object.entries(before.get(id) ?? {}).filter(([field]) => stays(field))
    return { id, values: { ...Object.fromEntries(old), ...values } }
  })
}

// What row-work writes over is in a copy before, as far as the config wants copies; what this run has left needs none.
function keepingIn(world: World, copies: Copies, backups: BackedUp[]) {
  return (seen: LiveDatastore, left: readonly LiveRecord[]): Safekeeping | undefined => {
    const backup = copies.kept.get(seen.identity.id)
    return backup && openSafekeeping([backup.records, left], copyingMore(world, backups, backup, seen))
  }
}

// What one work has written is what the next one of the same datastore reads, and copies of others too.
function carrying(
  copies: Copies,
  keeping: ReturnType<typeof keepingIn>,
  {
    live,
    lease,
    worked,
    verify,
  }: Pick<Errands, 'live' | 'worked'> & { readonly lease: Holding; readonly verify: VerifiedBy },
): NonNullable<StepHands['carry']> {
  const now = new Map(copies.records)
  const queries = queriedCarries(copies, verify)
  return async (step, index, seen, hands) => {
    const { id } = seen.identity
    const records = now.get(id) ?? []
    if (step.source === 'deletion') {
      const whole = withOldFields(records, copies.records.get(id) ?? [], seen, live)
      const gone = new Set(leavingRecords(step.deletion, whole, seen.datastore.fields).map(each => each.id))
      const deleted = await performDeletion(step, index, whole, seen, { ...hands, lease })
      now.set(
        id,
        records.filter(each => !gone.has(each.id)),
      )
      if (deleted.kind === 'done') await worked?.(step)
      return deleted
    }
    const partners = new Map(
      partnersOf(step).map(
        ({ datastore }) => [datastore, now.get(live.identities.get(datastore)?.id ?? '') ?? []] as const,
      ),
    )
    const { fields } = seen.datastore
    const queried = queries.of(id, step, records, fields)
    const ended = await performCarry(
      step,
      index,
      records,
      seen,
      { ...hands, lease, kept: keeping(seen, records) },
      partners,
      queried,
    )
    queries.ended(id, step)
    now.set(id, rowPlay(step, fields, partners).after(records))
    if (ended.kind === 'done') await worked?.(step)
    return ended
  }
}
