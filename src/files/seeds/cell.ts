import type { Cell } from '../../core/rows/seed.ts'
import { refOf } from '../../core/rows/refs.ts'
import type { LoadCode } from '../definitions/read.ts'

/** Where `${env:NAME}` is read from, and who must never print what it held. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly secrets: Set<string>
  /** Runs a seed that is code; undefined refuses it. */
  readonly loadCode?: LoadCode | undefined
}

/** What is wrong with a value as such, whatever field it is meant for. */
export interface WrongCell {
  readonly code: string
  readonly wrong: string
}

const REFERENCE = /^\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}$/u

/** Whether a text in a seed file stands for an environment variable. */
export function isReference(text: string): boolean {
  return REFERENCE.test(text)
}

/**
 * A value of YAML or JSON as a cell; `source` is how a number was written. A text that is `${env:NAME}` and nothing
 * else is the variable's text, which is read once and not looked into.
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
  const name = around === undefined ? undefined : REFERENCE.exec(text)?.[1]
  if (around === undefined || name === undefined) return { as: 'text', text }
  const value = around.env[name]
  if (value === undefined || value === '')
    return { code: 'SD111', wrong: `the environment variable ${name} is not set` }
  around.secrets.add(value)
  return { as: 'text', text: value, fromEnvironment: true }
}
