import { escapeText } from './escape.ts'
import type { Finding } from './page.ts'

// A step of GitHub shows ten errors and ten warnings, and drops the rest without a word.
const MOST = 10

/**
 * Findings as GitHub marks them at the lines of a pull request: errors first, so that losses are never those that are
 * dropped. `folder` is that of the project in the repository.
 */
export function annotationLines(findings: readonly Finding[], folder: string): readonly string[] {
  return (['error', 'warning'] as const).flatMap(level =>
    findings
      .filter(each => each.level === level)
      .slice(0, MOST)
      .map(each => annotation(each, level, folder)),
  )
}

function annotation({ code, message, hint, at }: Finding, level: 'error' | 'warning', folder: string): string {
  const file =
    at === undefined
      ? []
      : [`file=${property(folder === '.' ? at.file : `${folder}/${at.file}`)}`, `line=${at.line}`, `col=${at.col}`]
  const properties = [...file, `title=${property(`cliq-ds ${code}`)}`].join(',')
  return `::${level} ${properties}::${data(hint === undefined ? message : `${message}; ${hint}`)}`
}

// The runner undoes just these; whatever else could act is escaped as everywhere.
function data(text: string): string {
  return escapeText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
