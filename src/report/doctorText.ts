import type { Examination, Examined } from '../core/results/doctor.ts'
import type { Json } from '../core/model/plain.ts'
import { counted } from './amounts.ts'
import { escapeText } from './escape.ts'
import { columns, NARROW_WIDTH, pad, wrapped } from './layout.ts'
import { asTyped } from './paint.ts'
import type { Paint } from './paint.ts'
import { FORMAT_VERSION } from './json.ts'
import { problemJson } from './problemText.ts'

const MARKS = { ok: '✓', warn: '!', fail: '✗', skipped: '-' } as const
const INDENT = 4
const WIDEST = 100

/** One block for each finding, with what to do; at the end the sum, the exit code, and what to do first. */
export function doctorText({ findings }: Examination, exit: number, next: string, paint: Paint): string {
  const label = Math.max(...findings.map(each => columns(each.about)))
  const lines = findings.flatMap(each => findingLines(each, label, paint))
  const count = (state: Examined['state']) => findings.filter(each => each.state === state).length
  const sum = [
    counted(count('fail'), 'failure'),
    counted(count('warn'), 'warning'),
    ...(count('skipped') === 0 ? [] : [`${count('skipped')} not checked`]),
  ].join(', ')
  const end = wrapped(`Next  ${escapeText(next)}`, widthOf(paint))
  return [...lines, '', paint.bold(`${sum}${exit === 0 ? '' : `  exit ${exit}`}`), ...end].join('\n')
}

/** The same for programs. */
export function doctorJson({ environment, where, findings }: Examination, exit: number): Json {
  return {
    formatVersion: FORMAT_VERSION,
    ...(environment !== undefined && { environment }),
    ...(where !== undefined && { where }),
    findings: findings.map(({ about, state, message, problems }) => ({
      about,
      state,
      message,
      problems: problems.map(problemJson),
    })),
    exit,
  }
}

function findingLines(finding: Examined, label: number, paint: Paint): readonly string[] {
  const { about, state, message, problems } = finding
  const colour = { ok: paint.green, warn: paint.yellow, fail: paint.red, skipped: paint.dim }[state]
  const width = widthOf(paint)
  const margin = width < NARROW_WIDTH ? '    ' : ' '.repeat(2 + label + 2)
  const said = problems.length === 0 ? [escapeText(message)] : problems.map(each => `${each.code} ${placed(each)}`)
  const [first = '', ...more] = said.flatMap(text => wrapped(text, width - margin.length))
  const next = problems.flatMap(({ hint }) =>
    hint === undefined ? [] : wrapped(`Next  ${asTyped(escapeText(hint), paint)}`, width - margin.length - INDENT),
  )
  const head = `${colour(MARKS[state])} ${pad(about, label)}`.trimEnd()
  return [
    ...(width < NARROW_WIDTH ? [head, margin + first] : [`${colour(MARKS[state])} ${pad(about, label)}  ${first}`]),
    ...[...more, ...new Set(next)].map(each => margin + each),
  ]
}

function widthOf({ width }: Paint): number {
  return Math.min(WIDEST, width ?? WIDEST)
}

function placed({ message, at }: Examined['problems'][number]): string {
  return at === undefined ? escapeText(message) : `${escapeText(at.file)}:${at.line}:${at.col}  ${escapeText(message)}`
}
