import { isMap, parseDocument } from 'yaml'
import type { YAMLMap } from 'yaml'

import type { LackingHint } from '../../core/model/carryFindings.ts'
import { HINT_KEYS } from '../../core/rules/decode-hints.ts'
import { edited, insertBelow, pairOf, rangeOf, replaceNode, Unreachable } from '../yaml/edits.ts'
import type { Patch } from '../yaml/edits.ts'
import { scalarText } from '../yaml/scalar.ts'
import { removePart, setPart } from './pulledFields.ts'

/** A key of a mapping in a definition. */
interface Part {
  readonly path: readonly string[]
  readonly key: string
}

/**
 * The text of a YAML definition without the hints at these paths. All else keeps every byte, where splices reach; `fmt`
 * lays it out.
 */
export function withoutHints(text: string, paths: readonly (readonly string[])[]): string {
  const parts = paths.flatMap((path): readonly Part[] =>
    path[0] === 'renamed_from' ? [{ path: [], key: 'renamed_from' }] : HINT_KEYS.map(key => ({ path, key })),
  )
  // One at a time: two neighbours on one line share what lies between them.
  return parts.reduce((done, part) => withoutPart(done, part), text)
}

/**
 * The text of a YAML definition with a hint more; undefined for any other file, and where it is laid out in a way that
 * splices do not reach.
 */
export function withHint(text: string, file: string, lacking: LackingHint): string | undefined {
  if (!/\.ya?ml$/iu.test(file)) return undefined
  const { field, hint } = lacking
  const from = hint.key === 'renamed_from' ? scalarText(hint.from, 'flow') : `{ from: ${hint.from}, invalid: refuse }`
  return spliced(text, field === undefined ? [] : ['fields', field], (patch, map) => {
    const there = pairOf(map, hint.key)
    if (there !== undefined && hint.key === 'renamed_from')
      replaceNode(patch, there.value, before(patch, there.value, from))
    else if (field !== undefined || map.flow === true) setPart(patch, map, hint.key, from)
    else insertBelow(patch, pairOf(map, 'unique_name'), [`${hint.key}: ${from}`])
  })
}

// The newest name stands first.
function before({ text }: Patch, node: unknown, from: string): string {
  const written = text.slice(...rangeOf(node))
  if (written.includes('\n')) throw new Unreachable()
  return written.startsWith('[') ? `[${from}, ${written.slice(1).trimStart()}` : `[${from}, ${written}]`
}

function withoutPart(text: string, { path, key }: Part): string {
  const made = spliced(text, path, (patch, map) => removePart(patch, map, key))
  if (made !== undefined) return made
  const document = parseDocument(text, AS_CLIQ)
  document.deleteIn([...path, key])
  const printed = document.toString({ lineWidth: 0, flowCollectionPadding: true })
  return text.includes('\r\n') ? printed.replaceAll('\n', '\r\n') : printed
}

const AS_CLIQ = { version: '1.2', schema: 'core', logLevel: 'silent' } as const

function spliced(
  text: string,
  path: readonly string[],
  note: (patch: Patch, map: YAMLMap) => void,
): string | undefined {
  const patch: Patch = { text, newline: text.includes('\r\n') ? '\r\n' : '\n', edits: [] }
  const document = parseDocument(text, AS_CLIQ)
  const map = path.length === 0 ? document.contents : document.getIn(path)
  try {
    if (!isMap(map)) throw new Unreachable()
    note(patch, map)
    return edited(patch)
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}
