import type { PlanDocument } from '../core/plan/document.ts'
import { summaryOf } from '../core/plan/document.ts'
import type { Change } from '../core/model/change.ts'
import { changeKey } from '../core/model/change.ts'
import type { Place } from '../core/model/problem.ts'
import { rowsToWrite, writesRows } from '../core/rows/seedPlan.ts'
import type { RowPlans } from '../core/rows/seedPlan.ts'
import { counted } from './amounts.ts'
import { sortedChanges } from './changeRows.ts'
import { escapeText } from './escape.ts'
import { paragraph, WIDTH, wrapped } from './layout.ts'
import type { Paint } from './paint.ts'
import { callLines, listingCalls, recordReads, scopeLines } from './planCalls.ts'
import { adoptedLines, checkLines, driftLines, keptLines, lostLines, rowsOnlyLines } from './planSections.ts'
import { problemsText } from './problemText.ts'
import { seedLines } from './seedRows.ts'
import { grouping, tree } from './tree.ts'
import type { Margin } from './tree.ts'

export interface PlanTextOptions {
  /** Commands to type next, best first. */
  readonly next: readonly string[]
  /** Where the plan was saved. */
  readonly planFile?: string
  /** Texts of the definitions by file, for the line under a warning. */
  readonly sources?: ReadonlyMap<string, string>
}

