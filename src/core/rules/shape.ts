import type { Place, Places, Problem } from '../model/problem.ts'

/** Where a value was written. Code has only its file; YAML has a place for every part. */
export interface Origin {
  readonly file: string
  /** By dotted path, '' for the whole; a part that is missing here takes the place of what holds it. */
  readonly places: Places
  /** Places of keys, where they differ from those of their values. */
  readonly keys?: Places
  /** Numbers, booleans and nulls as they were written. */
  readonly sources?: Pick<ReadonlyMap<string, string>, 'get'>
}

/** Collects the problems of one file while it is read. */
export interface Reader {
  readonly origin: Origin
  readonly problems: Problem[]
}

export type Mapping = Readonly<Record<string, unknown>>

/** Whether a value is a plain object: what a YAML mapping or an object literal gives, and no instance of a class. */
export function isMapping(value: unknown): value is Mapping {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  // A value that came from a worker or another realm has its own Object.prototype, which itself has none.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** A key's own value; what is undefined or inherited counts as not written. */
export function part(mapping: Mapping, key: string): unknown {
  return Object.hasOwn(mapping, key) ? mapping[key] : undefined
}

/** A value's kind in words: `a list`, `nothing`, `a Date`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (isMapping(value)) return 'a mapping'
  if (typeof value === 'string') return 'text'
  if (typeof value !== 'object') return `a ${typeof value}`
  return `a ${value.constructor?.name ?? 'class instance'}`
}

/** What to write where true or false belongs. */
export function switchHint(value: unknown): string {
  if (value === 'true' || value === 'false') return `write ${value} without quotes`
  if (typeof value !== 'string') return 'write true or false'
  return 'write true or false: words such as yes, no, on and off are text in YAML 1.2'
}

/** Notes an error at a part's value, or at what holds it where the part has no place. */
export function tell(reader: Reader, code: string, path: string, message: string, hint?: string): void {
  add(reader, code, placeIn(reader.origin.places, path), message, hint)
}

/** Notes an error at a part's key. */
export function tellKey(reader: Reader, code: string, path: string, message: string, hint?: string): void {
  add(reader, code, reader.origin.keys?.get(path) ?? placeIn(reader.origin.places, path), message, hint)
}

export function childPath(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`
}

function add(reader: Reader, code: string, at: Place | undefined, message: string, hint: string | undefined): void {
  const place = at ?? { file: reader.origin.file, line: 1, col: 1 }
  reader.problems.push({ code, severity: 'error', message, at: place, ...(hint !== undefined && { hint }) })
}

function placeIn(places: Places, path: string): Place | undefined {
  for (let at = path; ; at = at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : '') {
    const place = places.get(at)
    if (place !== undefined || at === '') return place
  }
}
