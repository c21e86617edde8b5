import { byCodeUnit } from '../../core/model/catalog.ts'
import type { UniqueKey } from '../../core/model/catalog.ts'
import { changeKey } from '../../core/model/change.ts'
import type { Change } from '../../core/model/change.ts'
import type { PlanDocument } from '../../core/plan/document.ts'
import type { Plan } from '../../core/plan/plan.ts'
import { counted, grouped } from '../amounts.ts'
import type { Entry, Group, Words } from '../page.ts'
import { branchesOf, grouping, keysText } from './changes.ts'

const NAMES_SHOWN = 12

// Of what is said of many datastores, those that are named; the rest is counted.
const ENTRIES_SHOWN = 4

// Of the fields of one datastore that do not differ.
const FIELDS_SHOWN = 6

/** What the plan leaves alone: parts that do not differ, and what is not ours. */
export function keptOf(document: PlanDocument): Group {
  const { plan } = document
  const changed = grouping(plan.changes, each => each.datastore)
  const same = [...changed]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([name, own]) => {
      return { name, says: sameParts(plan, name, own, document.keys?.get(name)) }
    })
  const parts = folded(same, name => name, [': no difference'])
  const fields = [...plan.kept.fields].sort(([a], [b]) => byCodeUnit(a, b))
  const foreign = folded(
    fields.map(([name, own]) => {
      return { name, says: [...names(own), ': not ours, so never touched (', pull([name]), ')'] }
    }),
    name => `${name}.*`,
    [],
    ['fields that are not ours, so never touched (', { command: 'cliq-ds pull NAME' }, ' adopts them)'],
  )
  const unchanged = plan.unchanged.length === 0 ? [] : [entryOf(names(plan.unchanged), ['no difference'])]
  const leftOut = new Set(document.chosen?.leftOut)
  const others = plan.kept.datastores.filter(each => !leftOut.has(each))
  const apart =
    others.length === 0
      ? []
      : [
          entryOf(names(others.map(each => `${document.prefix ?? ''}${each}`)), [
            'not ours, so never touched (',
            ...pullWords(others),
            ')',
          ]),
        ]
  const beyond =
    plan.kept.outside.length === 0
      ? []
      : [
          entryOf(names(plan.kept.outside), [
            'does not begin with the prefix ',
            { name: document.prefix ?? '' },
            ', so never touched',
          ]),
        ]
  const items = [
    ...parts,
    ...foreign,
    ...unchanged,
    ...adoptedOf(plan),
    ...apart,
    ...beyond,
    ...rowsOnlyOf(document),
    ...leftOutOf(document),
  ]
  const says = items.length === 0 ? ['nothing else exists'] : undefined
  return { kind: 'group', title: 'Kept', says, tone: 'plain', items }
}

/** Datastores that nobody asked for: neither planned, nor compared, nor changed in the lock file. */
export function leftOutOf({ chosen }: PlanDocument): readonly Entry[] {
  if (chosen === undefined || chosen.leftOut.length === 0) return []
  return [entryOf(names(chosen.leftOut), ['not chosen, so neither planned nor compared'])]
}

/** Datastores of extensions, which no plan is about. */
export function rowsOnlyOf({ rowsOnly = new Map() }: PlanDocument): readonly Entry[] {
  return [...rowsOnly].map(([name, extension]) =>
    entryOf([{ name }], ['rows only: it belongs to the extension ', { name: extension }]),
  )
}

/** Datastores that are defined and there, and become ours. */
export function adoptedOf({ adopts }: Plan): readonly Entry[] {
  return adopts.length === 0 ? [] : [entryOf(names(adopts), ['live and not in the lock file yet: apply adopts it'])]
}

/** What was changed outside, and what the plan does about it. */
export function driftGroup({ plan, source, warnings }: PlanDocument): Group {
  const none = (says: string): Group => ({ kind: 'group', title: 'Drift', says: [says], tone: 'plain', items: [] })
  if (source === 'lock') return none('unknown: an offline plan does not check')
  if (plan.drift.length === 0) return none('none')
  const title = (name: string) => (plan.base.get(name) ?? plan.target.get(name))?.name ?? ''
  const about = (name: string) => {
    const whole = plan.drift.find(each => each.datastore === name && /^datastore-(?:added|removed)$/.test(each.kind))
    return whole === undefined ? [] : [fateOf(whole, plan)]
  }
  const beside = (change: Change) => fateOf(change, plan)
  const branches = branchesOf(plan.drift, { title, about, beside, notes: () => [] })
  // Some of it, or all, is left by an apply of ours: that is reported as such.
  const by = warnings.some(each => each.code === 'JR103') ? '' : ' outside'
  return { ...none(`changed${by} since the last apply or pull`), branches }
}

