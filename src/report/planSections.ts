import { byCodeUnit } from '../core/model/catalog.ts'
import { changeKey, changeName } from '../core/model/change.ts'
import type { Change } from '../core/model/change.ts'
import type { PlanDocument } from '../core/plan/document.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { Held, Risk } from '../core/model/risk.ts'
import { counted, grouped } from './amounts.ts'
import { keysText } from './changeRows.ts'
import { escapeText } from './escape.ts'
import { entry, paragraph } from './layout.ts'
import type { Paint } from './paint.ts'
import { grouping, tree } from './tree.ts'

const NAMES_SHOWN = 12

/** What goes for good, counted in records; never cut. */
export function lostLines(document: PlanDocument, paint: Paint): readonly string[] {
  const { plan, source } = document
  const losses = plan.risks.filter(each => each.level === 'loss' && each.change.kind !== 'datastore-renamed')
  if (losses.length === 0) return [`${paint.bold('Will be lost')}  nothing`]
  const sorted = [...losses].sort((a, b) => byCodeUnit(changeName(a.change), changeName(b.change)))
  const lines = sorted.flatMap(risk => entry(objectOf(risk.change), lostText(risk, source)))
  return [paint.bold('Will be lost'), ...lines.map(paint.red), ...backupLines(document, paint)]
}

/** That records were not looked at, where someone asked for it. */
export function checkLines({ checks }: PlanDocument, paint: Paint): readonly string[] {
  if (checks !== 'skipped') return []
  const text = 'skipped: no record was read, so nobody knows what would be lost or may fail'
  return [`${paint.bold('Checks')}  ${paint.yellow(text)}`]
}

function backupLines({ plan, environment, backup }: PlanDocument, paint: Paint): readonly string[] {
  if (plan.steps.length === 0) return []
  if (backup === 'waived') return paragraph('No copy is kept: the config says backup: false', 2).map(paint.red)
  return paragraph(`All records are copied to .cliq-ds/backup/${escapeText(environment)}/ first`, 2)
}

/** What the plan leaves alone: parts that do not differ, and what is not ours. */
export function keptLines(document: PlanDocument, paint: Paint): readonly string[] {
  const { plan } = document
  const changed = grouping(plan.changes, each => each.datastore)
  const parts = [...changed].sort(([a], [b]) => byCodeUnit(a, b)).flatMap(([name, own]) => sameParts(plan, name, own))
  const foreign = [...plan.kept.fields]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .flatMap(([name, fields]) =>
      entry(`${escapeText(name)}.*`, `${names(fields)}: not ours, so never touched (cliq-ds pull ${escapeText(name)})`),
    )
  const unchanged = plan.unchanged.length === 0 ? [] : entry(names(plan.unchanged), 'no difference')
  const others = plan.kept.datastores
  const apart = others.length === 0 ? [] : entry(names(others), `not ours, so never touched (${pullCommand(others)})`)
  const lines = [...parts, ...foreign, ...unchanged, ...adoptedLines(plan), ...apart, ...rowsOnlyLines(document)]
  return lines.length === 0 ? [`${paint.bold('Kept')}  nothing else is there`] : [paint.bold('Kept'), ...lines]
}

/** Datastores of extensions, which no plan is about. */
export function rowsOnlyLines({ rowsOnly = new Map() }: PlanDocument): readonly string[] {
  return [...rowsOnly].flatMap(([name, extension]) =>
    entry(escapeText(name), `rows only: it belongs to the extension ${escapeText(extension)}`),
  )
}

/** Datastores that are defined and there, and become ours. */
export function adoptedLines({ adopts }: Plan): readonly string[] {
  return adopts.length === 0 ? [] : entry(names(adopts), 'live and not in the lock file yet: apply adopts it')
}

/** What was changed outside, and what the plan does about it. */
export function driftLines({ plan, source }: PlanDocument, paint: Paint): readonly string[] {
  if (source === 'lock') return [`${paint.bold('Drift')}  unknown: an offline plan does not look`]
  if (plan.drift.length === 0) return [`${paint.bold('Drift')}  none`]
  const title = (name: string) => (plan.base.get(name) ?? plan.target.get(name))?.name ?? ''
  const beside = (change: Change) => fateOf(change, plan)
  const about = (name: string) => {
    const whole = plan.drift.find(each => each.datastore === name && /^datastore-(?:added|removed)$/.test(each.kind))
    return whole === undefined ? [] : [fateOf(whole, plan)]
  }
  const blocks = tree(plan.drift, { title, about, beside, risks: [] }, paint)
  return [
    `${paint.bold('Drift')}  changed outside since the last apply or pull`,
    ...blocks.flat().map(line => `  ${line}`),
  ]
}

