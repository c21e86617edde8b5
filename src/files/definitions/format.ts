import { isMap, parseDocument } from 'yaml'

import { canonicalText } from '../../core/model/plain.ts'
import { isHidden } from '../../core/model/secrecy.ts'
import type { Json } from '../../core/model/plain.ts'
import { hasErrors } from '../../core/model/problem.ts'
import type { Problem } from '../../core/model/problem.ts'
import { decodeDefinition } from '../../core/rules/decode.ts'
import { attach } from './attach.ts'
import { entriesOf } from './entries.ts'
import { laidOut } from './formatLayout.ts'
import { remarksOf } from './remarks.ts'
import { Unreachable } from '../yaml/edits.ts'
import { parseYaml } from '../yaml/yaml.ts'

/** A definition file in the one layout, or why it has none. `hidden` are the defaults in it that are not for the eye. */
export type Formatted =
  | { readonly text: string; readonly hidden: readonly string[] }
  | { readonly problems: readonly Problem[] }

/** Whether a file is of a kind that has one layout: YAML. Code belongs to its own formatter, and so does JSON. */
export function isFormatted(file: string): boolean {
  return /\.ya?ml$/iu.test(file)
}

/**
 * The text of a YAML definition in the one layout: its meaning, all its comments and the order of its fields and keys
 * stay. A file with errors gives them back instead. Twice is once.
 */
export function formatDefinition(text: string, file: string): Formatted {
  const parsed = parseYaml(text, file)
  if (parsed.value === undefined || hasErrors(parsed.problems)) return { problems: parsed.problems }
  const { definition, problems } = decodeDefinition(parsed.value, { file, ...parsed })
  if (hasErrors(problems)) return { problems }
  const bare = text.replaceAll('\r\n', '\n')
  const made = formatted(bare)
  const hidden = [...(definition?.datastore.fields.values() ?? [])].flatMap(each =>
    isHidden(each) ? (each.default_value ?? []) : [],
  )
  if (made === undefined || made === bare || !isSame(bare, made, file)) return { text, hidden }
  return { text: text.includes('\r\n') ? made.replaceAll('\n', '\r\n') : made, hidden }
}

function formatted(text: string): string | undefined {
  const root = parseDocument(text, { version: '1.2', schema: 'core', logLevel: 'silent' }).contents
  if (!isMap(root)) return undefined
  const remarks = remarksOf(text)
  try {
    const entries = entriesOf(root, { text, remarks })
    const margins = attach(entries, remarks)
    return `${laidOut(entries, margins).join('\n')}\n`
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}

// A layout that our splices do not reach stays as its writer left it, rather than lose a word.
function isSame(before: string, after: string, file: string): boolean {
  const [was, is] = [parseYaml(before, file), parseYaml(after, file)]
  return meaning(was.value) === meaning(is.value) && comments(before) === comments(after)
}

function meaning(value: unknown): string {
  // The reader of YAML gives nothing but what JSON knows.
  return value === undefined ? '' : canonicalText(value as Json)
}

function comments(text: string): string {
  return remarksOf(text)
    .map(each => each.text)
    .sort()
    .join('\n')
}
