import type { Datastore } from '../core/model/catalog.ts'
import type { LiveRecord } from '../core/model/live.ts'
import { RECORD_LIMITS } from '../core/model/catalog.ts'
import type { Problem } from '../core/model/problem.ts'
import { isHidden } from '../core/model/secrecy.ts'
import type { DeletionWork, MigrationWork } from '../core/model/step.ts'
import { countedWork } from '../core/plan/migrationCount.ts'
import type { MigrationCount } from '../core/plan/migrationCount.ts'
import type { Plan } from '../core/plan/plan.ts'
import { heirCarries } from '../core/plan/links.ts'
import { leavingRecords } from '../core/rows/deletions.ts'
import { twinsOn } from '../core/rows/examples.ts'
import type { Examples } from '../core/rows/examples.ts'
import { movePlayer } from '../core/rows/moves.ts'
import type { MoveMisfit, Partners } from '../core/rows/moves.ts'
import { rowPlay } from '../core/rows/rowPlay.ts'
import { bytesOf } from '../core/rows/values.ts'
import { errandsOf } from '../engine/tasks/remainder.ts'

type Records = ReadonlyMap<string, readonly LiveRecord[]>

/** Plays the migrations of a plan on records by the live names of their datastores; what was not read is left out. */
export function migrationCounts(plan: Pick<Plan, 'base' | 'steps'>, records: Records): readonly MigrationCount[] {
  if (!plan.steps.some(each => each.call === 'row-work')) return []
  const now = new Map(records)
  return errandsOf(plan.base, plan.steps).flatMap(({ step, before }): readonly MigrationCount[] => {
    if (step.call !== 'row-work') return []
    const own = now.get(step.datastore)
    if (own === undefined || before === undefined) return []
    const { fields } = before
    if (step.source === 'deletion') {
      const meant = leavingRecords(step.deletion, own, fields)
      now.set(
        step.datastore,
        own.filter(each => !meant.includes(each)),
      )
      return [deletionCount(step, own.length, meant.length)]
    }
    const play = rowPlay(step, fields, now)
    const count = step.source === 'carry' ? [] : [moveCount(step, own, before, now)]
    now.set(step.datastore, play.after(own))
    return count
  })
}

function deletionCount({ migration, datastore }: DeletionWork, records: number, touched: number): MigrationCount {
  return { migrations: [migration], datastore, records, touched, isDeletion: true, misfits: new Map() }
}

function moveCount(
  work: MigrationWork,
  records: readonly LiveRecord[],
  { fields }: Datastore,
  partners: Partners,
): MigrationCount {
  const player = movePlayer(work.moves, new Set(work.ours), fields, partners)
  const play = rowPlay(work, fields, partners)
  const misfits = new Map<MoveMisfit, string[]>()
  const note = (why: MoveMisfit, id: string) => void misfits.set(why, [...(misfits.get(why) ?? []), id])
  let touched = 0
  for (const record of records) {
    for (const { why } of player.played(record).misfits) note(why, record.id)
    const { set } = play.needOf(record)
    if (Object.keys(set).length === 0) continue
    touched += 1
    if (bytesOf(JSON.stringify({ ...record.values, ...set })) > RECORD_LIMITS.bytes) note('record too long', record.id)
  }
  const { migrations, datastore } = work
  return { migrations, datastore, records: records.length, touched, isDeletion: false, misfits }
}

/** Values that do not fit what migrations make of them, of fields that everybody may see, for the eye of who sits there. */
export function migrationExamples(plan: Pick<Plan, 'base' | 'steps'>, records: Records): readonly Examples[] {
  return errandsOf(plan.base, plan.steps).flatMap(({ step, before }): readonly Examples[] => {
    if (step.call !== 'row-work' || step.source !== 'migration' || before === undefined) return []
    const player = movePlayer(step.moves, new Set(step.ours), before.fields, records)
    const found = new Map<string, Set<string>>()
    for (const record of records.get(step.datastore) ?? [])
      for (const { field } of player.played(record).misfits) {
        const [known, value] = [before.fields.get(field), record.values[field]]
        const values = found.get(field) ?? new Set()
        if (known === undefined || isHidden(known) || value === undefined || value === null || values.size === SHOWN)
          continue
        found.set(field, values.add(String(value)))
      }
    return [...found].map(([field, values]) => ({ datastore: step.datastore, field, values: [...values] }))
  })
}

const SHOWN = 3

/** Why migrations must not run on these records, all reasons at once; asked before anything is sent. */
export function migrationProblems(
  plan: Plan,
  records: Records,
  { named }: { readonly named: ReadonlySet<string> },
): readonly Problem[] {
  const counts = migrationCounts(plan, records)
  return [...counts.flatMap(misfitProblems), ...deletionProblems(plan, counts, named), ...twinProblems(plan, records)]
}

