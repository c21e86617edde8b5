import type { Place } from '../../core/model/problem.ts'
import { scalarAt, setScalar } from './plainScalar.ts'
import type { Found, Reading } from './plainScalar.ts'

type PlaceAt = (offset: number) => Place

const KEY = /(?:[A-Za-z][A-Za-z0-9_-]*|"[A-Za-z0-9_$-]+"): +/y
const BETWEEN = / *,(?= )|(?= *[\]}])/y
const CLOSED = / *[\]}]/y
// What YAML reads as something else than text.
const ODD_KEYS = /^(?:null|true|false)$/i
// No definition or config nests deeper on one line.
const DEEPEST = 8

/** The flow collection at a place of a line, which must end on it; undefined for what only the parser can tell. */
export function flowAt(
  line: string,
  start: number,
  path: string,
  place: PlaceAt,
  reading: Reading | undefined,
  depth = 0,
): Found | undefined {
  if (depth > DEEPEST) return undefined
  const isMap = line[start] === '{'
  const map: Record<string, unknown> = Object.create(null)
  const list: unknown[] = []
  let at = start + 1
  for (let count = 0; !isAt(CLOSED, line, at); count += 1) {
    if (count > 0 && line[at - 1] !== ',') return undefined
    const named = isMap ? keyAt(line, at, map) : undefined
    if (isMap && named === undefined) return undefined
    const child = reading === undefined ? '' : `${path}.${named?.key ?? list.length}`
    if (named !== undefined) reading?.keys.set(child, place(named.start))
    const from = named?.end ?? blanksFrom(line, at)
    reading?.places.set(child, place(named?.start ?? from))
    const found =
      line[from] === '[' || line[from] === '{'
        ? flowAt(line, from, child, place, reading, depth + 1)
        : setScalar(scalarAt(line, from, 'flow'), child, place, reading)
    if (found === undefined) return undefined
    if (named === undefined) list.push(found.value)
    else map[named.key] = found.value
    if (!isAt(BETWEEN, line, found.end)) return undefined
    at = BETWEEN.lastIndex
    if (line[at - 1] === ',' && isAt(CLOSED, line, at)) return undefined
  }
  const end = CLOSED.lastIndex
  return line[end - 1] === (isMap ? '}' : ']') ? { value: isMap ? map : list, end } : undefined
}

function keyAt(
  line: string,
  at: number,
  before: Readonly<Record<string, unknown>>,
): { readonly key: string; readonly start: number; readonly end: number } | undefined {
  const start = blanksFrom(line, at)
  if (!isAt(KEY, line, start)) return undefined
  const end = KEY.lastIndex
  const key = flowKeyOf(line, start)
  return key === undefined || key in before ? undefined : { key, start, end }
}

/** The key that starts at a place of a line, where a pattern found one; undefined for what is no key like others. */
export function flowKeyOf(line: string, start: number): string | undefined {
  const isQuoted = line[start] === '"'
  const key = isQuoted
    ? line.slice(start + 1, line.indexOf('"', start + 1))
    : line.slice(start, line.indexOf(':', start))
  return key === '__proto__' || (!isQuoted && ODD_KEYS.test(key)) ? undefined : key
}

function isAt(pattern: RegExp, line: string, at: number): boolean {
  pattern.lastIndex = at
  return pattern.test(line)
}

function blanksFrom(line: string, from: number): number {
  let at = from
  while (line[at] === ' ') at += 1
  return at
}
