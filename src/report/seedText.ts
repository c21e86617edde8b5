import { byCodeUnit } from '../core/model/catalog.ts'
import type { Json } from '../core/model/plain.ts'
import type { Operation } from '../core/model/operations.ts'
import type { Journal, Outcome } from '../core/model/outcome.ts'
import type { Problem } from '../core/model/problem.ts'
import { callsWithin, writesRows } from '../core/rows/seedPlan.ts'
import type { RowPlans } from '../core/rows/seedPlan.ts'
import { counted, duration, grouped, toMilliseconds } from './amounts.ts'
import { backupLines, backupsJson } from './applyText.ts'
import { escapeText } from './escape.ts'
import { paragraph } from './layout.ts'
import type { Paint } from './paint.ts'
import { callsJson, FORMAT_VERSION } from './json.ts'
import { problemJson, problemsText } from './problemText.ts'
import { rowsOf } from './pages/rows.ts'
import { rowsJson, rowSums, seedsJson } from './seedRows.ts'
import { OPERATION_NAMES } from './stepText.ts'
import { blockLines } from './text/blocks.ts'

/** What a run over seeds would do. */
export interface SeedPlanView extends RowPlans {
  readonly environment: string
  readonly where: string
}

/** How a run ended. */
export interface SeedResult {
  readonly kind: Outcome['kind']
  readonly document: SeedPlanView
  readonly journal: Journal
  /** What stopped the whole run. */
  readonly problems: readonly Problem[]
  /** The next command; '' where there is nothing to do. */
  readonly next: string
}

/** The plan of a run for people. `withinMs`: the time that the run may take, where that is limited. */
export function seedPlanText(view: SeedPlanView, paint: Paint, withinMs?: number): string {
  const { environment, where, plans, estimate, problems } = view
  const fit = withinMs === undefined ? undefined : callsWithin(estimate.schedule, withinMs)
  const late =
    fit !== undefined && fit.within < fit.all
      ? `Only ${grouped(fit.within)} of them fit into ${duration((withinMs ?? 0) / 1000)}; run the same command again for the rest.`
      : undefined
  const writes = writesRows(view)
  return [
    `Environment ${paint.bold(escapeText(environment))} · ${escapeText(where)}`,
    ...plans.flatMap(each => blockLines(rowsOf(each), paint).flat()),
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
    seeds: seedsJson(plans),
    estimate: {
      calls: callsJson(estimate.calls),
      writes: estimate.writes,
      total: estimate.total,
      seconds: estimate.seconds,
    },
    problems: problems.map(problemJson),
  }
}

/** The end of a run that only showed its plan, as the last object of its stream. */
export function seedShownJson({ environment, estimate, problems }: SeedPlanView): Json {
  const outcome = estimate.writes === 0 ? 'nothing-to-do' : 'shown'
  return { type: 'result', formatVersion: FORMAT_VERSION, environment, outcome, problems: problems.map(problemJson) }
}

/** The end of a run for people. */
export function seedResultText(result: SeedResult, paint: Paint): string {
  const { kind, document, journal, next } = result
  const { rows, calls, seconds, backups } = journal
  const sent = [...calls.values()].reduce((total, each) => total + each, 0)
  const cost = `${counted(sent, 'call')} in ${duration(seconds)}`
  const name = escapeText(document.environment)
  const same = document.plans.reduce((total, each) => total + each.found.same, 0)
  const troubles = rows.flatMap(each => each.troubles.map(({ problem }) => problem))
  const problems = [...troubles, ...result.problems]
  const later = document.plans.reduce((total, each) => total + each.later, 0)
  const left = later === 0 ? '' : `${grouped(later)} left for another run`
  const all = [rowSums(rows), left, `${grouped(same)} same`, cost].filter(each => each !== '').join(', ')
  const heads = {
    'nothing-to-do': paint.bold(`${name}: seeds are up to date, ${cost}`),
    declined: paint.bold(`Declined: nothing was changed in ${name}`),
    done: paint.bold(`Seeded ${name}: ${all}`),
    stopped: paint.red(`Stopped: ${all}`),
    diverged: paint.red(`Surprise: ${all}`),
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
  const { kind, document, journal, problems, next } = result
  const { rows, backups, calls, seconds } = journal
  return {
    type: 'result',
    formatVersion: FORMAT_VERSION,
    environment: document.environment,
    outcome: kind === 'done' ? 'seeded' : kind,
    seeds: rowsJson(rows),
    backups: backupsJson(backups),
    calls: callsJson(calls),
    seconds: toMilliseconds(seconds),
    problems: problems.map(problemJson),
    next,
  }
}

function callNames(calls: ReadonlyMap<Operation, number>): string {
  return [...calls]
    .map(([operation, count]) => `${OPERATION_NAMES[operation]} ${grouped(count)}`)
    .sort(byCodeUnit)
    .join(', ')
}
