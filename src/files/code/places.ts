import type { Place } from '../../core/model/problem.ts'
import type { Comment } from '../../core/rules/allowance.ts'
import { commentsAt, mayHoldOrders } from '../yaml/orders.ts'
import { linesOf, placeAt } from '../yaml/lines.ts'
import type { Lines } from '../yaml/lines.ts'
import { scan } from './scan.ts'
import type { Token } from './scan.ts'

/** Where the parts of a default export stand, as far as its text shows it: the same paths and rules as for YAML. */
export interface CodePlaces {
  readonly places: ReadonlyMap<string, Place>
  readonly keys: ReadonlyMap<string, Place>
  readonly comments: readonly Comment[]
}

interface Walk {
  readonly tokens: readonly Token[]
  readonly lines: Lines
  /** Index of the first token of the value that a constant is declared with. */
  readonly declared: ReadonlyMap<string, number>
  readonly places: Map<string, Place>
  readonly keys: Map<string, Place>
  /** Values that may still be looked at: constants that name constants multiply. */
  left: number
}

// Far deeper than definitions and configs go; constants that name each other go round.
const DEEPEST = 12
const MOST_VALUES = 20_000
const LONGEST_TYPE = 200

/** Reads the text of a code file for its default export: literals, also through constants and spreads. What is computed has no places. */
export function placesInCode(text: string, file: string): CodePlaces {
  const all = scan(text)
  const tokens = all.filter(each => each.kind !== 'comment')
  const lines = linesOf(text, file)
  const walk: Walk = {
    tokens,
    lines,
    declared: declarationsOf(tokens),
    places: new Map(),
    keys: new Map(),
    left: MOST_VALUES,
  }
  const root = rootOf(walk)
  if (root !== undefined) {
    setPlace(walk.places, '', root, walk)
    walkValue(root, '', 0, walk)
  }
  const comments = mayHoldOrders(text) ? all.filter(each => each.kind === 'comment') : []
  return { places: walk.places, keys: walk.keys, comments: commentsAt(text, lines, '//', comments) }
}

function declarationsOf(tokens: readonly Token[]): ReadonlyMap<string, number> {
  const declared = new Map<string, number>()
  tokens.forEach(({ source }, index) => {
    const name = tokens[index + 1]
    if ((source !== 'const' && source !== 'let' && source !== 'var') || name?.kind !== 'word') return
    // A type may stand between the name and its value.
    const end = Math.min(tokens.length, index + LONGEST_TYPE)
    for (let at = index + 2; at < end; at = skipped(tokens, at)) {
      const sign = tokens[at]?.source
      if (sign === ';' || sign === ',') return
      if (sign === '=') return void declared.set(name.source, at + 1)
    }
  })
  return declared
}

/** The literal that is exported: `export default {`, `export default define…({`, a constant of such a value, or module.exports. */
function rootOf({ tokens, declared }: Walk): number | undefined {
  const start = tokens.findIndex(
    ({ source }, at) =>
      (source === 'export' && tokens[at + 1]?.source === 'default') ||
      (source === 'module' && tokens[at + 2]?.source === 'exports' && tokens[at + 3]?.source === '='),
  )
  if (start < 0) return undefined
  let at = start + (tokens[start]?.source === 'export' ? 2 : 4)
  for (let hops = 0; hops < DEEPEST; hops += 1) {
    const token = tokens[at]
    if (token?.source === '{') return at
    if (token?.source === '(') at += 1
    else if (token?.kind !== 'word') return undefined
    else if (tokens[at + 1]?.source === '(') at += 2
    else if (declared.has(token.source)) at = declared.get(token.source) ?? at
    else return undefined
  }
  return undefined
}

function walkValue(at: number, path: string, depth: number, walk: Walk): void {
  const { tokens, declared } = walk
  const token = tokens[at]
  walk.left -= 1
  if (token === undefined || depth > DEEPEST || walk.left < 0) return
  if (token.source === '{') walkMapping(at, path, depth, walk)
  else if (token.source === '[') walkList(at, path, depth, walk)
  else if (token.kind === 'word' && isAlone(tokens[at + 1])) {
    const value = declared.get(token.source)
    if (value !== undefined) walkValue(value, path, depth + 1, walk)
  }
}

function walkMapping(start: number, path: string, depth: number, walk: Walk): void {
  const { tokens } = walk
  for (let at = start + 1; at < tokens.length && !isClosing(tokens[at]); at = afterItem(tokens, at)) {
    const key = tokens[at]
    const next = tokens[at + 1]?.source
    if (key?.source === '...') walkValue(at + 1, path, depth + 1, walk)
    if (key === undefined || (key.kind !== 'word' && key.kind !== 'text' && key.kind !== 'number')) continue
    const child = childPath(path, nameOf(key))
    if (next === ':') {
      setPlace(walk.keys, child, at, walk)
      setPlace(walk.places, child, isNested(tokens[at + 2]) ? at : at + 2, walk)
      walkValue(at + 2, child, depth + 1, walk)
    } else if (next === ',' || next === '}') {
      setPlace(walk.keys, child, at, walk)
      setPlace(walk.places, child, at, walk)
      walkValue(at, child, depth + 1, walk)
    }
  }
}

function walkList(start: number, path: string, depth: number, walk: Walk): void {
  const { tokens } = walk
  let index = 0
  for (let at = start + 1; at < tokens.length && !isClosing(tokens[at]); at = afterItem(tokens, at)) {
    // What a spread puts in has a length of its own.
    if (tokens[at]?.source === '...') return
    const child = childPath(path, String(index))
    setPlace(walk.places, child, at, walk)
    walkValue(at, child, depth + 1, walk)
    index += 1
  }
}

// Behind the comma that ends an item, or at what closes the whole.
function afterItem(tokens: readonly Token[], start: number): number {
  let at = start
  while (at < tokens.length) {
    const sign = tokens[at]?.source
    if (sign === ',') return at + 1
    if (isClosing(tokens[at])) return at
    at = skipped(tokens, at)
  }
  return at
}

/** The index behind a token, or behind the whole of what it opens. */
function skipped(tokens: readonly Token[], start: number): number {
  let open = 0
  for (let at = start; at < tokens.length; at += 1) {
    const token = tokens[at]
    if (isOpening(token)) open += 1
    if (isClosing(token)) open -= 1
    if (open <= 0) return at + 1
  }
  return tokens.length
}

function isOpening(token: Token | undefined): boolean {
  return token?.kind === 'sign' && ['{', '[', '('].includes(token.source)
}

function isClosing(token: Token | undefined): boolean {
  return token?.kind === 'sign' && ['}', ']', ')'].includes(token.source)
}

function isNested(token: Token | undefined): boolean {
  return token?.source === '{' || token?.source === '['
}

// `as const` and `satisfies X` change no value.
function isAlone(next: Token | undefined): boolean {
  return next === undefined || [',', '}', ']', ')', 'as', 'satisfies', ';'].includes(next.source)
}

function nameOf({ kind, source }: Token): string {
  return kind === 'text' ? source.slice(1, -1) : source
}

function childPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function setPlace(places: Map<string, Place>, path: string, index: number, { tokens, lines }: Walk): void {
  const token = tokens[index]
  if (token !== undefined) places.set(path, placeAt(lines, token.offset))
}
