import type { RiskLevel } from '../../core/model/risk.ts'
import type { Sign } from '../../core/plan/document.ts'
import { escapeText, quoteValue } from '../escape.ts'
import {
  columns,
  cut,
  NARROW_WIDTH,
  pad,
  padLeft,
  paragraph,
  quoted,
  quotedPair,
  SECOND,
  spread,
  WIDTH,
  wrapped,
} from '../layout.ts'
import type { Branch, Note, Row, Side, Value } from '../page.ts'
import type { Paint } from '../paint.ts'
import { sentence } from './screen.ts'

/** Branches as blocks of lines: the datastore, its changes below, and notes below what they are about. */
export function treeLines(branches: readonly Branch[], paint: Paint): readonly (readonly string[])[] {
  return branches.map(branch => [...headLines(branch, paint), ...rowsLines(branch, paint)])
}

function headLines({ sign, name, title, about, file, notes }: Branch, paint: Paint): readonly string[] {
  const left = `${sign === '' ? '' : `${sign} `}${cut(name, 40)}${title === '' ? '' : `  ${cut(title, 30)}`}`
  const [first = '', ...more] = spread(
    left,
    [...about, ...(file === undefined ? [] : [file])].map(escapeText).join('  '),
    paint.width,
  )
  const bold = first.startsWith(left) ? paint.bold(left) + first.slice(left.length) : first
  return [bold, ...more, ...notes.flatMap(note => noteLines(note, paint))]
}

function rowsLines({ rows, file }: Branch, paint: Paint): readonly string[] {
  const labels = rows.map(labelOf)
  const second = Math.max(SECOND, ...labels.map(label => columns(label) + 6))
  return rows.flatMap((row, index) => {
    const repeats = row.subject !== '' && row.subject === rows[index - 1]?.subject
    const lines = rowLines(row, { file, repeats, second, label: labels[index] ?? '' }, paint)
    return row.notes.length === 0 ? lines : [...lines, ...row.notes.flatMap(note => noteLines(note, paint))]
  })
}

interface Around {
  /** The file of the branch, which need not be named again. */
  readonly file: string | undefined
  /** Whether the row above is about the same field. */
  readonly repeats: boolean
  /** The column where values start. */
  readonly second: number
  /** What it is about, escaped. */
  readonly label: string
}

function rowLines(row: Row, { file, repeats, second, label: whole }: Around, paint: Paint): readonly string[] {
  const beside = escapeText(row.place === undefined ? row.beside : placeText(row.place, file))
  const label = repeats ? `${' '.repeat(columns(cut(row.subject, 40)) + 1)}${row.attribute}` : whole
  const sign = padLeft(repeats ? '' : row.sign, 3)
  const width = paint.width ?? WIDTH
  if (width < NARROW_WIDTH) return stackedLines(row, `${sign} ${label}`, beside, width, paint)
  const room = Math.max(24, width - second - (beside === '' ? 0 : columns(beside) + 2))
  const narrow = valueLines(row.value, room)
  // Old and new read best on one line; what stands beside then goes below.
  const broad = narrow.length > 1 ? valueLines(row.value, width - second) : narrow
  const [first = '', ...more] = broad.length === 1 ? broad : narrow
  const lines = spread(`${sign} ${pad(label, second - 4)}${first}`, beside, width)
  const painted = lines.map((line, index) => (index === 0 ? signed(line, repeats ? undefined : row.sign, paint) : line))
  return [...painted, ...more.map(line => ' '.repeat(second) + line)]
}

// On a narrow screen the value stands below its name, and the place below that.
function stackedLines(row: Row, head: string, beside: string, width: number, paint: Paint): readonly string[] {
  const [first = '', ...more] = spread(head, beside, width)
  const values = valueLines(row.value, width - 8).flatMap(each => paragraph(each, 8, width))
  return [signed(first, head.startsWith('   ') ? undefined : row.sign, paint), ...more, ...values]
}

function signed(line: string, sign: Sign | undefined, paint: Paint): string {
  return sign === undefined ? line : line.slice(0, 3 - sign.length) + signPaint(sign, paint)(sign) + line.slice(3)
}

function placeText({ file, line, isGone }: NonNullable<Row['place']>, known: string | undefined): string {
  return `${isGone ? 'gone from fields ' : ''}${file === known ? '' : file}:${line}`
}

function labelOf({ subject, attribute }: Row): string {
  const name = cut(subject, 40)
  return name === '' || attribute === '' ? name + attribute : `${name} ${attribute}`
}

// In lines of at most `room` columns, where words allow.
function valueLines(value: Value, room: number): readonly string[] {
  const { from, defaultFrom, to, default: preset } = value
  if (from !== undefined && (defaultFrom ?? preset) !== undefined)
    return replacedLines(fieldLines(from, defaultFrom, room), fieldLines(to, preset, room - 3), room)
  if (preset !== undefined) return fieldLines(to, preset, room)
  if (from === undefined) return 'text' in to ? [quoted(to.text, room)] : wrapped(escapeText(to.said), room)
  if (!('text' in from && 'text' in to)) return arrowLines(sideText(from, room - 3), sideText(to, room - 3), room)
  return arrowLines(...quotedPair(from.text, to.text, room - 3), room)
}

function fieldLines(kind: Side, preset: Side | undefined, room: number): readonly string[] {
  const first = sideText(kind, room)
  if (preset === undefined) return wrapped(first, room)
  const whole = `${first}, default ${'text' in preset ? quoteValue(preset.text) : escapeText(preset.said)}`
  return columns(whole) <= room ? [whole] : [`${first},`, `default ${sideText(preset, room - 8)}`]
}

function replacedLines(from: readonly string[], to: readonly string[], room: number): readonly string[] {
  const whole = [...from, '->', ...to].join(' ')
  return columns(whole) <= room
    ? [whole]
    : [...from, ...to.map((each, index) => `${index === 0 ? '->' : '  '} ${each}`)]
}

function sideText(side: Side, room: number): string {
  return 'text' in side ? quoted(side.text, room) : escapeText(side.said)
}

function arrowLines(from: string, to: string, room: number): readonly string[] {
  const whole = `${from} -> ${to}`
  return columns(whole) <= room ? [whole] : [...wrapped(from, room), ...wrapped(`-> ${to}`, room)]
}

function noteLines({ level, word, code, text }: Note, paint: Paint): readonly string[] {
  return paragraph(`${word}, ${code}: ${sentence(text, paint)}`, 6, paint.width).map(levelPaint(level, paint))
}

/** Green for what comes, red for what goes. */
export function signPaint(sign: Sign, paint: Paint): (text: string) => string {
  switch (sign) {
    case '+':
      return paint.green
    case '~':
      return paint.yellow
    case '-':
    case '-/+':
      return paint.red
  }
}

function levelPaint(level: RiskLevel, paint: Paint): (text: string) => string {
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