function misfitProblems({ migrations, datastore, misfits }: MigrationCount): readonly Problem[] {
  return [...misfits].map(([why, ids]): Problem => {
    const noun = ids.length === 1 ? 'record' : 'records'
    const which = `${noun} ${ids.slice(0, SHOWN).join(', ')}${ids.length > SHOWN ? ' and others' : ''}`
    const fit = ids.length === 1 ? `1 record of ${datastore} does` : `${ids.length} records of ${datastore} do`
    const message = `${fit} not fit ${migrations.join(', ')}: ${why} (${which})`
    const hint =
      why === 'covered'
        ? 'use credentials of a user who sees the values; nothing was sent'
        : 'correct them in Cliq, or write in the step what becomes of them: `invalid: skip`; nothing was sent'
    return { code: 'MG114', severity: 'error', message, hint }
  })
}

function deletionProblems(
  { steps }: Plan,
  counts: readonly MigrationCount[],
  named: ReadonlySet<string>,
): readonly Problem[] {
  return countedWork(steps, counts).flatMap(({ step, count: read }): readonly Problem[] => {
    if (step.source !== 'deletion') return []
    const { migration, datastore, deletion } = step
    // What was not read to its end has no count: it is asked for again right before it is written.
    const count = read?.touched ?? 0
    const consent = `records-removed:${datastore}`
    const what = `${migration} would delete ${count === 1 ? '1 record' : `${count} records`} of ${datastore}`
    if (count > deletion.atMost) {
      const hint = 'look at what its `where` means, or raise `at_most`; nothing was sent'
      return [{ code: 'MG115', severity: 'error', message: `${what}, and it says at most ${deletion.atMost}`, hint }]
    }
    if (count === 0 || named.has(consent)) return []
    return [
      { code: 'MG116', severity: 'error', message: what, hint: `if they may go: --allow ${consent}; nothing was sent` },
    ]
  })
}

/**
 * Records whose carried values become the same in a unique key: found before they are written, not by a refusal of the key
 * afterwards.
 */
export function carryTwins(records: readonly LiveRecord[], datastore: Datastore, plan: Plan): readonly Problem[] {
  const { unique_name } = datastore
  const carries = heirCarries(plan.steps, unique_name)
  const keys = plan.target.get(targetName(unique_name, plan))?.unique_keys ?? []
  return keys.flatMap((key): readonly Problem[] => {
    const [one, other] = twinsOn(key, records, { before: datastore, carries }) ?? []
    return one === undefined || other === undefined ? [] : [twinProblem(key, unique_name, [one.id, other.id])]
  })
}

/** What a datastore that is live under this name is called in the end. */
export function targetName(name: string, { changes }: Pick<Plan, 'changes'>): string {
  return changes.find(each => each.kind === 'datastore-renamed' && each.from === name)?.datastore ?? name
}

function twinProblem(key: readonly string[], name: string, [one, other]: readonly [string, string]): Problem {
  const message = `records ${one} and ${other} of ${name} will have the same [${key.join(', ')}]`
  return { code: 'DS116', severity: 'error', message, hint: 'correct one of them in Cliq; nothing was sent' }
}

function twinProblems(plan: Plan, records: Records): readonly Problem[] {
  const now = new Map(records)
  for (const { step, before } of errandsOf(plan.base, plan.steps)) {
    const own = step.call === 'row-work' ? now.get(step.datastore) : undefined
    if (step.call !== 'row-work' || step.source === 'deletion' || own === undefined || before === undefined) continue
    now.set(step.datastore, rowPlay(step, before.fields, now).after(own))
  }
  const work = plan.steps.flatMap(each => (each.call === 'row-work' && each.source === 'migration' ? [each] : []))
  return [...new Set(work.map(each => each.datastore))].flatMap((name): readonly Problem[] => {
    const keys = plan.target.get(targetName(name, plan))?.unique_keys ?? []
    return keys.flatMap(key => twinIn(key, name, now.get(name) ?? []))
  })
}

function twinIn(key: readonly string[], name: string, records: readonly LiveRecord[]): readonly Problem[] {
  const seen = new Map<string, string>()
  for (const { id, values } of records) {
    const parts = key.map(each => values[each])
    if (parts.some(each => each === undefined || each === null || each === '')) continue
    const text = JSON.stringify(parts.map(String))
    const other = seen.get(text)
    if (other !== undefined) return [twinProblem(key, name, [other, id])]
    seen.set(text, id)
  }
  return []
}
