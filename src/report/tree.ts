import { byCodeUnit } from '../core/model/catalog.ts'
import { changeKey } from '../core/model/change.ts'
import type { Change } from '../core/model/change.ts'
import type { Sign } from '../core/plan/document.ts'
import { HIDDEN } from '../core/model/plain.ts'
import type { Held, Risk, RiskLevel } from '../core/model/risk.ts'
import { grouped } from './amounts.ts'
import { rowsOf, sortedChanges } from './changeRows.ts'
import type { Row } from './changeRows.ts'
import { escapeText } from './escape.ts'
import { columns, cut, pad, paragraph, quoted, SECOND, spread, WIDTH } from './layout.ts'
import type { Paint } from './paint.ts'

/** What a tree shows beside the changes themselves. */
export interface Margin {
  /** The display name of a datastore. */
  readonly title: (datastore: string) => string
  /** At the right of a datastore's own line. */
  readonly about: (datastore: string) => readonly string[]
  /** At the right of a change. */
  readonly beside: (change: Change) => string
  readonly risks: readonly Risk[]
}

const RISK_WORDS: Readonly<Record<RiskLevel, string>> = {
  loss: 'loses data',
  refused: 'refused',
  'may-fail': 'may fail',
  note: 'note',
}

/** Changes as a tree, a block of lines for each datastore in order of name, risks below what they are about. */
export function tree(changes: readonly Change[], margin: Margin, paint: Paint): readonly (readonly string[])[] {
  const drawn: Drawn = { margin, risks: grouping(margin.risks, each => changeKey(each.change)), paint }
  const branches = grouping(sortedChanges(changes), each => each.datastore)
  return [...branches].map(([name, own]) => [...headLines(name, own, drawn), ...changeLines(own, drawn)])
}

interface Drawn {
  readonly margin: Margin
  readonly risks: ReadonlyMap<string, readonly Risk[]>
  readonly paint: Paint
}

/** Things by a key, in the order in which keys first occur. */
export function grouping<T>(things: Iterable<T>, keyOf: (thing: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const thing of things) {
    const group = groups.get(keyOf(thing))
    if (group === undefined) groups.set(keyOf(thing), [thing])
    else group.push(thing)
  }
  return groups
}

function headLines(name: string, own: readonly Change[], drawn: Drawn): readonly string[] {
  const { margin, paint } = drawn
  const whole = own.find(each => each.kind === 'datastore-added' || each.kind === 'datastore-removed')
  const sign = whole === undefined ? '' : whole.kind === 'datastore-added' ? '+ ' : '- '
  const title = margin.title(name)
  const left = `${sign}${cut(name, 40)}${title === '' ? '' : `  ${cut(title, 30)}`}`
  const right = margin.about(name).filter(each => each !== '')
  const [first = '', ...more] = spread(left, right.join('  '))
  const bold = first.startsWith(left) ? paint.bold(left) + first.slice(left.length) : first
  return [bold, ...more, ...(whole === undefined ? [] : riskLines(whole, drawn))]
}

function changeLines(own: readonly Change[], drawn: Drawn): readonly string[] {
  const rows = own.flatMap(change => {
    const lines = rowsOf(change)
    return lines.map((row, index) => ({ row, change, isLast: index === lines.length - 1 }))
  })
  const second = Math.max(SECOND, ...rows.map(({ row }) => columns(labelOf(row)) + 6))
  let above = ''
  return rows.flatMap(({ row, change, isLast }) => {
    const repeats = row.subject !== '' && row.subject === above
    above = row.subject
    const isWhole = change.kind === 'datastore-added' || change.kind === 'datastore-removed'
    const lines = rowLines(row, repeats, second, isWhole ? '' : drawn.margin.beside(change), drawn.paint)
    return isLast && !isWhole ? [...lines, ...riskLines(change, drawn)] : lines
  })
}

function rowLines(row: Row, repeats: boolean, second: number, beside: string, paint: Paint): readonly string[] {
  const label = repeats ? `${' '.repeat(columns(row.subject) + 1)}${row.attribute}` : labelOf(row)
  const sign = repeats ? ' ' : row.sign
  const room = Math.max(24, WIDTH - second - (beside === '' ? 0 : columns(beside) + 2))
  const narrow = row.text(room)
  // Old and new read best on one line; what stands beside then goes below.
  const whole = narrow.length > 1 ? row.text(WIDTH - second) : narrow
  const [first = '', ...more] = whole.length === 1 ? whole : narrow
  const lines = spread(`  ${sign} ${pad(label, second - 4)}${first}`, beside)
  const painted = lines.map((line, index) =>
    index === 0 ? `  ${signPaint(row.sign, paint)(sign)}${line.slice(3)}` : line,
  )
  return [...painted, ...more.map(line => ' '.repeat(second) + line)]
}

function labelOf({ subject, attribute }: Row): string {
  if (subject === '' || attribute === '') return subject + attribute
  return `${subject} ${attribute}`
}

function riskLines(change: Change, { risks, paint }: Drawn): readonly string[] {
  const own = risks.get(changeKey(change)) ?? []
  const sorted = [...own].sort((a, b) => byCodeUnit(a.code, b.code) || byCodeUnit(a.because, b.because))
  return sorted.flatMap(risk => paragraph(riskText(risk), 6).map(riskPaint(risk.level, paint)))
}

function riskText({ level, code, change, because, held, consent, granted }: Risk): string {
  const figures = held === undefined || level !== 'may-fail' ? '' : figuresText(held)
  const given = consent !== undefined && granted ? '; consent is given' : ''
  const more = level === 'refused' ? `; read more: cliq-ds explain ${code}` : ''
  const word = change.kind === 'datastore-renamed' && level === 'loss' ? 'needs consent' : RISK_WORDS[level]
  return `${word}, ${code}: ${escapeText(because)}${figures}${given}${more}`
}

function figuresText({ records, withValue, complete, repeats = [] }: Held): string {
  const empty = records - withValue
  const lack = empty === 0 ? '' : `; ${grouped(empty)} of ${grouped(records)} records read hold no value`
  const same = repeats.map(({ key, ids, values, records: count }) => {
    const shared = key.map(name => `${escapeText(name)} ${valueText(values[name] ?? '')}`).join(', ')
    const more = count > 2 ? `, and ${grouped(count - 2)} more repeat values` : ''
    return `; records ${ids.map(escapeText).join(' and ')} hold the same ${shared}${more}`
  })
  const found = empty > 0 || repeats.length > 0
  const many = found
    ? 'there are more records'
    : `nothing found in the first ${grouped(records)} records, there are more`
  const rest = complete ? '' : `; ${many}`
  return `${lack}${same.join('')}${rest}`
}

function valueText(value: string): string {
  return value === HIDDEN ? HIDDEN : quoted(value, 40)
}

function signPaint(sign: Sign, paint: Paint): (text: string) => string {
  switch (sign) {
    case '+':
      return paint.green
    case '~':
      return paint.yellow
    case '-':
      return paint.red
  }
}

function riskPaint(level: RiskLevel, paint: Paint): (text: string) => string {
  switch (level) {
    case 'loss':
    case 'refused':
      return paint.red
    case 'may-fail':
      return paint.yellow
    case 'note':
      return paint.dim
  }
}
