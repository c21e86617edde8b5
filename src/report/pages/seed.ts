import type { Json } from '../../core/model/plain.ts'
import { callsWithin, rowsToWrite, writesRows } from '../../core/rows/seedPlan.ts'
import type { SeedDocument, Seeded } from '../../core/results/seed.ts'
import { counted, duration, grouped } from '../amounts.ts'
import { callsJson, FORMAT_VERSION } from '../json.ts'
import type { Block, Page, Part, Verdict, Words } from '../page.ts'
import { problemJson } from '../problemText.ts'
import { rowsJson, rowSums, seedsJson } from '../seedRows.ts'
import { problemFindings } from './findings.ts'
import { backupsJson, costText, runPage } from './outcome.ts'
import type { AfterRun } from './outcome.ts'
import { callNames } from './planCalls.ts'
import { rowsOf } from './rows.ts'

/** What a run over seeds would do. `withinMs`: the time that the run may take, where that is limited. */
export function seedPlanPage(document: SeedDocument, withinMs?: number): Page {
  const { environment, where, plans, problems } = document
  return {
    verb: 'seed',
    environment,
    where,
    about: [],
    verdict: planVerdict(document),
    parts: [...rowParts(document), { id: 'calls', blocks: costOf(document, withinMs) }],
    next: [],
    findings: problemFindings(problems, environment),
    passed: plans.filter(each => each.found.problems.length === 0).map(each => each.seed.name),
    skipped: [],
    json: seedPlanJson(document),
  }
}

/** A run over seeds that is over. */
export function seedPage(seeded: Seeded, after: AfterRun = {}): Page {
  const { document, journal } = seeded
  const { environment, where } = document
  const planned = rowParts(document).filter(each => each.id === 'rows')
  const json = { seeds: rowsJson(journal.rows), backups: backupsJson(journal.backups) }
  const facts = { verb: 'seed', environment, where, headline: headline(seeded), planned, json, done: 'seeded' }
  return runPage(facts, seeded, after)
}

/** The end of a run that only showed its plan, as the last object of its stream. */
export function seedShownJson({ environment, estimate, problems }: SeedDocument): Json {
  const outcome = estimate.writes === 0 ? 'nothing-to-do' : 'shown'
  return { type: 'result', formatVersion: FORMAT_VERSION, environment, outcome, problems: problems.map(problemJson) }
}

function planVerdict(document: SeedDocument): Verdict {
  const { environment, plans, problems, estimate } = document
  const same = plans.reduce((total, each) => total + each.found.same, 0)
  const rows = plans.reduce((total, each) => total + rowsToWrite(each), 0)
  const errors = problems.filter(each => each.severity === 'error').length
  const idle =
    errors > 0
      ? `seeds cannot be written: ${counted(errors, 'problem')}`
      : `seeds are up to date, ${grouped(same)} same, ${counted(estimate.total, 'call')}`
  const says: Words =
    rows === 0 ? [{ name: environment }, `: ${idle}`] : [`${counted(rows, 'row')} to write, ${grouped(same)} same`]
  return { label: '', says, tone: errors > 0 ? 'bad' : 'strong', isIdle: rows === 0 && problems.length === 0 }
}

function rowParts({ plans, problems }: SeedDocument): readonly Part[] {
  return [
    { id: 'rows', blocks: plans.map(rowsOf) },
    { id: 'problems', blocks: [{ kind: 'problems', problems, sources: new Map() }] },
  ]
}

function costOf(document: SeedDocument, withinMs: number | undefined): readonly Block[] {
  if (!writesRows(document)) return []
  const { calls, total, seconds, schedule } = document.estimate
  const fit = withinMs === undefined ? undefined : callsWithin(schedule, withinMs)
  const late = fit !== undefined && fit.within < fit.all
  const after = [
    { text: [`${counted(total, 'call')}: ${callNames(calls)}.`], tone: 'plain' },
    { text: [`Earliest finish ${duration(seconds)} with idle budgets.`], tone: 'plain' },
    ...(late ? [{ text: [lateText(fit.within, withinMs ?? 0)], tone: 'doubt' } as const] : []),
  ] as const
  return [{ kind: 'group', title: '', tone: 'plain', items: [], after }]
}

function lateText(within: number, ms: number): string {
  return `Only ${grouped(within)} of them fit into ${duration(ms / 1000)}; run the same command again for the rest.`
}

function seedPlanJson({ environment, where, plans, estimate, problems }: SeedDocument): Json {
  const { calls, writes, total, seconds } = estimate
  return {
    type: 'plan',
    formatVersion: FORMAT_VERSION,
    environment,
    where,
    seeds: seedsJson(plans),
    estimate: { calls: callsJson(calls), writes, total, seconds },
    problems: problems.map(problemJson),
  }
}

function headline({ kind, document, journal }: Seeded): Words {
  const cost = costText(journal)
  const name = { name: document.environment }
  const same = document.plans.reduce((total, each) => total + each.found.same, 0)
  const later = document.plans.reduce((total, each) => total + each.later, 0)
  const left = later === 0 ? '' : `${grouped(later)} left for another run`
  const all = [rowSums(journal.rows), left, `${grouped(same)} same`, cost].filter(each => each !== '').join(', ')
  switch (kind) {
    case 'nothing-to-do':
      return [name, `: seeds are up to date, ${cost}`]
    case 'done':
      return ['Seeded ', name, `: ${all}`]
    case 'declined':
      return ['Declined: nothing was changed in ', name]
    case 'stopped':
      return [`Stopped: ${all}`]
    case 'diverged':
      return [`Surprise: ${all}`]
  }
}
