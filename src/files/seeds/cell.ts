import type { Cell } from '../../core/rows/seed.ts'
import { isNearReference, referencesIn, speaksOfVariables, withReferences } from '../../core/model/references.ts'
import { refOf } from '../../core/rows/refs.ts'
import type { LoadCode } from '../definitions/read.ts'

/** Where `${env:NAME}` is read from, and who must never print what it held. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly secrets: Set<string>
  /** The environments of the config. */
  readonly environments?: readonly string[] | undefined
  /** Nothing will be written, so variables need not be set. */
  readonly offline?: true | undefined
  /** Runs a seed that is code; undefined refuses it. */
  readonly loadCode?: LoadCode | undefined
}

/** What is wrong with a value as such, whatever field it is meant for. */
export interface WrongCell {
  readonly code: string
  readonly wrong: string
}

/**
 * A value of YAML or JSON as a cell; `source` is how a number was written. In a text each
 * `${env:NAME}` stands for the variable's text, which is read once and not looked into; a source, without `around`, takes none.
 */
export function cellOf(value: unknown, source: string | undefined, around?: Surroundings): Cell | WrongCell {
  switch (typeof value) {
    case 'string':
      return textCell(value, around)
    case 'number':
      if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
        return { code: 'SD105', wrong: 'this number would be rounded; quote it' }
      // 1e3 and 0x10 are numbers of YAML that Cliq does not know.
      return { as: 'number', text: /^[+-]?\d+(\.\d+)?$/u.test(source ?? '') ? (source ?? '') : String(value) }
    case 'boolean':
      return { as: 'boolean', text: String(value) }
    default: {
      const ref = refIn(value)
      if (ref !== undefined && refOf(ref) === undefined)
        return { code: 'SD120', wrong: 'a ref is written as SEED.KEY.COLUMN' }
      if (ref !== undefined) return { as: 'ref', text: ref }
      return { code: 'SD105', wrong: 'a value is text, a number, true, false, or a ref' }
    }
  }
}

function refIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const [[key, text] = ['', undefined], ...more] = Object.entries(value)
  return key === 'ref' && typeof text === 'string' && more.length === 0 ? text : undefined
}

function textCell(text: string, around: Surroundings | undefined): Cell | WrongCell {
  if (around === undefined) return sourceText(text) ?? { as: 'text', text }
  if (isNearReference(text))
    return {
      code: 'SD130',
      wrong: 'this is close to a reference; write ${env:NAME}, with nothing else in the braces',
    }
  const names = referencesIn(text)
  if (names.length === 0) return { as: 'text', text }
  if (around.offline) return { as: 'text', text, fromEnvironment: true, unread: true }
  const unset = names.find(each => (around.env[each] ?? '') === '')
  if (unset !== undefined)
    return { code: 'SD111', wrong: `the environment variable ${unset} is not set; set it for this run` }
  const value = withReferences(text, name => {
    const held = around.env[name] ?? ''
    around.secrets.add(held)
    return held
  })
  around.secrets.add(value)
  return { as: 'text', text: value, fromEnvironment: true }
}

/** What is wrong with a text of a source: it may come from anywhere, so it reads no variables. */
export function sourceText(text: string): WrongCell | undefined {
  if (!speaksOfVariables(text)) return undefined
  return { code: 'SD130', wrong: 'a source takes no references to the environment; write this row in the seed itself' }
}
