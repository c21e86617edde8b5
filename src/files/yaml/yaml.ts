import { Composer, isMap, isScalar, isSeq, Parser } from 'yaml'
import type { Document, Node, Pair, Scalar } from 'yaml'
import type { Place, Places, Problem } from '../../core/model/problem.ts'
import { strangeBlank } from '../../core/rules/strange.ts'
import { linesOf, placeAt, YAML_LIMIT } from './lines.ts'
import type { Lines } from './lines.ts'
import { rawProblems } from './raw.ts'
import { syntaxProblem } from './syntax.ts'
import { manyRefused, tooManyParts } from './lexemes.ts'
import { refusedTokens } from './tokens.ts'

/** A YAML text as plain values. Mappings have no prototype and own keys only. */
export interface YamlText {
  /** Undefined when the text cannot be read at all; then there is a problem. Beside lesser problems it is complete. */
  readonly value: unknown
  /** By dotted path, '' for the whole: where a scalar stands; for a list, a mapping or nothing, where its key stands. */
  readonly places: Places
  /** By dotted path: where the key stands. */
  readonly keys: Places
  /** By dotted path: numbers, booleans and nulls as they were written. */
  readonly sources: Pick<ReadonlyMap<string, string>, 'get'>
  readonly problems: readonly Problem[]
}

/**
 * Reads YAML 1.2, core schema, one document, without anchors, aliases, tags, merge keys, directives, non-text or
 * repeated keys. Reads JSON too. Of syntax errors only the first is told: the rest mostly follow from it.
 */
export function parseYaml(text: string, file: string): YamlText {
  const lines = linesOf(text, file)
  const raw = rawProblems(text, lines, YAML_LIMIT)
  if (raw.length > 0) return unreadable(raw)
  const many = manyRefused(text, lines)
  if (many.length > 0) return unreadable(many)
  const dense = tooManyParts(text, lines)
  if (dense !== undefined) return unreadable([dense])
  const tokens = [...new Parser().parse(text)]
  const refused = refusedTokens(tokens, lines)
  // A composer would follow aliases and recurse without bound: what we refuse never gets there.
  if (refused.length > 0) return unreadable(refused)
  const [document] = [...new Composer(COMPOSING).compose(tokens, true, text.length)]
  const [error] = [...(document?.errors ?? []), ...(document?.warnings ?? [])].sort((a, b) => a.pos[0] - b.pos[0])
  if (error !== undefined) return unreadable([strangeBefore(text, error.pos[0], lines) ?? syntaxProblem(error, lines)])
  if (document === undefined || isNothing(document)) {
    const message = text.trim() === '' ? 'the file is empty' : 'the file contains no document'
    return unreadable([{ code: 'YM102', severity: 'error', message, at: placeAt(lines, 0) }])
  }
  return read(document, lines)
}

// A blank or colon that is none is seen by nobody, and what the parser says of the line hides it.
function strangeBefore(text: string, offset: number, lines: Lines): Problem | undefined {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1
  const end = text.indexOf('\n', offset)
  const found = strangeBlank(text.slice(start, end < 0 ? text.length : end))
  if (found === undefined || text.startsWith('\ufeff', start + found.index)) return undefined
  const message = `the character ${found.name}, is where YAML needs a plain space or colon`
  const hint = 'type it again on a plain keyboard'
  return { code: 'YM101', severity: 'error', message, at: placeAt(lines, start + found.index), hint }
}

