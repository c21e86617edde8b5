import type { Json } from '../core/plain.ts'
import { sortedProblems } from '../core/problem.ts'
import type { Place, Problem } from '../core/problem.ts'
import { counted } from './amounts.ts'
import { escapeText } from './escape.ts'
import { excerptOf } from './excerpt.ts'
import { wrapped } from './layout.ts'
import type { Paint } from './paint.ts'

/**
 * One problem: code, place and message, the line of its file with a caret, and what to do next. `sources` are texts
 * by file; without its text a problem has no excerpt.
 */
export function problemText(problem: Problem, sources: ReadonlyMap<string, string>, paint: Paint): string {
  const { code, severity, message, at } = problem
  const excerpt = at && excerptOf(at, sources)
  // Where there is a caret, the figures of `too long: 21 characters` stand beside it.
  const colon = excerpt === undefined ? -1 : message.slice(0, 40).indexOf(': ')
  const [what, detail] = colon < 0 ? [message, ''] : [message.slice(0, colon), ` ${message.slice(colon + 2)}`]
  const mark = severity === 'error' ? paint.red : paint.yellow
  const place = at === undefined ? '' : `${escapeText(at.file)}:${at.line}:${at.col}  `
  const warning = severity === 'warning' ? 'warning: ' : ''
  const next = wrapped(escapeText(nextOf(problem)), 92).map((line, index) =>
    index === 0 ? `  Next  ${line}` : `        ${line}`,
  )
  const shown = excerpt === undefined ? [] : [excerpt.line, excerpt.caret + mark(`^${escapeText(detail)}`)]
  return [`${mark(code)} ${place}${warning}${escapeText(what)}`, ...shown, ...next].join('\n')
}

/** All problems, sorted by file and place, with an empty line between; nothing for none. */
export function problemsText(problems: readonly Problem[], sources: ReadonlyMap<string, string>, paint: Paint): string {
  return sortedProblems(problems)
    .map(each => problemText(each, sources, paint))
    .join('\n\n')
}

/** `2 errors, 1 warning`. */
export function problemCount(problems: readonly Problem[]): string {
  const errors = problems.filter(each => each.severity === 'error').length
  const warnings = problems.length - errors
  const parts = [errors > 0 ? counted(errors, 'error') : '', warnings > 0 ? counted(warnings, 'warning') : '']
  return parts.filter(part => part !== '').join(', ') || 'no problems'
}

/** A problem as JSON. */
export function problemJson({ code, severity, message, at, hint }: Problem): { readonly [key: string]: Json } {
  return { code, severity, message, ...(at && { at: placeJson(at) }), ...(hint !== undefined && { hint }) }
}

/** What stopped a command, as the one document of its `--json`. */
export function problemsJson(problems: readonly Problem[]): Json {
  return { formatVersion: 1, problems: sortedProblems(problems).map(problemJson) }
}

/** A place as JSON. */
export function placeJson({ file, line, col }: Place): { readonly [key: string]: Json } {
  return { file, line, col }
}

function nextOf({ code, hint }: Problem): string {
  const more = `read more: cliq-ds explain ${code}`
  return hint === undefined ? more : `${hint}, or ${more}`
}
