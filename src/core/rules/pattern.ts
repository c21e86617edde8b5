/** A part of a pattern, by what it may pass over. */
type Part =
  | { readonly kind: 'one'; readonly takes: RegExp }
  | { readonly kind: 'all'; readonly parts: readonly Part[] }
  | { readonly kind: 'any'; readonly ways: readonly Part[] }
  | { readonly kind: 'repeat'; readonly part: Part; readonly least: number; readonly most: number }
  | { readonly kind: 'start' | 'end' }

/** A pattern whose search takes time in step with the text, whatever the pattern. */
export interface Pattern {
  found(text: string): boolean
}

const MOST_LENGTH = 500
const MOST_REPEATS = 100

/**
 * Reads a regular expression of a project as JavaScript would, so that no pattern can hang a run. Undefined for one that
 * is none, is over 500 characters, or looks around, back or at the edges of words.
 */
export function patternOf(source: string): Pattern | undefined {
  if (source.length > MOST_LENGTH) return undefined
  try {
    // Compiled and never run: what JavaScript does not know is none.
    const reading = { source: new RegExp(source, 'u').source, at: 0 }
    const part = readWays(reading)
    if (reading.at < reading.source.length) return undefined
    return {
      found(text) {
        const characters = [...text]
        const from = new Set(Array.from({ length: characters.length + 1 }, (_, at) => at))
        return ends(part, from, characters).size > 0
      },
    }
  } catch {
    return undefined
  }
}

// All places that a part can end at are followed together, so that no way is gone twice.
function ends(part: Part, from: ReadonlySet<number>, text: readonly string[]): ReadonlySet<number> {
  switch (part.kind) {
    case 'one':
      return new Set([...from].filter(at => at < text.length && part.takes.test(text[at] ?? '')).map(at => at + 1))
    case 'start':
      return new Set([...from].filter(at => at === 0))
    case 'end':
      return new Set([...from].filter(at => at === text.length))
    case 'all':
      return part.parts.reduce((places, each) => ends(each, places, text), from)
    case 'any':
      return new Set(part.ways.flatMap(each => [...ends(each, from, text)]))
    case 'repeat': {
      let places = from
      for (let count = 0; count < part.least; count += 1) places = ends(part.part, places, text)
      const all = new Set(places)
      for (let count = part.least; count < part.most && places.size > 0; count += 1) {
        places = new Set([...ends(part.part, places, text)].filter(at => !all.has(at)))
        for (const at of places) all.add(at)
      }
      return all
    }
  }
}

interface Reading {
  readonly source: string
  at: number
}

class Unread extends Error {}

function readWays(reading: Reading): Part {
  const ways = [readAll(reading)]
  while (reading.source[reading.at] === '|') {
    reading.at += 1
    ways.push(readAll(reading))
  }
  return ways.length === 1 && ways[0] !== undefined ? ways[0] : { kind: 'any', ways }
}

function readAll(reading: Reading): Part {
  const parts: Part[] = []
  while (reading.at < reading.source.length && !/[|)]/.test(reading.source[reading.at] ?? ''))
    parts.push(repeated(readOne(reading), reading))
  return { kind: 'all', parts }
}

function readOne(reading: Reading): Part {
  if (take(reading, /\((?:\?:|\?<\w+>)?(?!\?)/y) !== undefined) {
    const inner = readWays(reading)
    reading.at += 1
    return inner
  }
  if (take(reading, /\^/y) !== undefined) return { kind: 'start' }
  if (take(reading, /\$/y) !== undefined) return { kind: 'end' }
  const atom = take(reading, /\[(?:\\.|[^\]\\])*\]|\\(?:[dDwWsSnrtfv]|[pP]\{[^}]*\}|[^\w])|[^\\()[\]{}*+?|]/uy)
  if (atom === undefined) throw new Unread()
  return { kind: 'one', takes: new RegExp(`^${atom}$`, 'u') }
}

function repeated(part: Part, reading: Reading): Part {
  const sign = take(reading, /(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})\??/y)
  if (sign === undefined) return part
  const [, least = '0', comma = '', most = ''] = /^\{(\d+)(,?)(\d*)\}/u.exec(sign) ?? []
  if (sign.startsWith('{')) {
    const upTo = comma === '' ? Number(least) : most === '' ? Infinity : Number(most)
    if (Number(least) > MOST_REPEATS || (upTo > MOST_REPEATS && upTo < Infinity)) throw new Unread()
    return { kind: 'repeat', part, least: Number(least), most: upTo }
  }
  return { kind: 'repeat', part, least: sign.startsWith('+') ? 1 : 0, most: sign.startsWith('?') ? 1 : Infinity }
}

function take(reading: Reading, pattern: RegExp): string | undefined {
  pattern.lastIndex = reading.at
  const found = pattern.exec(reading.source)?.[0]
  if (found !== undefined) reading.at += found.length
  return found
}
