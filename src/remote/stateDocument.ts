import { createHash } from 'node:crypto'

import { failure } from '../core/model/failure.ts'
import type { ShelfView } from './shelf.ts'

/** A document as the server keeps it. */
export interface State {
  /** Rises by one with each writing; 0 where there is none yet. */
  readonly serial: number
  /** Texts by environment, all in one form. */
  readonly environments: ReadonlyMap<string, string>
}

/** Nothing was written yet. */
export const NONE: State = { serial: 0, environments: new Map() }

/** Tells one state from others; undefined for none. */
export function stateMarkOf({ serial, environments }: State): string | undefined {
  return serial === 0 ? undefined : `${serial} ${md5(JSON.stringify([...environments]))}`
}

/** What a shelf shows of it. */
export function viewOf(state: State): ShelfView {
  return { mark: stateMarkOf(state), texts: state.environments }
}

/** The next state, with one text in its place. */
export function withText(state: State, environment: string, text: string): State {
  return {
    serial: state.serial + 1,
    environments: new Map([...state.environments, [environment, spread(JSON.parse(text))]]),
  }
}

/** The document. The texts are JSON of our own: they stand in it as what they say, readable on the server's pages. */
export function stateText({ serial, environments }: State): string {
  const parts = [...environments].map(([name, text]) => [name, JSON.parse(text)] as const)
  return `${JSON.stringify({ tool: 'cliq-ds', version: 1, serial, environments: Object.fromEntries(parts) }, null, 2)}\n`
}

// One form, whoever wrote it: states are compared by their texts.
function spread(part: unknown): string {
  return `${JSON.stringify(part, null, 2)}\n`
}

/** The state in a document. Throws a Failure LK125 for one that another tool wrote. */
export function stateOf(text: string, name: string): State {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw foreign(name)
  }
  if (typeof value !== 'object' || value === null || !('tool' in value) || value.tool !== 'cliq-ds') throw foreign(name)
  if (!('serial' in value) || !Number.isSafeInteger(value.serial) || !('environments' in value)) throw foreign(name)
  const { serial, environments } = value
  if (typeof environments !== 'object' || environments === null || typeof serial !== 'number') throw foreign(name)
  const parts = Object.entries(environments).map(
    ([each, part]) => [each, `${JSON.stringify(part, null, 2)}\n`] as const,
  )
  return { serial, environments: new Map(parts) }
}

/** In base64, as a header wants it. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('base64')
}

function foreign(name: string): Error {
  const hint = 'give lockFile its own address: the state of another tool is never overwritten'
  return failure('LK125', `the state on ${name} was not written by cliq-ds`, { hint })
}
