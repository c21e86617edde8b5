import type { Journal, RowsEnd } from '../../core/model/outcome.ts'
import type { Json } from '../../core/model/plain.ts'
import type { Descent } from '../../core/rows/lineage.ts'
import type { Gap } from '../../core/rows/restore.ts'
import type { Restored, RestorePlan, Returning } from '../../core/results/restore.ts'
import { counted, duration, grouped } from '../amounts.ts'
import { FORMAT_VERSION } from '../json.ts'
import type { Entry, Group, Page, Part, Words } from '../page.ts'
import { stepJson } from '../stepText.ts'
import { costText, runPage } from './outcome.ts'
import type { AfterRun } from './outcome.ts'
import { stepsOf } from './planCalls.ts'

const CANNOT = 'BK105'

/** A restore before it is carried out: what comes back, what does not, and what it costs. */
export function restorePlanPage(shown: RestorePlan): Page {
  const { environment, where, plan, returning, calls, seconds } = shown
  const says = [
    `${counted(plan.steps.length, 'step')}, ${rowsText(returning)}; ${counted(calls, 'call')}, reads included`,
  ]
  const finish = `, earliest finish ${duration(seconds)} with idle budgets`
  return {
    verb: 'restore',
    environment,
    where,
    about: [],
    verdict: { label: 'Restore', says: [...says, finish], tone: 'strong', isIdle: false },
    parts: plannedParts(shown),
    next: [],
    findings: [],
    passed: returning.map(each => each.name),
    skipped: [],
    json: { formatVersion: FORMAT_VERSION, environment, ...plannedJson(shown) },
  }
}

/** A restore that is over. */
export function restorePage(restored: Restored, after: AfterRun = {}): Page {
  const { plan, journal, left } = restored
  const { environment, where } = plan
  const json = { ...plannedJson(plan), created: journal.done.length, ...sumsOf(journal), left }
  const planned = plannedParts(plan).filter(each => each.id !== 'steps')
  const facts = { verb: 'restore', environment, where, headline: headline(restored), planned, json, done: 'restored' }
  return runPage(facts, restored, after)
}

function plannedParts({ plan, returning }: RestorePlan): readonly Part[] {
  return [
    { id: 'steps', blocks: stepsOf(plan) },
    { id: 'changes', blocks: [returningOf(returning)] },
  ]
}

function returningOf(returning: readonly Returning[]): Group {
  const items = returning.map((each): Entry => ({
    label: [{ name: each.name }],
    text: [`of ${counted(each.backup.records.length, 'record')} ${rowsText([each])}`],
    tone: 'plain',
  }))
  const gaps = returning.flatMap(each => [
    ...each.restoration.gaps.map(gap => gapWords(each.name, gap)),
    ...(each.keysLeft === 0
      ? []
      : [[`${counted(each.keysLeft, 'unique key')} of the backup: apply its definition to set them`]]),
  ])
  const after = gaps.map(text => ({ text: [`cannot come back, ${CANNOT}: `, ...text], tone: 'doubt' as const }))
  const moved = returning.flatMap(each => each.descents.map(descent => movedWords(each.name, descent)))
  const today = moved.map(text => ({ text, tone: 'plain' as const }))
  const anew = insertsIn(returning) === 0 ? [] : [{ text: [ANEW], tone: 'plain' as const }]
  return { kind: 'group', title: 'Comes back', tone: 'plain', items, after: [...today, ...after, ...anew] }
}

function movedWords(name: string, { from, to }: Descent): Words {
  if (from === to) return [{ name: `${name}.${to}` }, ' in the type that it has now']
  return [{ name: `${name}.${from}` }, ' in ', { name: `${name}.${to}` }, ', as its hint says']
}

const ANEW = 'Inserted records get new ids and times.'

function insertsIn(returning: readonly Returning[]): number {
  return returning.flatMap(each => each.restoration.orders).filter(each => each.kind === 'insert').length
}

function rowsText(returning: readonly Returning[]): string {
  const orders = returning.reduce((total, each) => total + each.restoration.orders.length, 0)
  const there = returning.reduce((total, each) => total + each.restoration.there, 0)
  const inserts = insertsIn(returning)
  return `${grouped(inserts)} to insert, ${grouped(orders - inserts)} to fill in, ${grouped(there)} already there`
}

function gapWords(name: string, { kind, field, records }: Gap): Words {
  const subject = { name: `${name}.${field}` }
  const what = [subject, ` of ${counted(records, 'record')}`]
  switch (kind) {
    case 'too-long':
      return [...what, ', too long for a record call']
    case 'too-large':
      return [...what, ', since the record would exceed 2,500 bytes']
    case 'hidden':
      return [...what, ': hidden, and not proven to read back as written (', { command: 'cliq-ds doctor --probe' }, ')']
    case 'covered':
      return [...what, ', which Cliq showed as stars when it was copied']
    case 'other-type':
      return [...what, ', since the field has another type now']
    case 'unfit':
      return [...what, ', since the value does not fit the type that the field has now']
    case 'mandatory':
      return [`${counted(records, 'record')} without a value of `, subject, ', which is mandatory']
  }
}

function plannedJson({ plan, returning }: RestorePlan): { readonly [key: string]: Json } {
  return {
    steps: plan.steps.map(stepJson),
    returning: returning.map(({ name, backup, restoration, keysLeft, descents }) => ({
      datastore: name,
      records: backup.records.length,
      there: restoration.there,
      toWrite: restoration.orders.length,
      gaps: restoration.gaps.map(each => ({ ...each })),
      keysLeft,
      ...(descents.length > 0 && { hints: descents.map(each => ({ ...each })) }),
    })),
  }
}

function headline({ kind, plan, journal, left }: Restored): Words {
  const { inserted, updated, skipped } = sumsOf(journal)
  const cost = costText(journal)
  const passed = skipped === 0 ? '' : `, ${grouped(skipped)} removed or filled by somebody else in the meantime`
  const steps = counted(journal.done.length, 'step')
  const done = `${steps} done, ${grouped(inserted)} inserted, ${grouped(updated)} filled in${passed}`
  const name = { name: plan.environment }
  switch (kind) {
    case 'nothing-to-do':
      return [name, `: nothing left to restore, ${cost}`]
    case 'done':
      return ['Restored into ', name, `: ${done}, ${cost}`]
    case 'declined':
      return ['Declined: nothing was changed in ', name]
    case 'stopped':
      return [`Stopped: ${done}, ${grouped(left)} left`]
    case 'diverged':
      return [`Surprise: ${done}, ${grouped(left)} left`]
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
