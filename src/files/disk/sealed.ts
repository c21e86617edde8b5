import { failure } from '../../core/model/failure.ts'
import type { Failure } from '../../core/model/failure.ts'
import { keysIn, weighed } from '../../core/model/jsonWeight.ts'
import type { Json } from '../../core/model/plain.ts'
import type { Place } from '../../core/model/problem.ts'
import { JSON_BOUNDS, readJsonText } from './jsonText.ts'
import type { JsonFault } from './jsonText.ts'
import { startOf } from './readText.ts'
import { Misfit } from './shape.ts'
import type { Shape } from './shape.ts'

/** How a file of our own may be read and is written. */
export interface FileLimits {
  readonly maxBytes: number
  readonly mode: number
}

/** A JSON file that only cliq-ds writes: its text, as it was read. */
export interface OwnFile {
  readonly text: string
  /** For places. */
  readonly file: string
  /** The failure of a text that is not JSON. */
  readonly damaged: (fault: JsonFault) => Failure
  /** The failure of JSON of another shape. */
  readonly misfit: (message: string, at: Place) => Failure
}

/**
 * The value of a file of our own. JSON.parse is quick, and lets repeated keys and `__proto__` pass; only where it may
 * have done so, or fails, is the text read with the place of each part.
 */
export function readOwn(own: OwnFile): Json {
  const quick = quickly(own.text)
  if (quick !== undefined) return quick
  const { value, fault } = readJsonText(own.text, own.file, () => false)
  if (fault !== undefined) throw own.damaged(fault)
  // What the parser of JSON reads is JSON.
  return value as Json
}

/** The lines of a text that end with a line feed, one at a time: of many empty ones a list would take more memory than there is. */
export function* wholeLines(text: string): Generator<string> {
  let from = 0
  for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
    yield text.slice(from, to)
    from = to + 1
  }
}

/** Reads a value by its shape, and places the misfit. */
export function shaped<T>(shape: Shape<T>, value: unknown, own: OwnFile): T {
  try {
    return shape(value, '')
  } catch (error) {
    if (!(error instanceof Misfit)) throw error
    const { path } = error
    const { places, keys } = readJsonText(own.text, own.file, each => each === path)
    throw own.misfit(error.message, keys.get(path) ?? places.get(path) ?? startOf(own.file))
  }
}

/** A failure about a place of a file of our own. */
export function ownFailure(code: string, message: string, at: Place, hint: string): Failure {
  return failure(code, message, { at, hint })
}

/** Where a key of a file of our own stands, by its dotted path; its start where there is none. */
export function keyPlace({ text, file }: Pick<OwnFile, 'text' | 'file'>, path: string): Place {
  return readJsonText(text, file, each => each === path).keys.get(path) ?? startOf(file)
}

// Of `__proto__` there is none that counts.
function quickly(text: string): Json | undefined {
  const { isSafe, keys } = weighed(text, JSON_BOUNDS)
  if (!isSafe) return undefined
  try {
    const value = JSON.parse(text) as Json
    return keysIn(value, '__proto__') === keys ? value : undefined
  } catch {
    return undefined
  }
}
