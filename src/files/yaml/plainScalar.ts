import type { Place } from '../../core/problem.ts'

/** What a reader notes beside the values, by dotted path. */
export interface Reading {
  readonly places: Map<string, Place>
  readonly keys: Map<string, Place>
  readonly sources: Map<string, string>
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

const QUOTED = /"([^"\\]*)"|'([^']*)'/y
// A colon belongs to the text unless a blank follows; a hash always might be a comment.
const BLOCK = /[A-Za-z0-9](?:[^:#]|:(?=[^ :]))*/y
const FLOW = /[A-Za-z0-9](?:[^:#,[\]{}?])*/y
const NUMBER = /^(?:0|[1-9][0-9]{0,14})$/
const TEXT = /^[A-Za-z]/
const WORD = /^(?:null|true|false)$/i

/** The scalar at a place of a line; undefined for what only the parser can tell. */
export function scalarAt(line: string, start: number, context: 'block' | 'flow'): PlainScalar | undefined {
  QUOTED.lastIndex = start
  const quoted = QUOTED.exec(line)
  if (quoted !== null) return { value: quoted[1] ?? quoted[2] ?? '', start, end: QUOTED.lastIndex }
  const pattern = context === 'block' ? BLOCK : FLOW
  pattern.lastIndex = start
  const source = pattern.exec(line)?.[0].trimEnd()
  if (source === undefined) return undefined
  const end = start + source.length
  if (WORD.test(source)) {
    if (source !== 'true' && source !== 'false') return undefined
    return { value: source === 'true', start, end, source }
  }
  if (TEXT.test(source)) return { value: source, start, end }
  return NUMBER.test(source) ? { value: Number(source), start, end, source } : undefined
}

/** The same, with its place and its source noted. */
export function setScalar(
  scalar: PlainScalar | undefined,
  path: string,
  place: (offset: number) => Place,
  { places, sources }: Reading,
): Found | undefined {
  if (scalar === undefined) return undefined
  places.set(path, place(scalar.start))
  if (scalar.source !== undefined) sources.set(path, scalar.source)
  return scalar
}
