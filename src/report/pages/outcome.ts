import type { BackedUp } from '../../core/model/backup.ts'
import { changeKey, changeName } from '../../core/model/change.ts'
import { problemsOfStop } from '../../core/model/outcome.ts'
import type { Journal, Outcome, RowsEnd, Trouble } from '../../core/model/outcome.ts'
import type { Json } from '../../core/model/plain.ts'
import { sortedProblems } from '../../core/model/problem.ts'
import type { Problem } from '../../core/model/problem.ts'
import { fieldsOf } from '../../core/model/step.ts'
import type { Step } from '../../core/model/step.ts'
import { retryAtOf } from '../../core/pace/pace.ts'
import { counted, duration, toMilliseconds } from '../amounts.ts'
import { callsJson, FORMAT_VERSION } from '../json.ts'
import type { Block, Entry, Finding, Group, Page, Part, Steps, Verdict, Words } from '../page.ts'
import { problemJson, retryJson } from '../problemText.ts'
import { rowSums } from '../seedRows.ts'
import { stepWords } from '../stepText.ts'
import { plainBranches } from './changes.ts'
import { problemFindings } from './findings.ts'
import { sortedChanges } from './order.ts'
import { callNames } from './planCalls.ts'

/** What a page of a run says besides its result. */
export interface AfterRun {
  /** What to type next, best first. */
  readonly next?: readonly string[] | undefined
  /** The exit code, which is named where it is not 0. */
  readonly exit?: number | undefined
  /** The lock file, where people commit it. */
  readonly committed?: string | undefined
}

/** What one verb says of its run. */
export interface RunFacts extends Pick<Page, 'figures'> {
  readonly verb: string
  readonly environment: string
  readonly where: string
  readonly headline: Words
  /** What was planned, for who wants to read it again. */
  readonly planned: readonly Part[]
  /** What the result of this verb has in JSON besides what every run has. */
  readonly json: { readonly [key: string]: Json }
  /** What a run of this verb is called that came to its end. */
  readonly done: string
}

/** The page of a run that is over, whoever planned it: its end first, then what is left, and what it did. */
export function runPage(facts: RunFacts, outcome: Outcome, { next = [], exit, committed }: AfterRun): Page {
  const { verb, environment, where, planned } = facts
  const { journal } = outcome
  const problems = sortedProblems([...rowProblems(journal.rows), ...problemsOfStop(outcome)])
  return {
    verb,
    environment,
    where,
    about: [],
    verdict: verdictOf(facts.headline, outcome, exit),
    parts: [
      { id: 'outcome', blocks: outcomeOf(outcome, committed) },
      { id: 'problems', blocks: [{ kind: 'problems', problems, sources: new Map() }] },
      ...planned.map(each => ({ ...each, isFolded: true as const })),
      { id: 'steps', isFolded: true, blocks: stepsOf(journal) },
      { id: 'rows', isFolded: true, blocks: rowsOf(journal.rows) },
      { id: 'calls', isFolded: true, blocks: [sentOf(journal)] },
    ],
    next,
    findings: findingsOf(journal, problems, environment),
    passed: [...journal.done, ...journal.skipped].map(plainStep),
    skipped: journal.notStarted.map(plainStep),
    figures: facts.figures,
    json: runJson(facts, outcome, next),
  }
}

/** What a run cost, in words. */
export function costText({ calls, seconds }: Journal): string {
  return `${counted(sum(calls.values()), 'call')} in ${duration(seconds)}`
}

/** Copies that lie on the disk: where, and how many records each holds. */
export function backupEntries(backups: readonly BackedUp[]): readonly Entry[] {
  return backups.map(({ datastore, folder, records }) => ({
    label: ['backup'],
    text: [{ name: datastore }, `: ${counted(records, 'record')} in `, { name: folder }],
    tone: 'plain',
  }))
}

/** The same for programs. */
export function backupsJson(backups: readonly BackedUp[]): Json {
  return backups.map(({ datastore, folder, records }) => ({ datastore, folder, records }))
}

function verdictOf(says: Words, { kind }: Outcome, exit: number | undefined): Verdict {
  const isBad = kind === 'stopped' || kind === 'diverged'
  const beside = exit === undefined || exit === 0 ? undefined : `exit ${exit}`
  return { label: '', says, tone: isBad ? 'bad' : 'strong', isIdle: kind === 'nothing-to-do', isOver: true, beside }
}