const COMPOSING = {
  version: '1.2',
  schema: 'core',
  merge: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const

interface Reading {
  readonly lines: Lines
  readonly places: Map<string, Place>
  readonly keys: Map<string, Place>
  readonly sources: Map<string, string>
  readonly problems: Problem[]
}

function read(document: Document.Parsed, lines: Lines): YamlText {
  const reading: Reading = { lines, places: new Map(), keys: new Map(), sources: new Map(), problems: [] }
  const root = document.contents
  if (root?.range) reading.places.set('', placeAt(lines, root.range[0]))
  const value = valueOf(root, '', reading)
  const { places, keys, sources, problems } = reading
  return { value, places, keys, sources, problems }
}

function valueOf(node: unknown, path: string, reading: Reading): unknown {
  if (isMap(node)) return mappingOf(node.items, path, reading)
  if (isSeq(node)) return node.items.map((item, index) => itemOf(item, childPath(path, String(index)), reading))
  if (isScalar(node)) return scalarOf(node, path, reading)
  return null
}

function itemOf(item: unknown, path: string, reading: Reading): unknown {
  setPlace(reading.places, path, startOf(item, reading))
  return valueOf(item, path, reading)
}

function mappingOf(pairs: readonly Pair[], path: string, reading: Reading): unknown {
  const mapping: Record<string, unknown> = Object.create(null)
  for (const pair of pairs) {
    const at = startOf(pair.key, reading) ?? startOf(pair.value, reading)
    const key = isScalar(pair.key) ? pair.key.value : undefined
    const problem = typeof key === 'string' ? keyProblem(key, mapping, childPath(path, key), reading) : NOT_TEXT
    if (problem !== undefined) reading.problems.push({ ...problem, severity: 'error', ...(at && { at }) })
    if (typeof key !== 'string' || problem !== undefined) continue
    const child = childPath(path, key)
    setPlace(reading.keys, child, at)
    setPlace(reading.places, child, isWritten(pair.value) ? startOf(pair.value, reading) : at)
    mapping[key] = valueOf(pair.value, child, reading)
  }
  return mapping
}

type Told = Pick<Problem, 'code' | 'message' | 'hint'>

const NOT_TEXT: Told = { code: 'YM112', message: 'keys must be text', hint: 'put the key in quotes' }

function keyProblem(key: string, before: Record<string, unknown>, path: string, reading: Reading): Told | undefined {
  if (key === '__proto__')
    return { code: 'YM114', message: 'the key `__proto__` is not allowed', hint: 'choose another name' }
  if (key === '<<')
    return { code: 'YM106', message: 'merge keys are not accepted', hint: 'repeat the values, or use a .ts file' }
  if (!(key in before)) return undefined
  const first = reading.keys.get(path)
  const message = `\`${key}\` is repeated; it is already in line ${first?.line ?? 1}`
  return { code: 'YM113', message, hint: 'remove or rename one of them' }
}

function scalarOf(scalar: Scalar, path: string, reading: Reading): unknown {
  const { value, source = '' } = scalar
  if (typeof value === 'string') return value
  reading.sources.set(path, source)
  if (typeof value !== 'number') return value
  const at = startOf(scalar, reading)
  const told = numberProblem(value)
  if (told !== undefined) reading.problems.push({ ...told, severity: 'error', ...(at && { at }) })
  return value
}

// Nothing is quoted here: it may be the default of a masked field.
function numberProblem(value: number): Told | undefined {
  if (!Number.isFinite(value))
    return { code: 'YM119', message: 'this is not a finite number', hint: 'put it in quotes' }
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return undefined
  return { code: 'YM119', message: 'this number has too many digits and would be rounded', hint: 'put it in quotes' }
}

function isWritten(node: unknown): boolean {
  return isScalar(node) && (node.value !== null || (node.source ?? '') !== '')
}

function isNothing(document: Document.Parsed): boolean {
  const root = document.contents
  return root === null || (isScalar(root) && root.value === null && (root.source ?? '') === '')
}

function startOf(node: unknown, reading: Reading): Place | undefined {
  const range = (node as Node | null | undefined)?.range
  return range ? placeAt(reading.lines, range[0]) : undefined
}

function setPlace(places: Map<string, Place>, path: string, place: Place | undefined): void {
  if (place !== undefined) places.set(path, place)
}

function childPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function unreadable(problems: readonly Problem[]): YamlText {
  return { value: undefined, places: new Map(), keys: new Map(), sources: new Map(), problems }
}
