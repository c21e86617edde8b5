import type { BackedUp } from '../core/model/backup.ts'
import type { Change } from '../core/model/change.ts'
import type { Journal, Outcome, Trouble } from '../core/model/outcome.ts'
import { plainChange } from '../core/model/plain.ts'
import type { Json } from '../core/model/plain.ts'
import { sortedProblems } from '../core/model/problem.ts'
import type { Problem } from '../core/model/problem.ts'
import type { Step } from '../core/model/step.ts'
import { counted, duration, toMilliseconds } from './amounts.ts'
import { sortedChanges } from './pages/order.ts'
import { escapeText } from './escape.ts'
import { pad, spread, WIDTH, wrapped } from './layout.ts'
import type { Paint } from './paint.ts'
import { callsJson, FORMAT_VERSION } from './json.ts'
import { problemJson, problemsText, retryJson } from './problemText.ts'
import { rowsJson, rowSums } from './seedRows.ts'
import { stepJson, stepText } from './stepText.ts'
import { changeTree } from './changeTree.ts'

/** How an apply ended, with what to type next. */
export interface ApplyResult {
  readonly environment: string
  readonly kind: Outcome['kind']
  readonly journal: Journal
  /** What stopped the whole run, such as a lock-out. */
  readonly problems: readonly Problem[]
  /** The next command and, after three blanks, what it does; '' where there is nothing to do. */
  readonly next: string
  /** When a stopped run may go on, Unix ms, where that is known. */
  readonly retryAt?: number | undefined
  /** The exit code to name, where it is not 0. */
  readonly exit?: number
}

const LABEL = 15

/** The end block of an apply, counted from its journal. */
export function applyText(result: ApplyResult, paint: Paint): string {
  const { journal, next } = result
  const problems = [...journal.rows.flatMap(each => each.troubles.map(({ problem }) => problem)), ...result.problems]
  const exit = result.exit === undefined || result.exit === 0 ? '' : `exit ${result.exit}`
  const [first = '', ...more] = spread(headline(result), exit)
  const lines = [
    result.kind === 'stopped' || result.kind === 'diverged' ? paint.red(first) : paint.bold(first),
    ...more,
    ...(result.kind === 'stopped' ? leftLines(journal) : []),
    ...surpriseLines(journal.surprises, paint),
    ...backupLines(journal.backups),
    ...(problems.length === 0 ? [] : ['', problemsText(problems, new Map(), paint), '']),
    ...(next === '' ? [] : [`  ${pad('Next', LABEL - 2)}${paint.cyan(escapeText(next))}`]),
  ]
  return lines.join('\n')
}

/** Backups as JSON. */
export function backupsJson(backups: readonly BackedUp[]): Json {
  return backups.map(({ datastore, folder, records }) => ({ datastore, folder, records }))
}

/** The end of an apply as the last object of its NDJSON stream. */
export function applyJson({ environment, kind, journal, problems, next, retryAt }: ApplyResult): Json {
  const trouble = ({ step, problem }: Trouble): Json => ({ ...stepJson(step), problem: problemJson(problem) })
  return {
    type: 'result',
    formatVersion: FORMAT_VERSION,
    environment,
    outcome: kind === 'done' ? 'applied' : kind,
    done: journal.done.map(stepJson),
    skipped: journal.skipped.map(stepJson),
    unknown: journal.unknown.map(trouble),
    failed: journal.failed.map(trouble),
    notStarted: journal.notStarted.map(stepJson),
    surprises: sortedChanges(journal.surprises).map(plainChange),
    ...(journal.backups.length > 0 && { backups: backupsJson(journal.backups) }),
    ...(journal.rows.length > 0 && { seeds: rowsJson(journal.rows) }),
    calls: callsJson(journal.calls),
    seconds: toMilliseconds(journal.seconds),
    problems: sortedProblems(problems).map(problemJson),
    next,
    ...retryJson(retryAt),
  }
}

function headline({ environment, kind, journal }: ApplyResult): string {
  const { done, skipped, calls, seconds } = journal
  const sent = [...calls.values()].reduce((sum, count) => sum + count, 0)
  const cost = `${counted(sent, 'call')} in ${duration(seconds)}`
  const steps = `${counted(done.length, 'step')} done${skipped.length > 0 ? `, ${skipped.length} already done` : ''}`
  const name = escapeText(environment)
  const sums = rowSums(journal.rows)
  const written = sums === '' ? '' : `, rows: ${sums}`
  switch (kind) {
    case 'nothing-to-do':
      return `${name} matches its definitions: nothing to do, ${cost}`
    case 'done':
      return `Applied to ${name}: ${steps}${written}, ${cost}`
    case 'declined':
      return `Declined: nothing was changed in ${name}`
    case 'stopped':
      return `Stopped: ${countsText(journal)}${written}`
    case 'diverged':
      return `Surprise: ${steps}${written}, and ${name} is not as planned`
  }
}

function countsText({ done, skipped, unknown, failed, notStarted }: Journal): string {
  const counts = [
    [skipped.length, 'already done'],
    [unknown.length, 'unknown'],
    [failed.length, 'failed'],
    [notStarted.length, 'not started'],
  ] as const
  const others = counts.filter(([count]) => count > 0).map(([count, word]) => `, ${count} ${word}`)
  return `${done.length} done${others.join('')}`
}

function leftLines({ unknown, failed, notStarted }: Journal): readonly string[] {
  return [
    ...unknown.flatMap(each => troubleLines('unknown', each)),
    ...failed.flatMap(each => troubleLines('failed', each)),
    ...notStarted.flatMap(each => labelled('not started', `${stepText(each)}${untouched(each)}`)),
  ]
}

function troubleLines(label: string, { step, problem }: Trouble): readonly string[] {
  const { at, code, message, hint } = problem
  const place = at === undefined ? '' : `, ${escapeText(at.file)}:${at.line}`
  const then = hint === undefined ? '' : `; ${escapeText(hint)}`
  return labelled(label, `${stepText(step)}${place}: ${escapeText(message)} (${code})${then}`)
}

function untouched({ call }: Step): string {
  return call === 'delete-fields' || call === 'delete-datastore' ? ': nothing was lost' : ''
}

function surpriseLines(surprises: readonly Change[], paint: Paint): readonly string[] {
  if (surprises.length === 0) return []
  const trees = changeTree(surprises, () => '', paint)
  return ['  Planned -> found', ...trees.map(text => text.replaceAll(/^/gmu, '  '))]
}

/** Where copies of records lie, and how many each holds. */
export function backupLines(backups: readonly BackedUp[]): readonly string[] {
  return backups.flatMap(({ datastore, folder, records }) =>
    labelled('backup', `${escapeText(datastore)}: ${counted(records, 'record')} in ${escapeText(folder)}`),
  )
}

function labelled(label: string, text: string): readonly string[] {
  return wrapped(text, WIDTH - LABEL).map((line, index) => `${pad(index === 0 ? `  ${label}` : '', LABEL)}${line}`)
}
