import { byCodeUnit } from '../../core/model/catalog.ts'
import { changeName } from '../../core/model/change.ts'
import type { Change } from '../../core/model/change.ts'
import type { PlanDocument } from '../../core/plan/document.ts'
import { countedWork } from '../../core/plan/migrationCount.ts'
import { HIDDEN } from '../../core/model/plain.ts'
import type { Held, Risk, RiskLevel } from '../../core/model/risk.ts'
import { counted, grouped } from '../amounts.ts'
import type { Entry, Group, Note, Tone, Words } from '../page.ts'

const LEVEL_WORDS: Readonly<Record<RiskLevel, string>> = {
  loss: 'loses data',
  refused: 'refused',
  'may-fail': 'may fail',
  note: 'note',
}

/** What goes for good, counted in records. */
export function lossesOf(document: PlanDocument): Group {
  const { plan, source } = document
  const losses = plan.risks.filter(each => each.level === 'loss' && !isRename(each))
  const deleted = deletedByMigrations(document)
  if (losses.length + deleted.length === 0)
    return { kind: 'group', title: 'Will be lost', says: ['nothing'], tone: 'plain', items: [] }
  const sorted = [...losses].sort((a, b) => byCodeUnit(changeName(a.change), changeName(b.change)))
  const items = sorted.map((risk): Entry => ({
    label: objectOf(risk.change),
    text: [lostText(risk, source)],
    tone: 'bad',
  }))
  return { kind: 'group', title: 'Will be lost', tone: 'bad', items: [...items, ...deleted], after: copyOf(document) }
}

function deletedByMigrations({ plan, migrations = [] }: PlanDocument): readonly Entry[] {
  return countedWork(plan.steps, migrations).flatMap(({ step, count }): readonly Entry[] => {
    if (step.source !== 'deletion') return []
    const { datastore, migration } = step
    if (count?.touched === 0) return []
    const what =
      count === undefined
        ? 'records; how many is known with --count-all'
        : `${grouped(count.touched)} of ${counted(count.records, 'record')}`
    return [{ label: [{ name: datastore }], text: [`${what}, deleted by `, { name: migration }], tone: 'bad' }]
  })
}

/** What Cliq or we refuse, and what may fail: the same that stands below each change, together. */
export function hazardsOf({ plan }: PlanDocument): readonly Group[] {
  const group = (title: string, level: RiskLevel, tone: Tone): readonly Group[] => {
    const items = plan.risks
      .filter(each => each.level === level)
      .map(risk => ({ label: objectOf(risk.change), text: noteOf(risk).text, tone }))
    return items.length === 0 ? [] : [{ kind: 'group', title, tone, items }]
  }
  return [...group('Refused', 'refused', 'bad'), ...group('May fail', 'may-fail', 'doubt')]
}

/** What a risk says, with what the records show of it. */
export function noteOf({ level, code, change, because, held, consent, granted }: Risk): Note {
  const figures = held === undefined || level !== 'may-fail' ? [] : figuresOf(held)
  const given = consent !== undefined && granted ? ['; consent is given'] : []
  const more = level === 'refused' ? [`; read more: cliq-ds explain ${code}`] : []
  const word = isRename({ change }) && level === 'loss' ? 'needs consent' : LEVEL_WORDS[level]
  return { level, word, code, text: [because, ...figures, ...given, ...more] }
}

function isRename({ change }: Pick<Risk, 'change'>): boolean {
  return change.kind === 'datastore-renamed'
}

function objectOf(change: Change): Words {
  return [{ name: 'field' in change ? `${change.datastore}.${change.field}` : change.datastore }]
}

function copyOf({ plan, environment, backup }: PlanDocument): Group['after'] {
  if (plan.steps.length === 0) return []
  if (backup === 'waived') return [{ text: ['No copy is kept: the config says backup: false'], tone: 'bad' }]
  const folder = { name: `.cliq-ds/backup/${environment}/` }
  return [{ text: ['All records are copied to ', folder, ' first'], tone: 'plain' }]
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
  return `; ${grouped(tooLong)} ${tooLong === 1 ? 'is' : 'are'} too long for a record call, so Cliq cannot take ${tooLong === 1 ? 'it' : 'them'} back`
}

const NO_RECORDS = 'the datastore has no records'

function recordsLost({ records, complete }: Held): string {
  if (complete && records === 0) return NO_RECORDS
  return complete ? counted(records, 'record') : `${counted(records, 'record')} or more`
}

function valuesLost({ records, withValue, complete }: Held): string {
  if (complete && records === 0) return NO_RECORDS
  const verb = withValue === 1 ? 'holds' : 'hold'
  const value = `${verb} a value`
  if (complete) return `${grouped(withValue)} of ${counted(records, 'record')} ${value}`
  return `${grouped(withValue)} of the first ${counted(records, 'record')} ${value}; there are more`
}

function figuresOf({ records, withValue, complete, repeats = [] }: Held): Words {
  const empty = records - withValue
  const lack = empty === 0 ? [] : [`; ${grouped(empty)} of ${grouped(records)} records read have no value`]
  const same = repeats.flatMap(({ key, ids, values, records: count }): Words => {
    const shared = key.flatMap((name, index): Words => [
      index === 0 ? '' : ', ',
      { name },
      ...(values[name] === undefined ? [] : [' ', values[name] === HIDDEN ? HIDDEN : { value: values[name] }]),
    ])
    const more = count > 2 ? `, and ${grouped(count - 2)} more repeat values` : ''
    return ['; records ', { name: ids[0] }, ' and ', { name: ids[1] }, ' have the same ', ...shared, more]
  })
  const found = empty > 0 || repeats.length > 0
  const many = found
    ? 'there are more records'
    : `nothing found in the first ${grouped(records)} records, there are more`
  return [...lack, ...same, ...(complete ? [] : [`; ${many}`])]
}