/** That records were not checked, where someone asked for it. */
export function checksOf({ checks }: PlanDocument): readonly Group[] {
  if (checks !== 'skipped') return []
  const text = 'skipped: no record was read, so losses and failures are unknown'
  return [{ kind: 'group', title: 'Checks', says: [text], tone: 'doubt', items: [] }]
}

function entryOf(label: Words, text: Words): Entry {
  return { label, text, tone: 'plain' }
}

// Names in order; many are counted, and the first ones shown.
function names(all: readonly string[]): Words {
  const sorted = [...all].sort(byCodeUnit)
  const shown = sorted.slice(0, NAMES_SHOWN).flatMap((name, index): Words => [index === 0 ? '' : ', ', { name }])
  return sorted.length <= NAMES_SHOWN ? shown : [...shown, ` and ${grouped(sorted.length - NAMES_SHOWN)} more`]
}

function pull(all: readonly string[]): Words[number] {
  return { command: `cliq-ds pull ${[...all].sort(byCodeUnit).join(' ')}` }
}

// Only names that a shell takes as they are become part of a command to paste.
function pullWords(others: readonly string[]): Words {
  const pastes = others.length <= 4 && others.every(name => /^\w+$/.test(name))
  return pastes ? [pull(others)] : [{ command: 'cliq-ds pull NAME' }, ' adopts one']
}

// What is said of several is said once, and of many only the first are named.
function folded(
  said: readonly { readonly name: string; readonly says: Words }[],
  labelOf: (name: string) => string,
  end: Words,
  ofRest: Words = ['no difference'],
): readonly Entry[] {
  const alike = [
    ...grouping(
      said.filter(({ says }) => says.length > 0),
      ({ says }) => JSON.stringify(says),
    ).values(),
  ]
  const shown = alike.slice(0, ENTRIES_SHOWN).flatMap(group => {
    return group[0] === undefined
      ? []
      : [entryOf(names(group.map(each => labelOf(each.name))), [...group[0].says, ...end])]
  })
  const rest = alike.slice(ENTRIES_SHOWN).flat().length
  return rest === 0 ? shown : [...shown, entryOf([counted(rest, 'other')], ofRest)]
}

// The parts of a changed datastore that do not differ; nothing where all do.
function sameParts(plan: Plan, name: string, own: readonly Change[], written: readonly UniqueKey[] | undefined): Words {
  const renamed = own.find(each => each.kind === 'datastore-renamed')
  const before = plan.base.get(renamed?.kind === 'datastore-renamed' ? renamed.from : name)
  const after = plan.target.get(name)
  if (before === undefined || after === undefined) return []
  const touched = new Set(own.flatMap(each => ('field' in each ? [each.field] : [])))
  const foreign = new Set(plan.kept.fields.get(name))
  const same = [...after.fields.keys()].filter(each => !touched.has(each) && !foreign.has(each)).sort(byCodeUnit)
  const keysDiffer = own.some(each => each.kind === 'datastore-changed' && each.attribute === 'unique_keys')
  const count = after.unique_keys.length
  const keys =
    keysDiffer || count === 0
      ? []
      : [`unique key${count === 1 ? '' : 's'} `, { name: keysText(after.unique_keys, written) }]
  if (same.length === 0 && keys.length === 0) return []
  // One more than fits is shown: counting it would be no shorter.
  const most = same.length === FIELDS_SHOWN + 1 ? same.length : FIELDS_SHOWN
  const fields = same.slice(0, most).flatMap((each, index): Words => [index === 0 ? '' : ', ', { name: each }])
  const more = same.length > most ? [` and ${counted(same.length - most, 'other')}`] : []
  const between = same.length > 0 && keys.length > 0 ? [', '] : []
  return [...fields, ...more, ...between, ...keys]
}

// By what the plan does to the same thing: undoes what was done outside, sets something third, or leaves it.
function fateOf(drifted: Change, plan: Plan): string {
  const counter = plan.changes.find(each => changeKey(each) === counterKey(drifted, plan))
  if (counter === undefined) return 'left as is'
  if (!('attribute' in drifted) || !('attribute' in counter)) return 'will be reverted'
  return JSON.stringify(counter.to) === JSON.stringify(drifted.from) ? 'will be reverted' : 'overwritten'
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
