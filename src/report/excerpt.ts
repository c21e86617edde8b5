import { HIDDEN } from '../core/model/plain.ts'
import type { Place } from '../core/model/problem.ts'
import { escapedWhole } from './escape.ts'
import { columns } from './layout.ts'
import { keepsSecrets, secretFrom } from './secrets.ts'

const ROOM = 72
const FAR = 500
const CREDENTIAL = /(?:access_?token|client_?secret|refresh_?token|extension_?key)["']?\s*[:=]\s*/i
// A key of a config that may hold a secret, also a misspelt or an unknown one, and what stands before the @ of a URL.
const MAYBE_SECRET = /(?:(?:token|secret|passw|credential|auth|key|id)\w*["']?\s*[:=]\s*|:\/\/(?=[^\s/]*@))/i
// The code of a key that a config does not have: nobody knows what its value is.
const UNKNOWN_KEY = 'CF105'
const CODE = /\.[cm]?[jt]s$/

/** A line of a file, and the blanks that bring a caret below its column. */
export interface Excerpt {
  readonly line: string
  readonly caret: string
}

/**
 * The line at a place, escaped, numbered and cut to what is near the column. Credentials are never shown, nor are
 * values in a definition that has masked or encrypted fields; of such a definition in code, no line is. Of a config,
 * which the code of its problem tells, nothing is shown that may be a secret under a wrong key. Undefined without a text
 * or for an empty line.
 */
export function excerptOf(
  { file, line, col }: Place,
  sources: ReadonlyMap<string, string>,
  code: string,
): Excerpt | undefined {
  const read = readOf(file, sources)
  const text = read?.lines[line - 1]
  if (read === undefined || text === undefined || text.trim() === '') return undefined
  const isConfig = code.startsWith('CF')
  const isSecret = read.isSecret && !isConfig
  if (isSecret && CODE.test(file)) return undefined
  const covered = firstOf([
    credentialFrom(text, read.lines.slice(0, line - 1), isConfig ? MAYBE_SECRET : CREDENTIAL),
    code === UNKNOWN_KEY ? valueFrom(text, col) : undefined,
    isSecret ? secretFrom(read.lines, line - 1) : undefined,
  ])
  const shown = covered === undefined ? text : text.slice(0, covered) + HIDDEN
  const { before, after } = around(shown, Math.min(col - 1, covered ?? text.length))
  const number = `${String(line).padStart(6)} | `
  return { line: `${number}${before}${after}`.trimEnd(), caret: ' '.repeat(columns(number) + columns(before)) }
}

interface Read {
  readonly lines: readonly string[]
  readonly isSecret: boolean
}

// A file with a thousand problems is split and searched once.
const reads = new WeakMap<ReadonlyMap<string, string>, Map<string, Read>>()

function readOf(file: string, sources: ReadonlyMap<string, string>): Read | undefined {
  const text = sources.get(file)
  if (text === undefined) return undefined
  const before = reads.get(sources) ?? new Map<string, Read>()
  reads.set(sources, before)
  const read = before.get(file) ?? { lines: text.split(/\r\n|\r|\n/), isSecret: keepsSecrets(text) }
  before.set(file, read)
  return read
}

function firstOf(starts: readonly (number | undefined)[]): number | undefined {
  const found = starts.filter(each => each !== undefined)
  return found.length === 0 ? undefined : Math.min(...found)
}

// A definition may be one line of a megabyte: what is near the caret is enough. The line is escaped before it is cut, else
// a cut could part what makes an order, and joining the parts would give it. What is thrown away first is far from what
// is shown.
function around(line: string, col: number): { readonly before: string; readonly after: string } {
  const start = Math.max(0, col - FAR)
  const { text, at } = escapedWhole(line.slice(start, col + FAR))
  const caret = at(Math.min(col, line.length) - start)
  const from = whole(text, Math.max(0, Math.min(caret - ROOM / 2, text.length - ROOM)))
  const to = whole(text, Math.min(text.length, from + ROOM))
  return {
    before: (start + from > 0 ? '…' : '') + text.slice(from, caret),
    after: text.slice(caret, to) + (to < text.length || col + FAR < line.length ? '…' : ''),
  }
}

// Never between the halves of a pair.
function whole(text: string, index: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(index)) ? index - 1 : index
}

// Where a credential starts on the line: behind its key, or at once where the line goes on with one from above.
function credentialFrom(text: string, above: readonly string[], pattern: RegExp): number | undefined {
  const found = pattern.exec(text)
  if (found !== null) return found.index + found[0].length
  const parent = above.findLast(each => each.trim() !== '' && indentOf(each) < indentOf(text))
  return parent !== undefined && pattern.test(parent) ? indentOf(text) : undefined
}

function valueFrom(text: string, col: number): number | undefined {
  const colon = text.indexOf(':', col - 1)
  return colon < 0 ? undefined : colon + 1
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
