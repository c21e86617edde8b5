import { isConfirmed } from './consent.ts'
import type { Backup } from '../core/model/backup.ts'
import type { Definition } from '../core/model/definition.ts'
import { failure } from '../core/model/failure.ts'
import { hasOpenEnds, isWhole, rowsFinished } from '../core/model/outcome.ts'
import { canonicalText, plainChange } from '../core/model/plain.ts'
import type { WriteCliq } from '../core/model/ports.ts'
import { readBackOf } from '../core/model/probe.ts'
import { restorationOf, withProven } from '../core/rows/restore.ts'
import { namedByHints } from '../core/rows/lineage.ts'
import { fetchAgreed } from '../engine/agreed.ts'
import type { Ran } from '../engine/book.ts'
import type { Holding } from '../engine/guard.ts'
import { readSoundDefinitions } from './generate.ts'
import { underLease } from './holding.ts'
import { noteMade, planRestore, rowsOfBackups } from './restoration.ts'
import type { RestorePlan } from '../core/results/restore.ts'
import { notBegun, performErrands, startCounting } from './run.ts'
import type { Done } from './run.ts'
import type { World } from './world.ts'
import type { Restored } from '../core/results/restore.ts'

export interface RestoreOptions {
  /** Folders of backups; `latest` stands for those of the last run that took any. */
  readonly folders: readonly string[]
  /** Brings old names and types back, without what definitions say of their past. */
  readonly asWas: boolean
  /** Answers the prompt. */
  readonly yes: boolean
  /** Undefined where nobody can be asked. */
  readonly approve: ((plan: RestorePlan) => Promise<boolean>) | undefined
  /** Hears of what is to be done before anything is asked or sent. */
  readonly show: (plan: RestorePlan) => void
}

/**
 * Brings records of backups back: creates what is missing of their datastores by a plan and the one loop, then inserts
 * missing records and fills fields that were made anew. Run again it goes on, since it compares with the org alone.
 * Throws a Failure for a backup that is damaged or of another org, and for every refusal; then nothing was sent.
 */
export async function performRestore(world: World, options: RestoreOptions): Promise<Restored> {
  const { clock, environment } = world
  const backups = await readBackups(world, options.folders)
  const definitions = await readSoundDefinitions(world.project)
  if (options.asWas) refuseHinted(backups, definitions)
  const spent = startCounting(world)
  const cliq = await environment.connect()
  const { thought, ...ended } = await underLease(world, {}, async lease => {
    const plan = await planRestore(
      world,
      cliq,
      { backups, definitions: options.asWas ? [] : definitions },
      spent(0).calls,
    )
    options.show(plan)
    const asked = clock.monotonic()
    const { yes, approve } = options
    const agreed = await isConfirmed({
      refusals: plan.plan.problems,
      isIdle: isIdle(plan),
      yes,
      ask: approve && (() => approve(plan)),
      what: 'restore',
      hint: 'add --yes',
    })
    const about = { plan, thought: clock.monotonic() - asked }
    if (agreed && !isIdle(plan)) return { ...about, ...(await carriedOut(world, plan, cliq, lease)) }
    const kind = agreed ? 'nothing-to-do' : 'declined'
    return { ...about, kind, journal: notBegun(plan.plan.steps), left: 0 } as const
  })
  return { ...ended, journal: { ...ended.journal, ...spent(thought) } }
}

async function readBackups({ project, environment }: World, folders: readonly string[]): Promise<readonly Backup[]> {
  const latest = folders.includes('latest') ? await project.latestBackups(environment.name) : []
  const named = new Set(folders.flatMap(each => (each === 'latest' ? latest : [each])))
  const proven = readBackOf(await environment.readProbe())
  const backups = await Promise.all([...named].map(async each => withProven(await project.readBackup(each), proven)))
  const foreign = backups.find(each => each.target !== environment.target)
  if (foreign === undefined) return backups
  throw failure(
    'BK104',
    `the backup of ${foreign.datastore.unique_name} was taken from ${foreign.target}, and ${environment.name} is ${environment.target}`,
    { hint: `choose the environment with --env; it was taken in ${foreign.environment}` },
  )
}

// Old names beside their hints would be carried away again by the next apply.
function refuseHinted(backups: readonly Backup[], definitions: readonly Definition[]): void {
  const named = [...new Set(backups.flatMap(each => namedByHints(each, definitions)))]
  if (named.length === 0) return
  throw failure(
    'BK107',
    `a hint of a definition names ${named.join(', ')}, so the next apply would carry it away again`,
    {
      hint: 'restore without --as-was, or remove the hint first; nothing was sent',
    },
  )
}

function isIdle({ plan, returning }: RestorePlan): boolean {
  return plan.steps.length === 0 && returning.every(each => each.restoration.orders.length === 0)
}

async function carriedOut(
  world: World,
  about: RestorePlan,
  cliq: WriteCliq,
  lease: Holding,
): Promise<Pick<Restored, 'kind' | 'left' | 'stoppedBy'> & { readonly journal: Done }> {
  const { plan, live, returning } = about
  await world.project.tryLockFile()
  const digest = world.project.digest(canonicalText(plan.changes.map(plainChange)))
  const rows = rowsOfBackups(returning, world)
  const ran = await performErrands(world, { plan, digest, live, rows }, cliq, lease, [])
  const unwritten: unknown = await noteMade(world, ran.seen).then(
    () => undefined,
    (error: unknown) => error,
  )
  const journal = { ...ran.steps, rows: ran.rows, backups: [] }
  const stoppedBy = unwritten ?? ran.stoppedBy
  if (stoppedBy !== undefined || hasOpenEnds(journal))
    return { kind: 'stopped', journal, left: rowsIn(about) - rowsFinished(ran.rows), stoppedBy }
  const left = await missing(about, ran, cliq)
  if (left === 0) return { kind: isWhole(journal) ? 'done' : 'stopped', journal, left }
  const what = left === 1 ? 'a row of the backup is' : `${left} rows of the backup are`
  const hint = 'run the same command again: it sends only what is missing'
  return { kind: 'stopped', journal, left, stoppedBy: failure('BK106', `${what} not in the org`, { hint }) }
}

/** Compares once more where rows were written: what an answer said is worth a look. */
async function missing(about: RestorePlan, { seen }: Ran, cliq: WriteCliq): Promise<number> {
  let left = 0
  for (const { name, backup, now, restoration } of about.returning) {
    if (restoration.orders.length === 0) continue
    const there = seen.get(name) ?? now
    const { records } = await fetchAgreed(cliq, there.datastore)
    left += restorationOf(backup, there, records).orders.length
  }
  return left
}

function rowsIn({ returning }: RestorePlan): number {
  return returning.reduce((sum, each) => sum + each.restoration.orders.length, 0)
}