/** A plan as people review it. One line, with the warnings, when there is nothing to do and nothing drifted. */
export function planText(document: PlanDocument, paint: Paint, options: PlanTextOptions): string {
  const { plan } = document
  if (plan.changes.length === 0 && plan.problems.length === 0 && !writesRows(document.rows))
    return idleText(document, paint, options)
  const blocks = [
    headLines(document, paint),
    ...treeBlocks(document, paint),
    [
      ...lostLines(document, paint),
      ...keptLines(document, paint),
      ...driftLines(document, paint),
      ...checkLines(document, paint),
    ],
    document.rows?.plans.flatMap(each => seedLines(each, paint)) ?? [],
    callLines(document, paint),
    scopeLines(plan, paint),
    problemLines(document, paint, options),
    endLines(document, paint, options),
  ]
  return joined(blocks)
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

function idleText(document: PlanDocument, paint: Paint, options: PlanTextOptions): string {
  const { environment, definitions, source, plan, reverts, rows } = document
  const calls = source === 'lock' ? 'no call, compared with the lock file' : counted(plan.estimate.total, 'call')
  const matches = reverts === undefined ? 'matches its definitions' : 'holds no drift that can be put back'
  const line = `${escapeText(environment)} ${matches}: ${counted(definitions, 'datastore')}, ${calls}`
  const drift = plan.drift.length === 0 ? [] : driftLines(document, paint)
  const seeds = rows === undefined ? [] : rowsAreThere(rows)
  return joined([
    [line, ...adoptedLines(plan), ...rowsOnlyLines(document), ...seeds],
    drift,
    problemLines(document, paint, options),
    savedLines(paint, options),
  ])
}

function rowsAreThere({ plans }: RowPlans): readonly string[] {
  const same = plans.reduce((sum, { found }) => sum + found.same, 0)
  return [`Its seeds hold ${counted(same, 'row')}, all of them there`]
}

function joined(blocks: readonly (readonly string[])[]): string {
  return blocks
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')
}

function headLines(document: PlanDocument, paint: Paint): readonly string[] {
  const { environment, where, definitions, source, plan, now, reverts } = document
  const reads = [counted(listingCalls(plan), 'datastore call'), counted(recordReads(document), 'record call')].join(
    ', ',
  )
  const compared =
    source === 'lock'
      ? 'Offline: compared with the lock file, nothing was read from Cliq.'
      : `Live read${now === undefined ? '' : ' now'}: ${reads}.`
  const aim = reverts === undefined ? 'Definitions' : 'Puts drift back to the lock file, and leaves the definitions out'
  return [
    `Environment ${paint.bold(escapeText(environment))} · ${escapeText(where)}`,
    ...paragraph(`${aim}: ${counted(definitions, 'datastore')}. ${compared}`, 0),
  ]
}

function treeBlocks(document: PlanDocument, paint: Paint): readonly (readonly string[])[] {
  const { plan, places } = document
  if (plan.changes.length === 0) return [['No changes']]
  const files = new Map(
    [...grouping(sortedChanges(plan.changes), each => each.datastore)].map(([name, own]) => [
      name,
      fileOf(own, places),
    ]),
  )
  const fresh = new Set(plan.changes.flatMap(each => (each.kind === 'datastore-added' ? [each.datastore] : [])))
  const records = recordTexts(document)
  const margin: Margin = {
    title: name => (plan.target.get(name) ?? plan.base.get(name))?.name ?? '',
    about: name => {
      const file = files.get(name)
      const none = document.reverts === undefined ? 'no definition' : ''
      const where = file === undefined ? none : escapeText(file)
      return [fresh.has(name) ? 'new' : (records.get(name) ?? ''), where]
    },
    beside: change => placeText(change, places.get(changeKey(change)), files.get(change.datastore)),
    risks: plan.risks,
  }
  return tree(plan.changes, margin, paint)
}

function fileOf(changes: readonly Change[], places: ReadonlyMap<string, Place>): string | undefined {
  for (const change of changes) {
    const place = places.get(changeKey(change))
    if (place !== undefined) return place.file
  }
  return undefined
}

function placeText(change: Change, place: Place | undefined, file: string | undefined): string {
  if (place === undefined) return ''
  const gone = change.kind === 'field-removed' ? 'gone from fields ' : ''
  return `${gone}${place.file === file ? '' : escapeText(place.file)}:${place.line}`
}

function problemLines(
  { plan, rows, warnings }: PlanDocument,
  paint: Paint,
  { sources = new Map() }: PlanTextOptions,
): readonly string[] {
  const problems = [...plan.problems, ...(rows?.problems ?? []), ...warnings]
  return problems.length === 0 ? [] : [problemsText(problems, sources, paint)]
}

function endLines(document: PlanDocument, paint: Paint, options: PlanTextOptions): readonly string[] {
  const { add, change, remove } = summaryOf(document.plan)
  const name = document.digest.slice(document.digest.indexOf(':') + 1).slice(0, 12)
  const counts = `${add} to add, ${change} to change, ${remove} to remove`
  const lines = wrapped(`Plan ${escapeText(name)}: ${counts}${verdict(document)}`, WIDTH - 2)
  return [...lines.map((line, index) => paint.bold(index === 0 ? line : `  ${line}`)), ...savedLines(paint, options)]
}

function verdict({ plan, rows }: PlanDocument): string {
  const written = rows?.plans.reduce((sum, each) => sum + rowsToWrite(each), 0) ?? 0
  const losses = plan.risks.filter(each => each.level === 'loss')
  const missing = losses.filter(each => !each.granted).length
  const refused = plan.risks.filter(each => each.level === 'refused').length
  const parts = [
    written > 0 ? `${counted(written, 'row')} to write` : '',
    missing > 0 ? `${counted(missing, 'consent')} needed` : '',
    losses.length > missing ? `${counted(losses.length - missing, 'consent')} given` : '',
    refused > 0 ? `${refused} refused` : '',
    plan.problems.length > 0 ? `cannot be carried out: ${counted(plan.problems.length, 'problem')}` : '',
  ]
  return parts.map(part => (part === '' ? '' : `; ${part}`)).join('')
}

function savedLines(paint: Paint, { next, planFile }: PlanTextOptions): readonly string[] {
  const saved = planFile === undefined ? [] : [`Saved ${escapeText(planFile)}`]
  return [...saved, ...next.map((each, index) => `${index === 0 ? 'Next ' : '     '} ${paint.cyan(escapeText(each))}`)]
}
