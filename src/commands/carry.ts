import type { BackedUp, Backup } from '../core/model/backup.ts'
import { Failure } from '../core/model/failure.ts'
import type { Datastore } from '../core/model/catalog.ts'
import type { LiveRecord } from '../core/model/live.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import type { Problem } from '../core/model/problem.ts'
import type { Carry } from '../core/model/step.ts'
import type { SavedPlan } from '../core/plan/document.ts'
import { carryTwins, migrationProblems, targetName } from './migrationChecks.ts'
import { heirCarries } from '../core/plan/links.ts'
import type { Plan } from '../core/plan/plan.ts'
import { carryCountOf, unfitIn } from '../core/rows/carries.ts'
import type { CarryCount } from '../core/rows/carries.ts'
import { examplesIn } from '../core/rows/examples.ts'
import type { HearExamples } from '../core/rows/examples.ts'
import { needOf } from '../core/rows/needs.ts'
import { listableCarry } from '../core/rows/queried.ts'
import { partnersOf } from '../core/plan/workFields.ts'
import { DETOUR_WAYS, detourText } from '../core/model/carryFindings.ts'
import type { Holding } from '../engine/guard.ts'
import { fetchValues } from '../engine/tasks/queries.ts'
import { fetchWhole } from '../engine/tasks/wholeReads.ts'
import type { Planned } from './plan.ts'
import type { World } from './world.ts'

/** What copying the records of carries depends on. */
export interface CopyTerms {
  readonly made: Planned
  readonly saved: SavedPlan | undefined
  /** Consents that were given for this run. */
  readonly allow: readonly string[]
  readonly lease: Holding
  readonly backups: BackedUp[]
  readonly takenAt: number
  readonly hearExamples?: HearExamples | undefined
}

/** What is known before the first write, by the id of the datastore, which may get another name meanwhile. */
export interface Copies {
  /** Records as they were then. */
  readonly records: ReadonlyMap<string, readonly LiveRecord[]>
  /** What a field held whose records nobody keeps a copy of. */
  readonly values: ReadonlyMap<string, ReadonlySet<string>>
  /** Copies on the disk, to which more may come. */
  readonly kept: ReadonlyMap<string, Backup>
  /** All copies of a run bear the same time. */
  readonly takenAt: number | undefined
}

/**
 * Copies the records of every datastore whose values are carried, before anything is sent: the copy is the backup, the
 * list of what is written, and the check. Throws a Failure, all reasons at once, for values that do not fit, that are
 * covered, that would be dropped without a consent, or that stand against another value; then nothing was sent. Where the
 * config waives copies and a few queries list all values of the one field that is carried, they stand for the copy.
 */
export async function copyCarries(world: World, cliq: ReadCliq, terms: CopyTerms): Promise<Copies> {
  const { made, backups, lease, takenAt } = terms
  const { plan } = made.document
  const copies = new Map<string, readonly LiveRecord[]>()
  const values = new Map<string, ReadonlySet<string>>()
  const byName = new Map<string, readonly LiveRecord[]>()
  const written = new Set(plan.steps.flatMap(each => (each.call === 'row-work' ? [each.datastore] : [])))
  const consents = new Set([...world.environment.allow, ...terms.allow])
  const kept = new Map<string, Backup>()
  const problems: Problem[] = []
  for (const name of copiedIn(plan)) {
    const datastore = plan.base.get(name) ?? made.live.catalog.get(name)
    const identity = made.live.identities.get(name)
    if (datastore === undefined || identity === undefined) continue
    const listed = made.records.has(name) ? undefined : await valuesOf(world, cliq, datastore, plan)
    if (listed !== undefined) {
      values.set(identity.id, listed)
      continue
    }
    const records = made.records.get(name) ?? (await fetchWhole(cliq, name, { lease, clock: world.clock }))
    problems.push(...problemsOf(records, datastore, plan, { ...terms, consents }))
    copies.set(identity.id, records)
    byName.set(name, records)
    // What is only read is in no danger.
    if (problems.length > 0 || !world.environment.backup || !written.has(name)) continue
    const backup: Backup = {
      environment: world.environment.name,
      target: world.environment.target,
      datastore,
      ids: { datastore: identity.id, fields: identity.fields },
      takenAt,
      records,
    }
    const folder = await world.project.writeBackup(backup)
    kept.set(identity.id, backup)
    backups.push({ datastore: name, folder, records: records.length })
  }
  problems.push(...migrationProblems(plan, byName, { named: new Set(terms.allow) }))
  const [first, ...rest] = problems
  if (first !== undefined) throw new Failure([first, ...rest])
  return { records: copies, values, kept, takenAt }
}

