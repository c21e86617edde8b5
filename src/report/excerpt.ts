import { HIDDEN } from '../core/plain.ts'
import type { Place } from '../core/problem.ts'
import { escapeText } from './escape.ts'
import { columns } from './layout.ts'

const ROOM = 72
const CREDENTIAL = /(?:access_?token|client_?secret|refresh_?token|extension_?key)["']?\s*[:=]\s*/i
const DEFAULT = /default_value["']?\s*:\s*/
const KEEPS_SECRETS = /masked|encrypted-text/

/** A line of a file, and the blanks that bring a caret below its column. */
export interface Excerpt {
  readonly line: string
  readonly caret: string
}

/**
 * The line at a place, escaped, numbered and cut to what is near the column. Credentials are never shown, nor are
 * defaults in a file that has masked or encrypted fields. Undefined without a text or for an empty line.
 */
export function excerptOf({ file, line, col }: Place, sources: ReadonlyMap<string, string>): Excerpt | undefined {
  const lines = sources.get(file)?.split(/\r\n|\r|\n/)
  const text = lines?.[line - 1]
  if (lines === undefined || text === undefined || text.trim() === '') return undefined
  const secret = KEEPS_SECRETS.test(sources.get(file) ?? '') ? [CREDENTIAL, DEFAULT] : [CREDENTIAL]
  const covered = coveredFrom(text, lines.slice(0, line - 1), secret)
  const shown = covered === undefined ? text : text.slice(0, covered) + HIDDEN
  const { before, after } = around(shown, Math.min(col - 1, covered ?? text.length))
  const number = `${String(line).padStart(6)} | `
  return { line: `${number}${before}${after}`.trimEnd(), caret: ' '.repeat(columns(number) + columns(before)) }
}

/** The lines of a file with credentials covered, and defaults too where the file has any that must not be seen. */
export function coveredLines(text: string, hasSecrets: boolean): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/)
  const secret = hasSecrets ? [CREDENTIAL, DEFAULT] : [CREDENTIAL]
  return lines.map((line, index) => {
    const covered = coveredFrom(line, lines.slice(0, index), secret)
    return covered === undefined ? line : line.slice(0, covered) + HIDDEN
  })
}

// A definition may be one line of a megabyte: what is near the caret is enough.
function around(text: string, at: number): { readonly before: string; readonly after: string } {
  const from = Math.max(0, Math.min(at - ROOM / 2, text.length - ROOM))
  const to = Math.min(text.length, from + ROOM)
  return {
    before: (from > 0 ? '…' : '') + escapeText(text.slice(from, at)),
    after: escapeText(text.slice(at, to)) + (to < text.length ? '…' : ''),
  }
}

// Where a secret value starts on the line: behind its key, or at once where the line goes on with one from above.
function coveredFrom(text: string, above: readonly string[], secret: readonly RegExp[]): number | undefined {
  const starts = secret.flatMap(key => {
    const found = key.exec(text)
    return found === null ? [] : [found.index + found[0].length]
  })
  if (starts.length > 0) return Math.min(...starts)
  const parent = above.findLast(each => each.trim() !== '' && indentOf(each) < indentOf(text))
  return parent !== undefined && secret.some(key => key.test(parent)) ? indentOf(text) : undefined
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
