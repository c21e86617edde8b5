import { changeKey, changeName } from '../../core/model/change.ts'
import type { Change } from '../../core/model/change.ts'
import { sortedProblems } from '../../core/model/problem.ts'
import type { Place } from '../../core/model/problem.ts'
import type { Risk } from '../../core/model/risk.ts'
import { figuresOf, summaryOf } from '../../core/plan/document.ts'
import type { PlanDocument } from '../../core/plan/document.ts'
import { rowsToWrite, writesRows } from '../../core/rows/seedPlan.ts'
import type { RowPlans } from '../../core/rows/seedPlan.ts'
import { byCodeUnit } from '../../core/model/catalog.ts'
import { counted, grouped } from '../amounts.ts'
import type { Branch, Finding, Group, Page, Part, Verdict, Words } from '../page.ts'
import { branchesOf, grouping } from './changes.ts'
import { sortedChanges } from './order.ts'
import { problemFindings } from './findings.ts'
import { callsOf, listingCalls, recordReads, scopesOf, stepsOf } from './planCalls.ts'
import { planJson } from './planJson.ts'
import { adoptedOf, checksOf, driftGroup, keptOf, leftOutOf, rowsOnlyOf } from './planKept.ts'
import { hazardsOf, lossesOf, noteOf } from './planLosses.ts'
import { migrationsOf } from './migrations.ts'
import { rowsOf } from './rows.ts'

/** What a report of a plan needs besides the plan. */
export interface PlanPageOptions {
  /** Commands to type next, best first. */
  readonly next?: readonly string[] | undefined
  /** Where the plan was saved. */
  readonly planFile?: string | undefined
  /** Texts of the definitions by file, for the line under a warning. */
  readonly sources?: ReadonlyMap<string, string> | undefined
  /** What keeps the plan from being carried out is said elsewhere: by the refusal that follows. */
  readonly isRefusedElsewhere?: boolean | undefined
}

/** A plan as people review it and as programs read it. */
export function planPage(plan: PlanDocument, options: PlanPageOptions = {}): Page {
  const document = inOrder(plan)
  const { changes, steps } = document.plan
  const isIdle = changes.length + steps.length + obstacles(document) === 0 && !writesRows(document.rows)
  const { sources = new Map(), isRefusedElsewhere = false } = options
  const problems = document.warnings.filter(each => !isRefusedElsewhere || each.severity !== 'error')
  return {
    verb: 'plan',
    environment: document.environment,
    where: document.where,
    about: aboutOf(document),
    verdict: isIdle ? idleVerdict(document) : verdictOf(document),
    parts: [
      ...(isIdle ? idleParts : partsOf)(document),
      { id: 'problems', blocks: [{ kind: 'problems', problems, sources }] },
    ],
    saved: options.planFile,
    next: options.next ?? [],
    findings: findingsOf(document),
    passed: passedOf(document),
    skipped: [],
    figures: figuresOf(document),
    // Only programs ask for it.
    get json() {
      return planJson(document)
    },
  }
}

/** The same plan with its parts in the order of every report. */
function inOrder(document: PlanDocument): PlanDocument {
  const { plan, places, rows, warnings } = document
  const problems = sortedProblems([...plan.problems, ...(rows?.problems ?? []), ...warnings])
  return {
    ...document,
    warnings: problems,
    plan: {
      ...plan,
      changes: sortedChanges(plan.changes, places),
      drift: sortedChanges(plan.drift, places),
      risks: sortedRisks(plan.risks),
    },
  }
}

function sortedRisks(risks: readonly Risk[]): readonly Risk[] {
  const order = (risk: Risk) => `${risk.change.datastore}\0${changeKey(risk.change)}\0${risk.code}\0${risk.because}`
  return [...risks].sort((a, b) => byCodeUnit(order(a), order(b)))
}

function aboutOf(document: PlanDocument): readonly Words[] {
  const { definitions, source, plan, now, reverts } = document
  const reads = [counted(listingCalls(plan), 'datastore call'), counted(recordReads(document), 'record call')].join(
    ', ',
  )
  const compared =
    source === 'lock'
      ? 'Offline: compared with the lock file, nothing was read from Cliq.'
      : `Live read${now === undefined ? '' : ' now'}: ${reads}.`
  const aim = reverts === undefined ? 'Definitions' : 'Reverts drift to the lock file; ignores the definitions'
  return [[`${aim}: ${counted(definitions, 'datastore')}.`], [compared]]
}

function idleVerdict({ environment, definitions, source, plan, reverts, chosen }: PlanDocument): Verdict {
  const calls = source === 'lock' ? 'no call, compared with the lock file' : counted(plan.estimate.total, 'call')
  const matches = reverts === undefined ? 'matches its definitions' : 'has no drift that can be reverted'
  const only = chosen === undefined ? '' : `, ${grouped(chosen.leftOut.length)} not chosen`
  const says = [{ name: environment }, ` ${matches}: ${counted(definitions, 'datastore')}${only}, ${calls}`]
  return { label: '', says, tone: 'plain', isIdle: true }
}

function verdictOf(document: PlanDocument): Verdict {
  const { add, change, remove } = summaryOf(document.plan)
  const name = document.digest.slice(document.digest.indexOf(':') + 1).slice(0, 12)
  const removed = `${remove} to remove`
  const says = [`${add} to add, ${change} to change, `, remove > 0 ? { strong: removed } : removed, ...restOf(document)]
  return { label: `Plan ${name}`, says, tone: 'strong', isIdle: false }
}

