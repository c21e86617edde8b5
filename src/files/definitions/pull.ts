import { isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { YAMLMap } from 'yaml'

import { canonicalKeys, catalogOf } from '../../core/model/catalog.ts'
import type { Datastore, UniqueKey } from '../../core/model/catalog.ts'
import type { Definition } from '../../core/model/definition.ts'
import { diff, sameKeys } from '../../core/model/diff.ts'
import { failure } from '../../core/model/failure.ts'
import { hasErrors } from '../../core/model/problem.ts'
import { decodeDefinition } from '../../core/rules/decode.ts'
import { formatDefinition } from './format.ts'
import { dashIndentOf, edited, insertBelow, pairOf, removeLines, replaceNode, Unreachable } from '../yaml/edits.ts'
import type { Patch } from '../yaml/edits.ts'
import { patchFields } from './pulledFields.ts'
import { patchJson } from './pulledJson.ts'
import { keyLines, keyText, renderDefinition } from '../yaml/render.ts'
import { parseYaml } from '../yaml/yaml.ts'
import { scalarText } from '../yaml/scalar.ts'

/** Whether what a person wrote asks for nothing that `to` is not: then its file needs no change. */
export function saysTheSame(from: Datastore, to: Datastore): boolean {
  const renamed = new Map([[to.unique_name, from.unique_name]])
  return diff(catalogOf([to]), catalogOf([from]), renamed).length === 0
}

/**
 * The text of a definition file after it was made to say `to`. Comments, order and untouched lines stay; where splices
 * do not reach, only the comments at the top do. Throws a Failure DF110 for code, and DF111 for a file that has errors.
 */
export function patchDefinition(text: string, file: string, to: Datastore): string {
  if (!/\.(ya?ml|json)$/i.test(file)) {
    const at = { file, line: 1, col: 1 }
    const hint = 'change the code by hand, or replace it with a YAML definition'
    throw failure('DF110', `${file} is code and does not match what is live`, { at, hint })
  }
  const from = definitionIn(text, file)
  if (from === undefined) throw failure('DF111', `${file} has errors and cannot be rewritten`, { hint: 'fix it first' })
  if (saysTheSame(from.datastore, to)) return text
  if (/\.json$/i.test(file)) return patchJson(text, from, to)
  const patched = kept(text, file, spliced(text, from.datastore, to))
  const now = patched === undefined ? undefined : definitionIn(patched, file)
  const right = now !== undefined && now.protect === from.protect && saysTheSame(now.datastore, to)
  return right && patched !== undefined ? patched : anew(text, from, to)
}

// A file that fmt had nothing to say about stays such a file.
function kept(text: string, file: string, patched: string | undefined): string | undefined {
  if (patched === undefined || layout(text, file) !== text) return patched
  return layout(patched, file)
}

function layout(text: string, file: string): string {
  const formatted = formatDefinition(text, file)
  return 'text' in formatted ? formatted.text : text
}

function definitionIn(text: string, file: string): Definition | undefined {
  const parsed = parseYaml(text, file)
  if (parsed.value === undefined || hasErrors(parsed.problems)) return undefined
  const { definition, problems } = decodeDefinition(parsed.value, { file, ...parsed })
  return hasErrors(problems) ? undefined : definition
}

function spliced(text: string, from: Datastore, to: Datastore): string | undefined {
  const ended = text.endsWith('\n') ? text : `${text}\n`
  const patch: Patch = { text: ended, newline: ended.includes('\r\n') ? '\r\n' : '\n', edits: [] }
  try {
    const root = parseDocument(ended, { version: '1.2', schema: 'core', logLevel: 'silent' }).contents
    if (!isMap(root) || root.flow === true) return undefined
    for (const key of ['unique_name', 'name', 'description'] as const)
      if (from[key] !== to[key]) replaceNode(patch, pairOf(root, key)?.value, scalarText(to[key], 'block'))
    patchFields(patch, pairOf(root, 'fields')?.value, from.fields, to.fields)
    if (!sameKeys(from.unique_keys, to.unique_keys)) patchKeys(patch, root, to.unique_keys)
    return edited(patch)
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}

function patchKeys(patch: Patch, root: YAMLMap, to: readonly UniqueKey[]): void {
  const pair = pairOf(root, 'unique_keys')
  if (pair === undefined) return insertBelow(patch, pairOf(root, 'fields'), keyLines(to))
  const node = pair.value
  if (to.length === 0 && (!isSeq(node) || node.flow === true)) return removeLines(patch, pair.key, pair)
  if (to.length === 0) removeLines(patch, pair.key, pair.key)
  if (!isSeq(node) || node.items.length === 0) throw new Unreachable()
  if (node.flow === true) return replaceNode(patch, node, `[${canonicalKeys(to).map(keyText).join(', ')}]`)
  const wanted = new Map(canonicalKeys(to).map(key => [JSON.stringify(key), key] as const))
  for (const item of node.items) {
    const form = JSON.stringify(canonicalKeys([namesIn(item)])[0] ?? [])
    if (!wanted.delete(form)) removeLines(patch, item, item)
  }
  if (wanted.size === 0) return
  const indent = dashIndentOf(patch, node.items[0])
  insertBelow(
    patch,
    node,
    [...wanted.values()].map(key => `${indent}- ${keyText(key)}`),
  )
}

function namesIn(item: unknown): readonly string[] {
  return isSeq(item) ? item.items.flatMap(each => (isScalar(each) ? [String(each.value)] : [])) : []
}

function anew(text: string, from: Definition, to: Datastore): string {
  const head = /^(?:[ \t]*(?:#.*)?\r?\n)*/.exec(text)?.[0] ?? ''
  const rendered = renderDefinition(to, { protect: from.protect, hints: from.hints })
  return head.includes('#') ? head + rendered.slice(rendered.indexOf('\n') + 1) : rendered
}
