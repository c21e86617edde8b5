import type { BackedUp } from '../core/backup.ts'
import type { Definition } from '../core/definition.ts'
import { Failure, failure } from '../core/failure.ts'
import type { LiveRecord } from '../core/live.ts'
import type { Operation } from '../core/operations.ts'
import type { ReadCliq } from '../core/ports.ts'
import { hasErrors } from '../core/problem.ts'
import type { Problem } from '../core/problem.ts'
import type { RowChange, Seed, SeedFile } from '../core/seed.ts'
import { checkSeed, isUniqueKey } from '../core/seed/check.ts'
import { compareRows } from '../core/seed/compare.ts'
import { estimateSeeds, planSeed, rowsToWrite } from '../core/seed/plan.ts'
import type { SeedEstimate, SeedPlan } from '../core/seed/plan.ts'
import { countingRecords } from '../engine/seed/hands.ts'
import { performSeeds } from '../engine/seed/perform.ts'
import type { SeedJournal } from '../engine/seed/perform.ts'
import { underLease } from './holding.ts'
import type { SeedWorld } from './seedWorld.ts'

export interface SeedOptions {
  /** Seeds by the names of their files or datastores; none for all that are meant for the environment. */
  readonly names: readonly string[]
  readonly only?: RowChange['kind']
  readonly limit?: number
  readonly maxRemoved?: number
  /** Consents of this run. */
  readonly allow: readonly string[]
  readonly yes: boolean
  /** Hears of the plan before anything is asked or sent. */
  readonly show: (document: SeedDocument) => void
  /** Undefined where nobody can be asked. */
  readonly approve: ((document: SeedDocument) => Promise<boolean>) | undefined
}

/** What a run over seeds would do. */
export interface SeedDocument {
  readonly environment: string
  readonly where: string
  readonly plans: readonly SeedPlan[]
  readonly estimate: SeedEstimate
  /** Why rows may not be written; sorted by seed. */
  readonly problems: readonly Problem[]
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
  return compared(world, await world.environment.connectReadOnly(), chosen, options, new Map())
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
    const document = await compared(world, await world.environment.connectReadOnly(), chosen, options, calls)
    options.show(document)
    const asked = world.clock.monotonic()
    const agreed = await isAgreed(document, options)
    // What a person thinks about is not what the calls took.
    const thought = world.clock.monotonic() - asked
    const ended = { document, journals: [], backups: [], calls }
    const seconds = () => (world.clock.monotonic() - began - thought) / 1000
    if (!agreed) return { ...ended, kind: 'declined', seconds: seconds() }
    if (document.plans.every(each => rowsToWrite(each) === 0))
      return { ...ended, kind: 'nothing-to-do', seconds: seconds() }
    const backups = await copied(world, document)
    const cliq = countingRecords(await world.connectRecords(), calls)
    const { journals, stoppedBy } = await performSeeds(document.plans, document.estimate, { ...world, cliq, lease })
    const isWhole = journals.every(each => each.troubles.length === 0 && each.notStarted === 0)
    return { ...ended, kind: isWhole ? 'seeded' : 'stopped', journals, backups, seconds: seconds(), stoppedBy }
  })
}

interface Chosen {
  readonly seed: Seed
  readonly definition: Definition
}

async function chosenSeeds(
  world: SeedWorld,
  { names, allow }: Pick<SeedOptions, 'names' | 'allow'>,
): Promise<readonly Chosen[]> {
  const read = await world.project.readDefinitions()
  const { seeds, problems: unread, sources: texts } = await world.readSeeds()
  const sources = new Map([...read.sources, ...texts])
  const here = seeds.filter(each => each.environments?.includes(world.environment.name) !== false)
  const named = (each: SeedFile) => names.includes(each.name) || names.includes(each.datastore)
  const absent = names.filter(name => !here.some(each => each.name === name || each.datastore === name))
  const problems = [...read.problems, ...unread]
  const wanted = names.length === 0 ? here : here.filter(named)
  const chosen = wanted.flatMap((file): readonly Chosen[] => {
    const definition = read.definitions.find(each => each.datastore.unique_name === file.datastore)
    if (definition === undefined) {
      const at = file.places.get('datastore')
      const message = `\`${file.datastore}\` is not defined`
      problems.push({ code: 'SD103', severity: 'error', message, ...(at && { at }) })
      return []
    }
    const allowed = [...allow, ...world.environment.allow].includes(`unkeyed-seed:${file.name}`)
    const checked = checkSeed(file, definition.datastore, allowed)
    problems.push(...checked.problems)
    return [{ seed: checked.seed, definition }]
  })
  refuse(problems, sources)
  if (absent.length > 0 || wanted.length === 0) {
    const known = seeds.map(each => each.name).join(', ')
    const message = `no seed ${absent.length > 0 ? absent.join(', ') : `in ${world.seedsFolder}`} is meant for ${world.environment.name}`
    throw failure('SD115', message, {
      hint: known === '' ? `write one: ${world.seedsFolder}/NAME.yaml` : `there are: ${known}`,
    })
  }
  for (const problem of problems) world.notify({ type: 'note', problem })
  return chosen
}

