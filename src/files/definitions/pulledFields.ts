import { isMap, isScalar } from 'yaml'
import type { Pair, YAMLMap } from 'yaml'

import { byCodeUnit, sameDefault } from '../../core/model/catalog.ts'
import type { Field } from '../../core/model/catalog.ts'
import { quotedText, scalarText } from '../yaml/scalar.ts'
import {
  blockMap,
  indentOf,
  insertBelow,
  pairOf,
  rangeOf,
  removeLines,
  replaceNode,
  Unreachable,
} from '../yaml/edits.ts'
import type { Patch } from '../yaml/edits.ts'
import { fieldParts, shownDefault } from '../yaml/render.ts'

/** Notes the edits that turn the written fields into those of `to`; untouched fields keep their lines. */
export function patchFields(
  patch: Patch,
  node: unknown,
  from: ReadonlyMap<string, Field>,
  to: ReadonlyMap<string, Field>,
): void {
  const map = blockMap(node)
  for (const pair of map.items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : ''
    const [before, after] = [from.get(name), to.get(name)]
    if (after === undefined) removeLines(patch, pair.key, pair)
    else if (before !== undefined) patchField(patch, pair.value, before, after)
  }
  const added = [...to].filter(([name]) => !from.has(name)).sort(([a], [b]) => byCodeUnit(a, b))
  if (added.length === 0) return
  const indent = indentOf(patch, map.items[0]?.key)
  const lines = added.map(([name, each]) => `${indent}${scalarText(name, 'flow')}: { ${fieldParts(each).join(', ')} }`)
  insertBelow(patch, map.items.at(-1), lines)
}

function patchField(patch: Patch, node: unknown, from: Field, to: Field): void {
  if (!isMap(node)) throw new Unreachable()
  if (from.name !== to.name) setPart(patch, node, 'name', scalarText(to.name, 'flow'))
  if (from.type !== to.type) setPart(patch, node, 'type', to.type)
  for (const key of ['mandatory', 'masked'] as const)
    if (from[key] !== to[key]) setPart(patch, node, key, String(to[key]))
  if (sameWritten(from, to)) return
  const shown = shownDefault(to)
  if (shown === undefined) removePart(patch, node, 'default_value')
  else setPart(patch, node, 'default_value', quotedText(shown))
}

// A default that the file leaves to the server stays left; one of another type goes with its type.
function sameWritten(from: Field, to: Field): boolean {
  if (from.default_value === undefined) return true
  if (from.type !== to.type && to.default_value === undefined) return false
  return sameDefault(to.type, from.default_value, to.default_value)
}

/** Sets one key of a mapping, where it stands or at its end. */
export function setPart(patch: Patch, map: YAMLMap, key: string, text: string): void {
  const pair = pairOf(map, key)
  if (pair !== undefined) return replaceNode(patch, pair.value, text)
  const last = map.items.at(-1)
  if (map.flow !== true) return insertBelow(patch, last, [`${indentOf(patch, map.items[0]?.key)}${key}: ${text}`])
  const [, end] = rangeOf(last?.value)
  patch.edits.push({ start: end, end, text: `, ${key}: ${text}` })
}

/** Removes one key of a mapping; nothing where it is not there. */
export function removePart(patch: Patch, map: YAMLMap, key: string): void {
  const pair = pairOf(map, key)
  const index = map.items.findIndex(each => each === pair)
  if (pair === undefined) return
  if (map.flow !== true) return removeLines(patch, pair.key, pair)
  patch.edits.push(index > 0 ? behind(map.items[index - 1], pair) : before(pair, map.items[1]))
}

function behind(previous: Pair | undefined, pair: Pair): { start: number; end: number; text: string } {
  return { start: rangeOf(previous?.value)[1], end: rangeOf(pair.value)[1], text: '' }
}

function before(pair: Pair, next: Pair | undefined): { start: number; end: number; text: string } {
  return { start: rangeOf(pair.key)[0], end: rangeOf(next?.key)[0], text: '' }
}
