import type { BackedUp } from '../core/backup.ts'
import { byCodeUnit } from '../core/catalog.ts'
import type { Json } from '../core/plain.ts'
import type { Operation } from '../core/operations.ts'
import type { Problem } from '../core/problem.ts'
import type { RowChange } from '../core/seed.ts'
import { callsWithin, rowCounts, rowsToWrite } from '../core/seed/plan.ts'
import type { SeedEstimate, SeedPlan } from '../core/seed/plan.ts'
import { counted, duration, grouped } from './amounts.ts'
import { backupLines, backupsJson } from './applyText.ts'
import { escapeText } from './escape.ts'
import { cut, entry, paragraph } from './layout.ts'
import type { Paint } from './paint.ts'
import { callsJson, FORMAT_VERSION } from './planJson.ts'
import { problemJson, problemsText } from './problemText.ts'
import { OPERATION_NAMES } from './stepText.ts'

/** What a run over seeds would do. */
export interface SeedPlanView {
  readonly environment: string
  readonly where: string
  readonly plans: readonly SeedPlan[]
  readonly estimate: SeedEstimate
  readonly problems: readonly Problem[]
}

/** How a run ended, a journal for each plan. */
export interface SeedResult {
  readonly kind: 'nothing-to-do' | 'seeded' | 'declined' | 'stopped'
  readonly document: SeedPlanView
  readonly journals: readonly SeedCounts[]
  readonly backups: readonly BackedUp[]
  readonly calls: ReadonlyMap<Operation, number>
  readonly seconds: number
  /** What stopped the whole run. */
  readonly problems: readonly Problem[]
  /** The next command; '' where there is nothing to do. */
  readonly next: string
}

/** What came of the rows of one seed. */
export interface SeedCounts {
  readonly inserted: number
  readonly updated: number
  readonly removed: number
  readonly skipped: number
  readonly troubles: readonly { readonly change: RowChange; readonly kind: string; readonly problem: Problem }[]
  readonly notStarted: number
}

/** Rows of each kind that are named; the rest is counted. */
const SAMPLES = 3

/** The plan of a run for people. `withinMs`: the time that the run may take, where that is limited. */
export function seedPlanText(view: SeedPlanView, paint: Paint, withinMs?: number): string {
  const { environment, where, plans, estimate, problems } = view
  const fit = withinMs === undefined ? undefined : callsWithin(estimate.schedule, withinMs)
  const late =
    fit !== undefined && fit.within < fit.all
      ? `Only ${grouped(fit.within)} of them fit into ${duration((withinMs ?? 0) / 1000)}; the same command again goes on.`
      : undefined
  const writes = plans.some(each => rowsToWrite(each) > 0)
  return [
    `Environment ${paint.bold(escapeText(environment))} · ${escapeText(where)}`,
    ...plans.flatMap(each => planLines(each, paint)),
    ...(problems.length === 0 ? [] : ['', problemsText(problems, new Map(), paint), '']),
    ...(writes ? paragraph(`${counted(estimate.total, 'call')}: ${callNames(estimate.calls)}.`, 0) : []),
    ...(writes ? [`Earliest finish ${duration(estimate.seconds)} with idle budgets.`] : []),
    ...(late === undefined || !writes ? [] : paragraph(late, 0).map(paint.yellow)),
  ].join('\n')
}

/** The same for programs. Values of rows are in neither. */
export function seedPlanJson({ environment, where, plans, estimate, problems }: SeedPlanView): Json {
  return {
    type: 'plan',
    formatVersion: FORMAT_VERSION,
    environment,
    where,
    seeds: plans.map(({ seed, found, later }) => ({
      name: seed.name,
      file: seed.file,
      datastore: seed.datastore,
      mode: seed.mode,
      ...rowCounts(found),
      same: found.same,
      kept: found.kept,
      later,
    })),
    estimate: {
      calls: callsJson(estimate.calls),
      writes: estimate.writes,
      total: estimate.total,
      seconds: estimate.seconds,
    },
    problems: problems.map(problemJson),
  }
}

