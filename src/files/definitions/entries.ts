import { isMap, isScalar, isSeq } from 'yaml'
import type { Pair, Scalar, YAMLMap } from 'yaml'

import { HINT_KEYS } from '../../core/rules/decode-hints.ts'
import { endOf, rangeOf } from '../yaml/edits.ts'
import { keyText } from '../yaml/render.ts'
import { quotedText, scalarText } from '../yaml/scalar.ts'
import { hasGapAbove, lineStart } from './remarks.ts'
import type { Remark } from './remarks.ts'

/** One thing of a definition that comments can belong to: a key, a field, an attribute, a unique key. */
export interface DefinitionEntry {
  /** Orders it among its brothers. */
  readonly rank: number
  readonly depth: number
  readonly start: number
  /** Columns before it, from 0. */
  readonly column: number
  readonly parent: DefinitionEntry | undefined
  /** What it says, without its children; lines below the first keep their indentation. */
  readonly text: string
  /** The attributes of a field on one line: such lines stand below each other as a table. */
  readonly cells?: readonly string[]
  /** Where its text was taken over as it was: comments in there stay in there. */
  readonly whole?: readonly [number, number]
  readonly children: DefinitionEntry[]
  gap: boolean
  readonly lead: Remark[]
  tail: string
  /** What closes its children. */
  readonly foot: Remark[]
}

/** A text while it is taken apart. */
export interface EntryText {
  readonly text: string
  readonly remarks: readonly Remark[]
}

const KEYS = [
  '$schema',
  'unique_name',
  'renamed_from',
  'name',
  'description',
  'extension',
  'fields',
  'unique_keys',
  'protect',
]
const ATTRIBUTES = ['name', 'type', 'mandatory', 'masked', 'default_value', ...HINT_KEYS]

/** The entries of a definition in the order in which they stand, each with its children. */
export function entriesOf(root: YAMLMap, source: EntryText): readonly DefinitionEntry[] {
  return root.items.map(pair => {
    const key = textOf(pair.key)
    const { value } = pair
    const place = placed(pair.key, 0, KEYS.indexOf(key), source)
    if (key === 'fields' && isMap(value)) return group(place, 'fields:', value.items, fieldEntry, source)
    if (key === 'unique_keys' && isSeq(value) && value.items.length > 0)
      return group(place, 'unique_keys:', value.items, keyEntry, source)
    const keeps = root.flow !== true && isScalar(value) && isManyLines(value, source)
    const whole = keeps ? rangeOf(value) : undefined
    const said = whole === undefined ? valueText(key, value, 'block') : source.text.slice(...whole).replace(/\n+$/u, '')
    return { ...place, text: `${key}: ${said}`.trimEnd(), ...(whole && { whole }) }
  })
}

function fieldEntry(pair: unknown, parent: DefinitionEntry, source: EntryText): DefinitionEntry {
  const { key, value } = pair as Pair
  const name = `${scalarText(textOf(key), 'flow')}:`
  const place = { ...placed(key, 1, 0, source), parent }
  if (!isMap(value)) return { ...place, text: name }
  if (value.flow !== true) return group(place, name, value.items, attributeEntry, source)
  const whole = wholeOf(value, source)
  if (whole !== undefined) return { ...place, text: `${name} ${shifted(whole, place, source)}`, whole }
  const cells = [...value.items].sort((a, b) => rankOf(a) - rankOf(b)).map(each => attributeText(each, 'flow'))
  return { ...place, text: name, cells }
}

function attributeEntry(pair: unknown, parent: DefinitionEntry, source: EntryText): DefinitionEntry {
  const attribute = pair as Pair
  const text = attributeText(attribute, 'block').trimEnd()
  return { ...placed(attribute.key, 2, rankOf(attribute), source), parent, text }
}

function keyEntry(item: unknown, parent: DefinitionEntry, source: EntryText): DefinitionEntry {
  const place = { ...placed(item, 1, 0, source), parent }
  const whole = wholeOf(item, source)
  if (whole !== undefined) return { ...place, text: `- ${shifted(whole, place, source)}`, whole }
  return { ...place, text: `- ${keyText(isSeq(item) ? item.items.map(textOf) : [])}` }
}

function group(
  place: DefinitionEntry,
  text: string,
  items: readonly unknown[],
  entry: (item: unknown, parent: DefinitionEntry, source: EntryText) => DefinitionEntry,
  source: EntryText,
): DefinitionEntry {
  const made = { ...place, text }
  made.children.push(...items.map(item => entry(item, made, source)))
  return made
}

function placed(node: unknown, depth: number, rank: number, { text }: EntryText): DefinitionEntry {
  const [start] = rangeOf(node)
  const before = text.slice(lineStart(text, start), start).replace('\ufeff', '')
  const isFirst = /^[\s-]*$/u.test(before)
  const column = isFirst ? before.length - before.trimStart().length : before.length
  const gap = isFirst && hasGapAbove(text, start)
  return { rank, depth, start, column, parent: undefined, text: '', children: [], gap, lead: [], tail: '', foot: [] }
}

/** The range of a node that holds comments. */
function wholeOf(node: unknown, { remarks }: EntryText): readonly [number, number] | undefined {
  const [start, end] = [rangeOf(node)[0], endOf(node)]
  return remarks.some(each => each.start > start && each.start < end) ? [start, end] : undefined
}

// Lines below the first move with it, and stay deeper than what holds them.
function shifted(
  [start, end]: readonly [number, number],
  { depth, column }: DefinitionEntry,
  { text }: EntryText,
): string {
  const inner = depth * 2 + 2
  const isBlock = text[start] === '-'
  const by = isBlock ? inner - (start - lineStart(text, start)) : depth * 2 - column
  const [first = '', ...rest] = text.slice(start, end).trimEnd().split('\n')
  const moved = rest.map(line => {
    const said = line.trim()
    return said === '' ? '' : ' '.repeat(Math.max(inner, line.length - line.trimStart().length + by)) + said
  })
  return [first, ...moved].join('\n')
}

// A long description is broken by its writer, and stays so; one that keeps its empty last lines would grow.
function isManyLines(scalar: Scalar, { text }: EntryText): boolean {
  const source = text.slice(...rangeOf(scalar))
  if (scalar.type === 'BLOCK_FOLDED' || scalar.type === 'BLOCK_LITERAL') return !/^.*\+/u.test(source)
  return source.trim().includes('\n')
}

function attributeText(pair: Pair, context: 'flow' | 'block'): string {
  const key = textOf(pair.key)
  return `${key}: ${valueText(key, pair.value, context)}`
}

function valueText(key: string, node: unknown, context: 'flow' | 'block'): string {
  const value = isScalar(node) ? node.value : undefined
  if (typeof value === 'string') return key === 'default_value' ? quotedText(value) : scalarText(value, context)
  if (isSeq(node)) return keyText(node.items.map(textOf))
  if (isMap(node)) return `{ ${node.items.map(each => attributeText(each, 'flow')).join(', ')} }`
  return value === null || value === undefined ? '' : String(value)
}

function rankOf(pair: Pair): number {
  return ATTRIBUTES.indexOf(textOf(pair.key))
}

function textOf(node: unknown): string {
  return isScalar(node) ? String(node.value) : ''
}
