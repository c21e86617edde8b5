import type { Journal, Outcome, RowsEnd } from '../core/model/outcome.ts'
import type { Json } from '../core/model/plain.ts'
import { sortedProblems } from '../core/model/problem.ts'
import type { Problem } from '../core/model/problem.ts'
import type { Gap, Restoration } from '../core/rows/restore.ts'
import type { Step } from '../core/model/step.ts'
import type { BackupsTaken } from '../core/results/backup.ts'
import { counted, duration, grouped, toMilliseconds } from './amounts.ts'
import { backupLines, backupsJson } from './applyText.ts'
import { escapeText } from './escape.ts'
import { entry, paragraph } from './layout.ts'
import type { Paint } from './paint.ts'
import { callsJson, FORMAT_VERSION } from './json.ts'
import { problemJson, problemsText } from './problemText.ts'
import { stepJson, stepText } from './stepText.ts'

const CANNOT = 'BK105'

/** One datastore of a restore, as it is shown. */
export interface ReturningDatastore {
  readonly name: string
  /** Records that the backup holds. */
  readonly records: number
  readonly restoration: Restoration
  readonly keysLeft: number
}

/** What a restore is about to do. */
export interface RestoreShown {
  readonly environment: string
  readonly where: string
  readonly steps: readonly Step[]
  readonly returning: readonly ReturningDatastore[]
  readonly calls: number
  readonly seconds: number
}

/** How a restore ended. */
export interface RestoreResult {
  readonly environment: string
  readonly kind: Outcome['kind']
  readonly journal: Journal
  readonly left: number
  readonly problems: readonly Problem[]
  readonly next: string
}

/** A restore before it is carried out: what comes back, what does not, and what it costs. */
export function restoreText(shown: RestoreShown, paint: Paint): string {
  const { environment, where, steps, returning, calls, seconds } = shown
  const inserts = returning.flatMap(each => each.restoration.orders).filter(each => each.kind === 'insert').length
  const lines = [
    `Restore into ${paint.bold(escapeText(environment))} · ${escapeText(where)}`,
    '',
    ...steps.flatMap(step => paragraph(`${paint.green('+')} ${stepText(step)}`, 2)),
    ...returning.flatMap(each => [...entry(escapeText(each.name), rowsText(each)), ...gapLines(each, paint)]),
    ...(inserts === 0 ? [] : paragraph('Inserted records get new ids and times.', 2)),
    '',
    `${counted(calls, 'call')}, reads included; earliest finish ${duration(seconds)} with idle budgets`,
  ]
  return lines.join('\n')
}

/** The end of a restore. */
export function restoredText(result: RestoreResult, paint: Paint): string {
  const { problems, next } = result
  const head = headline(result)
  return [
    result.kind === 'stopped' || result.kind === 'diverged' ? paint.red(head) : paint.bold(head),
    ...(problems.length === 0 ? [] : ['', problemsText(problems, new Map(), paint), '']),
    ...(next === '' ? [] : [`  Next  ${paint.cyan(escapeText(next))}`]),
  ].join('\n')
}

/** Both for programs. */
export function restoreJson(shown: RestoreShown, result: RestoreResult): Json {
  const { environment, kind, journal, left, problems, next } = result
  const returning = shown.returning.map(({ name, records, restoration, keysLeft }) => ({
    datastore: name,
    records,
    there: restoration.there,
    toWrite: restoration.orders.length,
    gaps: restoration.gaps.map(each => ({ ...each })),
    keysLeft,
  }))
  return {
    formatVersion: FORMAT_VERSION,
    environment,
    outcome: kind === 'done' ? 'restored' : kind,
    steps: shown.steps.map(stepJson),
    returning,
    created: journal.done.length,
    ...sumsOf(journal),
    left,
    calls: callsJson(journal.calls),
    seconds: toMilliseconds(journal.seconds),
    problems: sortedProblems(problems).map(problemJson),
    next,
  }
}

/** Backups that were taken by hand. */
export function backupText({ environment, backups, calls }: BackupsTaken): string {
  const head = `Copied ${counted(backups.length, 'datastore')} of ${escapeText(environment)}, ${counted(calls, 'call')}`
  return [head, ...backupLines(backups)].join('\n')
}

/** The same for programs. */
export function backupJson({ environment, backups, calls }: BackupsTaken): Json {
  return { formatVersion: FORMAT_VERSION, environment, backups: backupsJson(backups), calls }
}

function rowsText({ records, restoration: { orders, there } }: ReturningDatastore): string {
  const inserts = orders.filter(each => each.kind === 'insert').length
  const parts = [
    `${grouped(inserts)} to insert`,
    `${grouped(orders.length - inserts)} to fill in`,
    `${grouped(there)} already there`,
  ]
  return `of ${counted(records, 'record')} ${parts.join(', ')}`
}

function gapLines({ name, restoration: { gaps }, keysLeft }: ReturningDatastore, paint: Paint): readonly string[] {
  const keys =
    keysLeft === 0 ? [] : [`${counted(keysLeft, 'unique key')} of the backup: apply its definition to set them`]
  const texts = [...gaps.map(each => gapText(name, each)), ...keys]
  return texts.flatMap(text => paragraph(`cannot come back, ${CANNOT}: ${text}`, 4).map(paint.yellow))
}

function gapText(name: string, { kind, field, records }: Gap): string {
  const what = `${escapeText(name)}.${escapeText(field)} of ${counted(records, 'record')}`
  switch (kind) {
    case 'too-long':
      return `${what}, too long for a record call`
    case 'too-large':
      return `${what}, since the record would exceed 2,500 bytes`
    case 'hidden':
      return `${what}: hidden, and not proven to read back as written (cliq-ds doctor --probe)`
    case 'covered':
      return `${what}, which Cliq showed as stars when it was copied`
    case 'other-type':
      return `${what}, since the field has another type now`
    case 'mandatory':
      return `${counted(records, 'record')} without a value of ${escapeText(name)}.${escapeText(field)}, which is mandatory`
  }
}

function headline(result: RestoreResult): string {
  const { environment, kind, journal, left } = result
  const { calls, seconds } = journal
  const { inserted, updated, skipped } = sumsOf(journal)
  const sent = [...calls.values()].reduce((sum, count) => sum + count, 0)
  const cost = `${counted(sent, 'call')} in ${duration(seconds)}`
  const passed = skipped === 0 ? '' : `, ${grouped(skipped)} removed or filled by somebody else in the meantime`
  const done = `${counted(journal.done.length, 'step')} done, ${grouped(inserted)} inserted, ${grouped(updated)} filled in${passed}`
  const name = escapeText(environment)
  switch (kind) {
    case 'nothing-to-do':
      return `${name}: nothing left to restore, ${cost}`
    case 'done':
      return `Restored into ${name}: ${done}, ${cost}`
    case 'declined':
      return `Declined: nothing was changed in ${name}`
    case 'stopped':
      return `Stopped: ${done}, ${grouped(left)} left`
    case 'diverged':
      return `Surprise: ${done}, ${grouped(left)} left`
  }
}

function sumsOf({ rows }: Journal): Pick<RowsEnd, 'inserted' | 'updated' | 'skipped'> {
  const sum = (of: (each: RowsEnd) => number) => rows.reduce((total, each) => total + of(each), 0)
  return {
    inserted: sum(each => each.inserted),
    updated: sum(each => each.updated),
    skipped: sum(each => each.skipped),
  }
}