/** The end of a run for people. */
export function seedResultText(result: SeedResult, paint: Paint): string {
  const { kind, document, journals, calls, seconds, backups, next } = result
  const sum = (of: (each: SeedCounts) => number) => journals.reduce((total, each) => total + of(each), 0)
  const sent = [...calls.values()].reduce((total, each) => total + each, 0)
  const cost = `${counted(sent, 'call')} in ${duration(seconds)}`
  const name = escapeText(document.environment)
  const done = [
    [sum(each => each.inserted), 'inserted'],
    [sum(each => each.updated), 'updated'],
    [sum(each => each.removed), 'removed'],
    [sum(each => each.skipped), 'so already'],
    [sum(each => each.troubles.length), 'not written'],
    [sum(each => each.notStarted), 'not started'],
  ] as const
  const rows = done.filter(([count]) => count > 0).map(([count, word]) => `${grouped(count)} ${word}`)
  const same = document.plans.reduce((total, each) => total + each.found.same, 0)
  const troubles = journals.flatMap(each => each.troubles.map(({ problem }) => problem))
  const problems = [...troubles, ...result.problems]
  const all = [...rows, `${grouped(same)} same`, cost].join(', ')
  const heads = {
    'nothing-to-do': paint.bold(`${name} holds its seeds: nothing was sent but reads, ${cost}`),
    declined: paint.bold(`Declined: nothing was changed in ${name}`),
    seeded: paint.bold(`Seeded ${name}: ${all}`),
    stopped: paint.red(`Stopped: ${all}`),
  } as const
  return [
    heads[kind],
    ...backupLines(backups),
    ...(problems.length === 0 ? [] : ['', problemsText(problems, new Map(), paint), '']),
    ...(next === '' ? [] : [`  Next  ${paint.cyan(escapeText(next))}`]),
  ].join('\n')
}

/** The end of a run as the last object of its NDJSON stream. */
export function seedResultJson(result: SeedResult): Json {
  const { kind, document, journals, backups, calls, seconds, problems, next } = result
  return {
    type: 'result',
    formatVersion: FORMAT_VERSION,
    environment: document.environment,
    outcome: kind,
    seeds: journals.map(({ inserted, updated, removed, skipped, notStarted, troubles }, at) => ({
      name: document.plans[at]?.seed.name ?? '',
      inserted,
      updated,
      removed,
      skipped,
      notStarted,
      troubles: troubles.map(each => ({ row: each.change.name, kind: each.kind, problem: problemJson(each.problem) })),
    })),
    backups: backupsJson(backups),
    calls: callsJson(calls),
    seconds,
    problems: problems.map(problemJson),
    next,
  }
}

function planLines({ seed, found, later }: SeedPlan, paint: Paint): readonly string[] {
  const { inserts, updates, removals, same, kept, unseen } = found
  const counts = rowCounts(found)
  const key = seed.key.length === 0 ? 'without a key' : `by ${seed.key.map(escapeText).join(', ')}`
  const rest = [
    `${grouped(same)} same`,
    ...(kept > 0 ? [`${grouped(kept)} kept as they are`] : []),
    ...(later > 0 ? [`${grouped(later)} left for another run`] : []),
    ...(unseen > 0 ? [`${counted(unseen, 'hidden value')} not compared`] : []),
  ]
  return [
    ...entry(paint.bold(escapeText(seed.datastore)), `${escapeText(seed.file)}, ${seed.mode} ${key}`),
    ...rowLines('+', [counts.insert, 'insert'], inserts, paint.green),
    ...rowLines('~', [counts.update, 'update'], updates, paint.yellow),
    ...rowLines('-', [counts.remove, 'remove'], removals, paint.red),
    `    ${rest.join(', ')}`,
  ]
}

function rowLines(
  sign: string,
  [count, verb]: readonly [number, string],
  changes: readonly RowChange[],
  colour: Paint['red'],
): readonly string[] {
  if (changes.length === 0) return []
  const samples = changes.slice(0, SAMPLES).map(each => {
    const fields = each.kind === 'update' ? ` (${Object.keys(each.set).map(escapeText).join(', ')})` : ''
    return `${cut(each.name, 40)}${fields}`
  })
  const more = changes.length > SAMPLES ? ', …' : ''
  return entry(colour(`${sign} ${grouped(count)} ${verb}`), `${samples.join(', ')}${more}`, 4)
}

function callNames(calls: ReadonlyMap<Operation, number>): string {
  return [...calls]
    .map(([operation, count]) => `${OPERATION_NAMES[operation]} ${grouped(count)}`)
    .sort(byCodeUnit)
    .join(', ')
}