async function valuesOf(
  { environment }: World,
  cliq: ReadCliq,
  datastore: Datastore,
  plan: Plan,
): Promise<ReadonlySet<string> | undefined> {
  const { unique_name, fields } = datastore
  if (environment.backup) return undefined
  const carry = listableCarry(plan.steps, datastore, plan.target.get(targetName(unique_name, plan))?.unique_keys ?? [])
  return carry && fetchValues(cliq, unique_name, carry, fields)
}

// Datastores whose records are written, and those that copies into them read.
function copiedIn({ steps }: Plan): ReadonlySet<string> {
  const work = steps.flatMap(each => (each.call === 'row-work' ? [each] : []))
  return new Set(work.flatMap(each => [each.datastore, ...partnersOf(each).map(({ datastore }) => datastore)]))
}

interface Judging extends Pick<CopyTerms, 'saved' | 'hearExamples'> {
  /** Of the run, and those that stand in the config. */
  readonly consents: ReadonlySet<string>
}

function problemsOf(
  records: readonly LiveRecord[],
  datastore: Datastore,
  plan: Plan,
  terms: Judging,
): readonly Problem[] {
  const { fields } = datastore
  const carries = heirCarries(plan.steps, datastore.unique_name)
  const after = plan.target.get(targetName(datastore.unique_name, plan))
  const target = after?.fields
  terms.hearExamples?.(examplesIn(records, { before: datastore, target: after, carries }))
  const found = [...carries].flatMap(([heir, carry]) => {
    const detour = detourText(carry, target?.get(heir)?.type ?? carry.to)
    const count = carryCountOf(carry, records, fields)
    return [...misfits(count, carry, { heir, detour }, datastore, terms), ...conflictsOf(records, carry, datastore)]
  })
  return [...found, ...carryTwins(records, datastore, plan)]
}

function misfits(
  count: CarryCount,
  carry: Carry,
  { heir, detour }: { readonly heir: string; readonly detour: string },
  { unique_name }: Datastore,
  { saved, consents }: Judging,
): readonly Problem[] {
  const covered = count.unfit.get('covered') ?? 0
  const unfit = unfitIn(count) - covered
  const which = `records ${count.ids.join(', ')}${unfit + covered > count.ids.length ? ' and others' : ''}`
  const error = (code: string, message: string, hint: string): Problem => ({ code, severity: 'error', message, hint })
  if (covered > 0) {
    const message = `${covered === 1 ? '1 value' : `${covered} values`} of ${unique_name}.${carry.reads} ${covered === 1 ? 'is' : 'are'} shown as stars (${which})`
    return [error('DS113', message, 'use credentials of a user who can see them; nothing was sent')]
  }
  if (unfit === 0) return []
  const whys = [...count.unfit].map(([why, each]) => `${each} ${why}`).join(', ')
  const message = `${unfit} of ${count.records} values of ${unique_name}.${carry.reads} ${unfit === 1 ? 'does' : 'do'} not fit ${carry.to}: ${whys} (${which})${detour}`
  if (carry.invalid === 'refuse') {
    const way = detour === '' ? 'correct them in Cliq, or say in the hint what happens to them' : DETOUR_WAYS
    return [error('DS111', message, `${way}; nothing was sent`)]
  }
  const consent = `values-dropped:${unique_name}.${heir}`
  if (!consents.has(consent)) return [error('DS112', message, `to drop them: --allow ${consent}; nothing was sent`)]
  const shown = saved && shownDrops(saved, consent)
  if (shown === undefined || unfit <= shown) return []
  const hint = 'plan again with --count-all and have it reviewed; nothing was sent'
  return [error('ST112', `the reviewed plan showed ${shown} values to drop, and now ${message}`, hint)]
}

function shownDrops({ document }: SavedPlan, consent: string): number {
  return document.plan.risks.find(each => each.consent === consent)?.held?.unfit ?? 0
}

function conflictsOf(records: readonly LiveRecord[], carry: Carry, datastore: Datastore): readonly Problem[] {
  const ids = records.flatMap(each => (needOf(each, [carry], datastore.fields).conflicts.length > 0 ? [each.id] : []))
  if (ids.length === 0) return []
  const name = datastore.unique_name
  const which = `${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ' and others' : ''}`
  const message = `${ids.length} records of ${name} have one value in ${carry.reads} and another in ${carry.writes} (records ${which})`
  const hint = `write \`conflicts: heir\` or \`conflicts: old\` at ${carry.writes}, or correct them in Cliq; nothing was sent`
  return [{ code: 'DS115', severity: 'error', message, hint }]
}
