import type { Place } from '../../core/model/problem.ts'

/** What a reader notes beside the values, by dotted path; a reader that is given none notes nothing and is faster. */
export interface Reading {
  readonly places: Noting<Place>
  readonly keys: Noting<Place>
  readonly sources: Noting<string>
}

interface Noting<T> {
  set(path: string, noted: T): unknown
}

/** A value, and the offset behind it. */
export interface Found {
  readonly value: unknown
  readonly end: number
}

/** A scalar of one line: its value, where it stands, and how it was written where it is no text. */
export interface PlainScalar {
  readonly value: string | number | boolean
  readonly start: number
  readonly end: number
  readonly source?: string
}

// A colon belongs to the text unless a blank follows; a hash always might be a comment.
const BLOCK = /[A-Za-z0-9](?:[^:#]|:(?=[^ :]))*/y
const FLOW = /[A-Za-z0-9](?:[^:#,[\]{}?])*/y
const NUMBER = /^(?:0|[1-9][0-9]{0,14})$/
const TEXT = /^[A-Za-z]/
const WORD = /^(?:null|true|false)$/i

/** The scalar at a place of a line; undefined for what only the parser can tell. */
export function scalarAt(line: string, start: number, context: 'block' | 'flow'): PlainScalar | undefined {
  const quote = line[start]
  if (quote === '"' || quote === "'") return quotedAt(line, start, quote)
  const pattern = context === 'block' ? BLOCK : FLOW
  pattern.lastIndex = start
  if (!pattern.test(line)) return undefined
  const source = line.slice(start, pattern.lastIndex).trimEnd()
  const end = start + source.length
  if (WORD.test(source)) {
    if (source !== 'true' && source !== 'false') return undefined
    return { value: source === 'true', start, end, source }
  }
  if (TEXT.test(source)) return { value: source, start, end }
  return NUMBER.test(source) ? { value: Number(source), start, end, source } : undefined
}

function quotedAt(line: string, start: number, quote: string): PlainScalar | undefined {
  const close = line.indexOf(quote, start + 1)
  const value = line.slice(start + 1, close)
  if (close < 0 || (quote === '"' && value.includes('\\'))) return undefined
  return { value, start, end: close + 1 }
}

/** The same, with its place and its source noted. */
export function setScalar(
  scalar: PlainScalar | undefined,
  path: string,
  place: (offset: number) => Place,
  reading: Reading | undefined,
): Found | undefined {
  if (scalar === undefined) return undefined
  reading?.places.set(path, place(scalar.start))
  if (scalar.source !== undefined) reading?.sources.set(path, scalar.source)
  return scalar
}