function outcomeOf(outcome: Outcome, lockFile: string | undefined): readonly Block[] {
  const { kind, journal } = outcome
  // What could not be written is told with its copy.
  const committed = problemsOfStop(outcome).some(each => each.at?.file === lockFile) ? undefined : lockFile
  const { done, unknown, failed, notStarted, surprises, backups } = journal
  const left = [
    ...unknown.map(each => troubleEntry('unknown', each)),
    ...failed.map(each => troubleEntry('failed', each)),
    ...notStarted.map(notStartedEntry),
  ]
  const items = [
    ...(kind === 'stopped' ? left : []),
    ...backupEntries(backups),
    ...(done.length > 0 ? commitEntries(committed) : []),
  ]
  const group: Group = { kind: 'group', title: '', tone: 'plain', items }
  const branches = plainBranches(sortedChanges(surprises), () => '')
  const found: Group = { kind: 'group', title: 'Planned -> found', tone: 'bad', items: [], branches }
  return [...(items.length === 0 ? [] : [group]), ...(surprises.length === 0 ? [] : [found])]
}

function commitEntries(committed: string | undefined): readonly Entry[] {
  if (committed === undefined) return []
  return [{ label: ['lock file'], text: [{ name: committed }, ' changed: commit it'], tone: 'plain' }]
}

function troubleEntry(label: string, { step, problem }: Trouble): Entry {
  const { at, code, message, hint } = problem
  const place = at === undefined ? [] : [', ', { name: `${at.file}:${at.line}` }]
  const then = hint === undefined ? '' : `; ${hint}`
  return { label: [label], text: [...stepWords(step), ...place, `: ${message} (${code})${then}`], tone: 'plain' }
}

function notStartedEntry(step: Step): Entry {
  const isDelete = step.call === 'delete-fields' || step.call === 'delete-datastore'
  return { label: ['not started'], text: [...stepWords(step), isDelete ? ': nothing was lost' : ''], tone: 'plain' }
}

function stepsOf({ done, skipped, unknown, failed, notStarted }: Journal): readonly Steps[] {
  const shown = (steps: readonly Step[], state: string) =>
    steps.map(step => ({ call: step.call, datastore: step.datastore, fields: fieldsOf(step), state }))
  const steps = [
    ...shown(done, 'done'),
    ...shown(skipped, 'already done'),
    ...shown(
      unknown.map(each => each.step),
      'unknown',
    ),
    ...shown(
      failed.map(each => each.step),
      'failed',
    ),
    ...shown(notStarted, 'not started'),
  ]
  return steps.length === 0 ? [] : [{ kind: 'steps', steps }]
}

function rowsOf(rows: readonly RowsEnd[]): readonly Group[] {
  const items = rows.map((each): Entry => {
    const sums = rowSums([each])
    return { label: [{ name: each.name }], text: [sums === '' ? 'nothing was written' : sums], tone: 'plain' }
  })
  return items.length === 0 ? [] : [{ kind: 'group', title: 'Rows', tone: 'plain', items }]
}

function sentOf({ calls, seconds }: Journal): Block {
  const names = calls.size === 0 ? [] : [[`${callNames(calls)}; ${duration(seconds)}`]]
  return { kind: 'list', title: 'Calls sent', items: names }
}

function rowProblems(rows: readonly RowsEnd[]): readonly Problem[] {
  return rows.flatMap(each => each.troubles.map(({ problem }) => problem))
}

function findingsOf(journal: Journal, problems: readonly Problem[], environment: string): readonly Finding[] {
  const troubles = [...journal.unknown, ...journal.failed].map(({ step, problem }) => ({
    ...problem,
    message: `${plainStep(step)}: ${problem.message}`,
  }))
  const surprises = journal.surprises.map((change): Finding => ({
    code: 'AP102',
    level: 'error',
    message: `${changeName(change)}: not as planned in ${environment}`,
    fingerprint: `${environment}/${changeKey(change)}`,
  }))
  return [...problemFindings([...troubles, ...problems], environment), ...surprises]
}

function plainStep({ call, ...step }: Step): string {
  const fields = fieldsOf({ call, ...step } as Step)
  return `${call} ${step.datastore}${fields.length === 0 ? '' : ` (${fields.join(', ')})`}`
}

function runJson({ environment, done, json }: RunFacts, outcome: Outcome, next: readonly string[]): Json {
  const { kind, journal, stoppedBy } = outcome
  return {
    type: 'result',
    formatVersion: FORMAT_VERSION,
    environment,
    outcome: kind === 'done' ? done : kind,
    ...json,
    calls: callsJson(journal.calls),
    seconds: toMilliseconds(journal.seconds),
    problems: sortedProblems([...problemsOfStop(outcome)]).map(problemJson),
    next: next[0] ?? '',
    ...retryJson(retryAtOf(stoppedBy)),
  }
}

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((total, each) => total + each, 0)
}