// What keeps a plan from being applied; a warning does not.
function obstacles({ plan, rows }: PlanDocument): number {
  return plan.problems.length + (rows?.problems.filter(each => each.severity === 'error').length ?? 0)
}

function restOf(document: PlanDocument): readonly string[] {
  const { plan, rows } = document
  const written = rows?.plans.reduce((sum, each) => sum + rowsToWrite(each), 0) ?? 0
  const losses = plan.risks.filter(each => each.level === 'loss')
  const missing = losses.filter(each => !each.granted).length
  const refused = plan.risks.filter(each => each.level === 'refused').length
  const runs = plan.migrations?.runs.length ?? 0
  const parts = [
    runs > 0 ? `${counted(runs, 'migration')} to run` : '',
    written > 0 ? `${counted(written, 'row')} to write` : '',
    missing > 0 ? `${counted(missing, 'consent')} needed` : '',
    losses.length > missing ? `${counted(losses.length - missing, 'consent')} given` : '',
    refused > 0 ? `${refused} refused` : '',
    obstacles(document) > 0 ? `cannot be applied: ${counted(obstacles(document), 'problem')}` : '',
  ]
  return parts.map(part => (part === '' ? '' : `; ${part}`))
}

function idleParts(document: PlanDocument): readonly Part[] {
  const { plan, rows } = document
  const seeds = rows === undefined ? [] : [{ text: [rowsAreThere(rows)], tone: 'plain' as const }]
  const items = [...adoptedOf(plan), ...rowsOnlyOf(document), ...leftOutOf(document)]
  const below: Group = { kind: 'group', title: '', tone: 'plain', items, after: seeds }
  return [
    { id: 'kept', blocks: items.length + seeds.length === 0 ? [] : [below] },
    { id: 'drift', blocks: plan.drift.length === 0 ? [] : [driftGroup(document)] },
  ]
}

function rowsAreThere({ plans }: RowPlans): string {
  const same = plans.reduce((sum, { found }) => sum + found.same, 0)
  return `Its seeds have ${counted(same, 'row')}, all up to date`
}

function partsOf(document: PlanDocument): readonly Part[] {
  const { plan, rows } = document
  return [
    { id: 'changes', blocks: [{ kind: 'tree', branches: branches(document) }] },
    { id: 'losses', blocks: [lossesOf(document)] },
    { id: 'hazards', blocks: hazardsOf(document), isFolded: true },
    { id: 'kept', blocks: [keptOf(document)] },
    { id: 'drift', blocks: [driftGroup(document)] },
    { id: 'checks', blocks: checksOf(document) },
    { id: 'rows', blocks: [...migrationsOf(document), ...(rows?.plans.map(rowsOf) ?? [])] },
    { id: 'steps', blocks: stepsOf(plan), isFolded: true },
    { id: 'calls', blocks: [callsOf(document)] },
    { id: 'scopes', blocks: [scopesOf(plan)] },
  ]
}

function branches(document: PlanDocument): readonly Branch[] {
  const { plan, places, reverts } = document
  const files = new Map(
    [...grouping(plan.changes, each => each.datastore)].map(([name, own]) => [name, fileOf(own, places)]),
  )
  const fresh = new Set(plan.changes.flatMap(each => (each.kind === 'datastore-added' ? [each.datastore] : [])))
  const records = recordTexts(document)
  const risks = grouping(plan.risks, each => changeKey(each.change))
  return branchesOf(plan.changes, {
    title: name => (plan.target.get(name) ?? plan.base.get(name))?.name ?? '',
    about: name => {
      const isDefined = files.get(name) !== undefined || reverts !== undefined
      return [fresh.has(name) ? 'new' : (records.get(name) ?? ''), isDefined ? '' : 'no definition']
    },
    file: name => files.get(name),
    places,
    keys: name => document.keys?.get(name),
    beside: () => '',
    notes: change => (risks.get(changeKey(change)) ?? []).map(noteOf),
  })
}

// Records of each datastore as far as they were counted.
function recordTexts({ plan }: PlanDocument): ReadonlyMap<string, string> {
  return new Map(
    plan.risks.flatMap(({ change, held }) => {
      if (held === undefined) return []
      return [[change.datastore, `${counted(held.records, 'record')}${held.complete ? '' : ' or more'}`]]
    }),
  )
}

function fileOf(changes: readonly Change[], places: ReadonlyMap<string, Place>): string | undefined {
  for (const change of changes) {
    const place = places.get(changeKey(change))
    if (place !== undefined) return place.file
  }
  return undefined
}

function findingsOf({ environment, plan, places, warnings }: PlanDocument): readonly Finding[] {
  const risks = plan.risks.map((risk): Finding => {
    const isWrong = risk.level === 'refused' || (risk.level === 'loss' && !risk.granted)
    const key = changeKey(risk.change)
    return {
      code: risk.code,
      level: isWrong ? 'error' : risk.level === 'note' ? 'note' : 'warning',
      message: `${changeName(risk.change)}: ${risk.because}`,
      hint: risk.consent === undefined || risk.granted ? undefined : `to accept it: --allow ${risk.consent}`,
      at: places.get(key),
      fingerprint: `${environment}/${risk.code}/${key}`,
    }
  })
  return [...risks, ...problemFindings(warnings, environment)]
}

function passedOf({ plan }: PlanDocument): readonly string[] {
  const doubted = new Set(plan.risks.map(each => each.change.datastore))
  const changed = plan.changes.map(each => each.datastore).filter(each => !doubted.has(each))
  return [...new Set([...changed, ...plan.unchanged])].sort(byCodeUnit)
}
