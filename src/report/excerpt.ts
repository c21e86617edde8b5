import { HIDDEN } from '../core/model/plain.ts'
import type { Place } from '../core/model/problem.ts'
import { escapedWhole } from './escape.ts'
import { columns } from './layout.ts'
import { ancestorsOf, keepsSecrets, secretFrom } from './secrets.ts'
import { insides, fileKindOf, opensValues, veiled } from './veil.ts'
import type { FileKind, Veiled } from './veil.ts'

const ROOM = 72
const WIDEST = 100

// A number, a bar, and a sign of what is missing at both ends.
const MARGIN = 11
const FAR = 500
const CODE = /\.[cm]?[jt]s$/

/** A line of a file, and the blanks that bring a caret below its column. */
export interface Excerpt {
  readonly line: string
  readonly caret: string
}

/**
 * The line at a place, escaped, numbered and cut to what is near the column and fits into `width`. It shows the whole line of a definition
 * without masked and encrypted fields, and nothing of a definition in code that has some; of every other file it shows
 * keys and harmless words, and `(hidden)` for the rest. Undefined without a text or for an empty line.
 */
export function excerptOf(
  { file, line, col }: Place,
  sources: ReadonlyMap<string, string>,
  code: string,
  width = WIDEST,
): Excerpt | undefined {
  const read = readOf(file, sources)
  const text = read?.lines[line - 1]
  if (read === undefined || text === undefined || text.trim() === '') return undefined
  const kind = kindAt(fileKindOf(code, file, read.text), read.lines, line - 1)
  const isSecret = kind === 'definition' && read.isSecret
  if (CODE.test(file) && (isSecret || kind === 'seed')) return undefined
  const covered = isSecret ? secretFrom(read.lines, line - 1) : undefined
  const near = covered === undefined ? text : text.slice(0, covered) + HIDDEN
  const shown = kind === 'definition' ? undefined : veiledOf(read, line - 1, kind, CODE.test(file))
  const at = shown?.at(Math.min(col - 1, text.length)) ?? Math.min(col - 1, covered ?? text.length)
  const { before, after } = around(shown?.text ?? near, at, Math.min(ROOM, width - MARGIN))
  const number = `${String(line).padStart(6)} | `
  return { line: `${number}${before}${after}`.trimEnd(), caret: ' '.repeat(columns(number) + columns(before)) }
}

// Below `set` of a step every key is a field, whatever it is called.
function kindAt(kind: FileKind, lines: readonly string[], index: number): FileKind {
  return kind === 'migration' && ancestorsOf(lines, index).some(opensValues) ? 'unknown' : kind
}

interface Read {
  readonly text: string
  readonly lines: readonly string[]
  readonly isSecret: boolean
  /** Whether a line begins inside of a text that an earlier one opened. */
  readonly isInside: (index: number) => boolean
  /** Lines as they are shown, by kind and number: a file may be one line, with many problems. */
  readonly veils: Map<string, Veiled>
}

function veiledOf({ lines, isInside, veils }: Read, index: number, kind: FileKind, isCode: boolean): Veiled {
  const key = `${kind} ${index}`
  const veil = veils.get(key) ?? veiled(lines[index] ?? '', kind, isInside(index), isCode)
  veils.set(key, veil)
  return veil
}

// A file with a thousand problems is split and searched once.
const reads = new WeakMap<ReadonlyMap<string, string>, Map<string, Read>>()

function readOf(file: string, sources: ReadonlyMap<string, string>): Read | undefined {
  const text = sources.get(file)
  if (text === undefined) return undefined
  const before = reads.get(sources) ?? new Map<string, Read>()
  reads.set(sources, before)
  const read = before.get(file) ?? readLines(text, CODE.test(file))
  before.set(file, read)
  return read
}

function readLines(text: string, isCode: boolean): Read {
  const lines = text.split(/\r\n|\r|\n/)
  let inside: readonly boolean[] | undefined
  return {
    text,
    lines,
    isSecret: keepsSecrets(text),
    isInside: index => (inside ??= insides(lines, isCode))[index] === true,
    veils: new Map(),
  }
}

// A definition may be one line of a megabyte: what is near the caret is enough. The line is escaped before it is cut, else
// a cut could part what makes an order, and joining the parts would give it. What is thrown away first is far from what
// is shown.
function around(line: string, col: number, room: number): { readonly before: string; readonly after: string } {
  const start = Math.max(0, col - FAR)
  const { text, at } = escapedWhole(line.slice(start, col + FAR))
  const caret = at(Math.min(col, line.length) - start)
  const from = whole(text, Math.max(0, Math.min(caret - Math.floor(room / 2), text.length - room)))
  const to = whole(text, Math.min(text.length, from + room))
  return {
    before: (from > 0 ? '…' : '') + text.slice(from, caret),
    after: text.slice(caret, to) + (to < text.length ? '…' : ''),
  }
}

// Never between the halves of a pair.
function whole(text: string, index: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(index)) ? index - 1 : index
}