/** Foreign names in order; many are counted, and the first ones shown. */
export function names(all: readonly string[]): string {
  const sorted = [...all].sort(byCodeUnit).map(escapeText)
  if (sorted.length <= NAMES_SHOWN) return sorted.join(', ')
  return `${sorted.slice(0, NAMES_SHOWN).join(', ')} and ${grouped(sorted.length - NAMES_SHOWN)} more`
}

// Only names that a shell takes as they are become part of a command to paste.
function pullCommand(others: readonly string[]): string {
  const pastes = others.length <= 4 && others.every(name => /^\w+$/.test(name))
  return pastes ? `cliq-ds pull ${[...others].sort(byCodeUnit).join(' ')}` : 'cliq-ds pull NAME adopts one'
}

function objectOf(change: Change): string {
  return escapeText('field' in change ? `${change.datastore}.${change.field}` : change.datastore)
}

function lostText({ change, held }: Risk, source: PlanDocument['source']): string {
  const whole = change.kind === 'datastore-removed'
  if (held !== undefined) return `${whole ? recordsLost(held) : valuesLost(held)}${tooLongText(held)}`
  const what = whole ? 'all of its records' : 'its value in every record'
  return `${what}; how many was not counted${source === 'lock' ? ', since the plan is offline' : ''}`
}

// What a copy keeps and no call can write.
function tooLongText({ tooLong = 0 }: Held): string {
  if (tooLong === 0) return ''
  return `; in ${grouped(tooLong)} ${tooLong === 1 ? 'it is' : 'they are'} over 1,000 characters, and Cliq takes no such value back`
}

function recordsLost({ records, complete }: Held): string {
  return complete ? counted(records, 'record') : `${counted(records, 'record')} or more`
}

function valuesLost({ records, withValue, complete }: Held): string {
  const verb = withValue === 1 ? 'holds' : 'hold'
  const value = `${verb} a value`
  if (complete) return `${grouped(withValue)} of ${counted(records, 'record')} ${value}`
  return `${grouped(withValue)} of the first ${counted(records, 'record')} ${value}; there are more`
}

function sameParts(plan: Plan, name: string, own: readonly Change[]): readonly string[] {
  const renamed = own.find(each => each.kind === 'datastore-renamed')
  const before = plan.base.get(renamed?.kind === 'datastore-renamed' ? renamed.from : name)
  const after = plan.target.get(name)
  if (before === undefined || after === undefined) return []
  const touched = new Set(own.flatMap(each => ('field' in each ? [each.field] : [])))
  const foreign = new Set(plan.kept.fields.get(name))
  const same = [...after.fields.keys()]
    .filter(each => !touched.has(each) && !foreign.has(each))
    .sort(byCodeUnit)
    .map(escapeText)
  const keysDiffer = own.some(each => each.kind === 'datastore-changed' && each.attribute === 'unique_keys')
  const count = after.unique_keys.length
  const keys = keysDiffer || count === 0 ? [] : [`unique key${count === 1 ? '' : 's'} ${keysText(after.unique_keys)}`]
  const parts = [...same, ...keys]
  return parts.length === 0 ? [] : entry(escapeText(name), `${parts.join(', ')}: no difference`)
}

// By what the plan does to the same thing: undoes what was done outside, sets something third, or leaves it.
function fateOf(drifted: Change, plan: Plan): string {
  const counter = plan.changes.find(each => changeKey(each) === counterKey(drifted, plan))
  if (counter === undefined) return 'left so'
  if (!('attribute' in drifted) || !('attribute' in counter)) return 'set back'
  return JSON.stringify(counter.to) === JSON.stringify(drifted.from) ? 'set back' : 'set anew'
}

function counterKey(drifted: Change, plan: Plan): string {
  const { datastore } =
    plan.changes.find(each => each.kind === 'datastore-renamed' && each.from === drifted.datastore) ?? drifted
  const field = 'field' in drifted ? `.${drifted.field}` : ''
  const attribute = 'attribute' in drifted ? ` ${drifted.attribute}` : ''
  const kind = drifted.kind.endsWith('-added')
    ? drifted.kind.replace('-added', '-removed')
    : drifted.kind.replace('-removed', '-added')
  return `${kind}:${datastore}${field}${attribute}`
}