function refuse(problems: readonly Problem[], sources: ReadonlyMap<string, string>): void {
  const [first, ...more] = problems.filter(each => each.severity === 'error')
  if (first !== undefined) throw new Failure([first, ...more], { sources })
}

async function compared(
  { environment }: SeedWorld,
  cliq: ReadCliq,
  chosen: readonly Chosen[],
  options: Pick<SeedOptions, 'only' | 'limit' | 'maxRemoved' | 'allow'>,
  calls: Map<Operation, number>,
): Promise<SeedDocument> {
  const { only, limit, maxRemoved, allow } = options
  const names = [...new Set(chosen.map(each => each.seed.datastore))]
  const live = await cliq.fetchLive(names)
  const reads = new Map<Operation, number>([['datastores.list', live.calls]])
  refuse(
    chosen.flatMap(each => unready(each, live.catalog.get(each.seed.datastore))),
    new Map(),
  )
  const rows = new Map<string, readonly LiveRecord[]>()
  for (const name of names) {
    const read = await cliq.fetchRecords(name, Infinity)
    reads.set('records.list', (reads.get('records.list') ?? 0) + read.calls)
    if (!read.complete) throw failure('SD112', `Cliq did not show the rows of ${name} to their end`)
    rows.set(name, read.records)
  }
  for (const [operation, count] of reads) calls.set(operation, (calls.get(operation) ?? 0) + count)
  // A removal is consented to in this run: a standing consent would outlive the file that it was meant for.
  const wishes = {
    ...(only !== undefined && { only }),
    ...(limit !== undefined && { limit }),
    ...(maxRemoved !== undefined && { maxRemoved }),
    consents: new Set(allow),
  }
  const plans = chosen.flatMap(({ seed }): readonly SeedPlan[] => {
    const datastore = live.catalog.get(seed.datastore)
    const identity = live.identities.get(seed.datastore)
    const records = rows.get(seed.datastore) ?? []
    if (datastore === undefined || identity === undefined) return []
    return [planSeed(seed, { datastore, identity }, records, compareRows(seed, datastore, records), wishes)]
  })
  return {
    environment: environment.name,
    where: environment.where,
    plans,
    estimate: estimateSeeds(plans, reads, environment.budgets),
    problems: plans.flatMap(each => each.found.problems),
  }
}

function unready({ seed, definition }: Chosen, live: Definition['datastore'] | undefined): readonly Problem[] {
  const tell = (message: string): readonly Problem[] => [
    { code: 'SD116', severity: 'error', message, at: seed.at, hint: 'cliq-ds apply' },
  ]
  if (live === undefined) return tell(`the org has no datastore ${seed.datastore}`)
  const columns = new Set([...seed.key, ...seed.columns])
  const other = [...columns].find(each => live.fields.get(each)?.type !== definition.datastore.fields.get(each)?.type)
  if (other !== undefined) return tell(`the field ${seed.datastore}.${other} is not in the org as it is defined`)
  if (seed.key.length === 0 || isUniqueKey(live, seed.key)) return []
  return tell(`[${seed.key.join(', ')}] is no unique key of ${seed.datastore} in the org yet`)
}

async function isAgreed(document: SeedDocument, { yes, approve }: SeedOptions): Promise<boolean> {
  if (hasErrors(document.problems)) refuse(document.problems, new Map())
  if (yes || document.plans.every(each => rowsToWrite(each) === 0)) return true
  if (approve !== undefined) return approve(document)
  throw failure('CL102', 'nobody can be asked to approve the plan here', { hint: 'add --yes' })
}

// All rows of a datastore that loses some, as they were compared.
async function copied(
  { environment, project, clock }: SeedWorld,
  { plans }: SeedDocument,
): Promise<readonly BackedUp[]> {
  const backups: BackedUp[] = []
  if (!environment.backup) return backups
  for (const { datastore, identity, records, phases } of plans) {
    if (!phases.flat(2).some(each => each.call === 'delete-records')) continue
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
