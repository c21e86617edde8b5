import { weighed } from '../../core/model/jsonWeight.ts'
import type { JsonBounds } from '../../core/model/jsonWeight.ts'
import type { Place } from '../../core/model/problem.ts'
import { linesOf, placeAt } from '../yaml/lines.ts'
import type { Lines } from '../yaml/lines.ts'

/** Where the parts of a JSON text stand, or the first reason why it is none. */
export interface JsonText {
  /** Undefined beside a fault. */
  readonly value: unknown
  /** By dotted path, '' for the whole: where the value starts. */
  readonly places: ReadonlyMap<string, Place>
  /** By dotted path: where the key stands. */
  readonly keys: ReadonlyMap<string, Place>
  readonly fault?: JsonFault
}

export interface JsonFault {
  /** A truncated text ends too early; any other is damaged. */
  readonly kind: 'truncated' | 'damaged' | 'repeated-key' | 'forbidden-key' | 'too-deep' | 'too-large'
  /** What is wrong, for a message. */
  readonly what: string
  readonly at: Place
}

/** What a file may be that is read at once: so many parts take about 60 MB. */
export const JSON_BOUNDS: JsonBounds = { levels: 100, parts: 600_000 }

/**
 * Reads strict JSON with the place of each part that `marks` wants, by its dotted path; repeated keys and `__proto__`,
 * which JSON.parse lets pass, are faults, and so is more than memory may take.
 */
export function readJsonText(text: string, file: string, marks: (path: string) => boolean = () => true): JsonText {
  const { tooLargeAt } = weighed(text, JSON_BOUNDS)
  const reading: Reading = {
    text,
    // What follows is not read.
    lines: linesOf(text.slice(0, tooLargeAt), file),
    marks,
    at: text.startsWith('\ufeff') ? 1 : 0,
    places: new Map(),
    keys: new Map(),
  }
  try {
    if (tooLargeAt !== undefined)
      throw new Fault('too-large', tooLargeAt, 'it has more parts or lines than can be read at once')
    const value = readValue(reading, '', 0)
    skipBlanks(reading)
    if (reading.at < text.length) throw new Fault('damaged', reading.at, 'text follows after its end')
    return { value, places: reading.places, keys: reading.keys }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const fault = { kind: error.kind, what: error.message, at: placeAt(reading.lines, error.offset) }
    return { value: undefined, places: reading.places, keys: reading.keys, fault }
  }
}

interface Reading {
  readonly text: string
  readonly lines: Lines
  readonly marks: (path: string) => boolean
  at: number
  readonly places: Map<string, Place>
  readonly keys: Map<string, Place>
}

class Fault extends Error {
  readonly kind: JsonFault['kind']
  readonly offset: number

  constructor(kind: JsonFault['kind'], offset: number, what: string) {
    super(what)
    this.kind = kind
    this.offset = offset
  }
}

function readValue(reading: Reading, path: string, level: number): unknown {
  skipBlanks(reading)
  if (level > JSON_BOUNDS.levels)
    throw new Fault('too-deep', reading.at, `it is nested deeper than ${JSON_BOUNDS.levels} levels`)
  if (reading.marks(path)) reading.places.set(path, placeAt(reading.lines, reading.at))
  switch (reading.text[reading.at]) {
    case '{':
      return readObject(reading, path, level)
    case '[':
      return readArray(reading, path, level)
    case '"':
      return readString(reading)
    case undefined:
      throw new Fault('truncated', reading.at, 'it ends too early')
  }
  const word = take(reading, /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y)
  if (word === undefined) throw unexpected(reading)
  return JSON.parse(word)
}

function readObject(reading: Reading, path: string, level: number): unknown {
  const object: Record<string, unknown> = {}
  for (let first = true; !isClosed(reading, '}', first); first = false) {
    const at = reading.at
    const key = readString(reading)
    const child = path === '' ? key : `${path}.${key}`
    if (key === '__proto__') throw new Fault('forbidden-key', at, 'the key `__proto__` is not allowed')
    if (Object.hasOwn(object, key)) throw new Fault('repeated-key', at, `the key \`${key}\` is repeated`)
    if (reading.marks(child)) reading.keys.set(child, placeAt(reading.lines, at))
    skipBlanks(reading)
    if (take(reading, /:/y) === undefined) throw unexpected(reading)
    object[key] = readValue(reading, child, level + 1)
  }
  return object
}

function readArray(reading: Reading, path: string, level: number): unknown {
  const list: unknown[] = []
  for (let first = true; !isClosed(reading, ']', first); first = false)
    list.push(readValue(reading, path === '' ? String(list.length) : `${path}.${list.length}`, level + 1))
  return list
}

// Passes the opening bracket or a comma, then tells whether the closing one follows.
function isClosed(reading: Reading, bracket: '}' | ']', first: boolean): boolean {
  if (first) reading.at += 1
  skipBlanks(reading)
  if (reading.text[reading.at] === bracket) {
    reading.at += 1
    return true
  }
  if (first) return false
  if (take(reading, /,/y) === undefined) throw unexpected(reading)
  skipBlanks(reading)
  return false
}

function readString(reading: Reading): string {
  const start = reading.at
  const token = take(reading, /"(?:[^"\\]|\\.)*"/y)
  if (token === undefined) {
    const isOpen = reading.text[start] === '"'
    throw isOpen ? new Fault('truncated', start, 'a quoted text is never closed') : unexpected(reading)
  }
  try {
    return String(JSON.parse(token))
  } catch {
    throw new Fault('damaged', start, 'this quoted text is not JSON')
  }
}

function skipBlanks(reading: Reading): void {
  take(reading, /[ \t\n\r]*/y)
}

function take(reading: Reading, pattern: RegExp): string | undefined {
  pattern.lastIndex = reading.at
  const found = pattern.exec(reading.text)?.[0]
  if (found !== undefined) reading.at += found.length
  return found
}

function unexpected(reading: Reading): Fault {
  return reading.at >= reading.text.length
    ? new Fault('truncated', reading.at, 'it ends too early')
    : new Fault('damaged', reading.at, 'invalid JSON')
}
