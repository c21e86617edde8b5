import type { Json } from '../core/model/plain.ts'
import { plainChange } from '../core/model/plain.ts'
import { countOf } from '../core/model/fold.ts'
import { sortedProblems } from '../core/model/problem.ts'
import type { Place, Problem } from '../core/model/problem.ts'
import { counted } from './amounts.ts'
import { escapeText } from './escape.ts'
import { excerptOf } from './excerpt.ts'
import type { Excerpt } from './excerpt.ts'
import { columns, wrapped } from './layout.ts'
import { plainBranches } from './pages/changes.ts'
import { sortedChanges } from './pages/order.ts'
import type { Branch } from './page.ts'
import { asTyped } from './paint.ts'
import type { Paint } from './paint.ts'
import { treeLines } from './text/tree.ts'

const WIDEST = 100

/**
 * One problem: code, place and message, the line of its file with a caret, and what to do next. `sources` are texts
 * by file; without its text a problem has no excerpt.
 */
export function problemText(problem: Problem, sources: ReadonlyMap<string, string>, paint: Paint): string {
  const { code, severity, at } = problem
  const width = Math.min(WIDEST, paint.width ?? WIDEST)
  const excerpt = at && excerptOf(at, sources, code, width)
  const { what, detail } = halves(problem.message, excerpt, width)
  const mark = severity === 'error' ? paint.red : paint.yellow
  const place = at === undefined ? '' : `${escapeText(at.file)}:${at.line}:${at.col}  `
  const warning = severity === 'warning' ? 'warning: ' : ''
  const head = wrapped(`${code} ${place}${warning}${what}`, width - 6)
  const more = problem.more === undefined ? [] : [`and ${problem.more.toLocaleString('en')} more of ${code}`]
  const moved = movedLines(problem, { ...paint, width })
  const next = [...nextLines(problem, width, paint), ...more].map(
    (line, index) => `${index === 0 ? '  Next  ' : '        '}${line}`,
  )
  return [
    ...head.map((line, index) => (index === 0 ? mark(code) + line.slice(code.length) : `      ${line}`)),
    ...(excerpt === undefined ? [] : [excerpt.line, excerpt.caret + mark(`^${detail}`)]),
    ...moved,
    ...next,
  ].join('\n')
}

/** All problems, sorted by file and place, with an empty line between; nothing for none. */
export function problemsText(problems: readonly Problem[], sources: ReadonlyMap<string, string>, paint: Paint): string {
  return sortedProblems(problems)
    .map(each => problemText(each, sources, paint))
    .join('\n\n')
}

/** `2 errors, 1 warning`. */
export function problemCount(problems: readonly Problem[]): string {
  const [errors, warnings] = [countOf(problems, 'error'), countOf(problems, 'warning')]
  const parts = [errors > 0 ? counted(errors, 'error') : '', warnings > 0 ? counted(warnings, 'warning') : '']
  return parts.filter(part => part !== '').join(', ') || 'no problems'
}

/** A problem as JSON. */
export function problemJson({ code, severity, message, at, hint, more, moved }: Problem): {
  readonly [key: string]: Json
} {
  return {
    code,
    severity,
    message,
    ...(at && { at: placeJson(at) }),
    ...(hint !== undefined && { hint }),
    ...(more !== undefined && { more }),
    ...(moved && { moved: moved.map(({ change, by }) => ({ ...plainChange(change), by })) }),
  }
}

/** What stopped a command, as the one document of its `--json`; `retryAt`, Unix ms, where it may go on later. */
export function problemsJson(problems: readonly Problem[], retryAt?: number): { readonly [key: string]: Json } {
  return { formatVersion: 1, problems: sortedProblems(problems).map(problemJson), ...retryJson(retryAt) }
}

/** When a run that was stopped may go on, as a key of its JSON; nothing without a time. */
export function retryJson(retryAt: number | undefined): { readonly retry_at?: string } {
  return retryAt === undefined ? {} : { retry_at: new Date(retryAt).toISOString() }
}

/** A place as JSON. */
export function placeJson({ file, line, col }: Place): { readonly [key: string]: Json } {
  return { file, line, col }
}

/** What changed meanwhile, as a tree; none for a problem that names nothing. */
export function movedBranches({ moved = [] }: Problem): readonly Branch[] {
  const sides = new Map(moved.map(({ change, by }) => [change, by] as const))
  return plainBranches(sortedChanges([...sides.keys()]), change => sides.get(change) ?? '')
}

function movedLines(problem: Problem, paint: Paint & { readonly width: number }): readonly string[] {
  return treeLines(movedBranches(problem), { ...paint, width: paint.width - 2 })
    .flat()
    .map(line => `  ${line}`)
}

// Where there is a caret with room beside it, the figures of `too long: 21 characters` stand there.
function halves(
  message: string,
  excerpt: Excerpt | undefined,
  width: number,
): { readonly what: string; readonly detail: string } {
  const text = escapeText(message)
  const colon = text.slice(0, 40).indexOf(': ')
  const detail = ` ${text.slice(colon + 2)}`
  const hasRoom = excerpt !== undefined && colon > 0 && columns(excerpt.caret + detail) < width
  return hasRoom ? { what: text.slice(0, colon), detail } : { what: text, detail: '' }
}

// A command to paste is never broken, and is called as this one was.
function nextLines({ code, hint: plain }: Problem, width: number, paint: Paint): readonly string[] {
  const more = asTyped(`read more: cliq-ds explain ${code}`, paint)
  if (plain === undefined) return [more]
  const hint = asTyped(escapeText(plain), paint)
  const whole = `${hint}${hint.endsWith('?') ? ' Or' : ', or'} ${more}`
  return columns(whole) <= width - 8 ? [whole] : [...wrapped(hint, width - 8), more]
}
