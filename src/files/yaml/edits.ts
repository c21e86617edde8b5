import { isCollection, isMap, isPair, isScalar } from 'yaml'
import type { Node, Pair, YAMLMap } from 'yaml'

/** Text in place of a range of offsets. Edits of one text never overlap. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** A file while its edits are found. */
export interface Patch {
  readonly text: string
  readonly newline: '\n' | '\r\n'
  readonly edits: Edit[]
}

/** Thrown inside when a file is laid out in a way that splices do not reach; the whole is written anew then. */
export class Unreachable extends Error {}

/** The text with its edits; all else keeps every byte. */
export function edited({ text, edits }: Patch): string {
  // From the end, so that offsets still to come stay true. At one offset what removes goes first, then what was noted last.
  const ordered = [...edits].reverse().sort((a, b) => b.start - a.start || b.end - a.end)
  return ordered.reduce((done, { start, end, text: by }) => done.slice(0, start) + by + done.slice(end), text)
}

export function replaceNode(patch: Patch, node: unknown, by: string): void {
  const [start, end] = rangeOf(node)
  // A block scalar's range takes its last line break along.
  const tail = patch.text.slice(start, end).endsWith('\n') ? patch.newline : ''
  patch.edits.push({ start, end, text: `${by}${tail}` })
}

/** Removes a pair or an item of block style with all its lines. */
export function removeLines(patch: Patch, from: unknown, to: unknown): void {
  const [offset] = rangeOf(from)
  const start = lineStart(patch, offset)
  if (!/^[\s-]*$/.test(patch.text.slice(start, offset))) throw new Unreachable()
  patch.edits.push({ start, end: lineEnd(patch, endOf(to)), text: '' })
}

/** Inserts lines below the one on which a node ends. */
export function insertBelow(patch: Patch, node: unknown, all: readonly string[]): void {
  const at = lineEnd(patch, endOf(node))
  patch.edits.push({ start: at, end: at, text: all.map(line => `${line}${patch.newline}`).join('') })
}

export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find(pair => isScalar(pair.key) && pair.key.value === key)
}

/** A mapping in block style; throws Unreachable for any other node. */
export function blockMap(node: unknown): YAMLMap {
  if (!isMap(node) || node.flow === true || node.items.length === 0) throw new Unreachable()
  return node
}

/** White space before a node on its line. */
export function indentOf(patch: Patch, node: unknown): string {
  const [offset] = rangeOf(node)
  const indent = patch.text.slice(lineStart(patch, offset), offset)
  if (indent.trim() !== '') throw new Unreachable()
  return indent
}

/** White space before the dash of an item of a block list. */
export function dashIndentOf(patch: Patch, item: unknown): string {
  const [offset] = rangeOf(item)
  const indent = /^( *)- +$/.exec(patch.text.slice(lineStart(patch, offset), offset))?.[1]
  if (indent === undefined) throw new Unreachable()
  return indent
}

/** Where the last written character of a node is behind; comments and blank lines after it are not part of it. */
export function endOf(node: unknown): number {
  if (isPair(node)) return node.value === null ? endOf(node.key) : endOf(node.value)
  if (isCollection(node) && node.flow !== true && node.items.length > 0) return endOf(node.items.at(-1))
  return rangeOf(node)[1]
}

export function rangeOf(node: unknown): readonly [number, number] {
  const range = (node as Node | null | undefined)?.range
  if (!range) throw new Unreachable()
  return [range[0], range[1]]
}

function lineStart({ text }: Patch, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

function lineEnd({ text }: Patch, offset: number): number {
  if (text[offset - 1] === '\n') return offset
  const at = text.indexOf('\n', offset)
  return at === -1 ? text.length : at + 1
}
