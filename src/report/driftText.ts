import type { Change } from '../core/change.ts'
import { signOf } from '../core/document.ts'
import { plainChange } from '../core/plain.ts'
import type { Json } from '../core/plain.ts'
import { counted } from './amounts.ts'
import { sortedChanges } from './changeRows.ts'
import { escapeText } from './escape.ts'
import type { Paint } from './paint.ts'
import { FORMAT_VERSION } from './planJson.ts'
import { tree } from './tree.ts'

/** What was changed outside since the last apply or pull: from what we left to what is live. */
export interface DriftResult {
  readonly environment: string
  readonly where: string
  readonly changes: readonly Change[]
  /** Datastores that the lock file knows. */
  readonly known: number
  readonly calls: number
}

/** Drift as people read it, with the ways on from there; one line when there is none. */
export function driftText(drift: DriftResult, paint: Paint, options: { readonly next: readonly string[] }): string {
  const { environment, where, changes, known, calls } = drift
  const name = escapeText(environment)
  if (known === 0) return `${name} was never applied or pulled from here, so nothing is known to drift`
  if (changes.length === 0) return `${name} has not drifted: ${counted(known, 'datastore')}, ${counted(calls, 'call')}`
  const margin = { title: titles(changes), about: () => [], beside: () => '', risks: [] }
  const count = (sign: string) => changes.filter(each => signOf(each) === sign).length
  const blocks = tree(changes, margin, paint).map(lines => lines.join('\n'))
  const sum = `Drift: ${count('+')} added, ${count('~')} changed, ${count('-')} removed outside`
  const next = options.next.map((each, index) => `${index === 0 ? 'Next ' : '     '} ${paint.cyan(escapeText(each))}`)
  return [
    `Environment ${paint.bold(name)} · ${escapeText(where)}\nLock file against live: ${counted(known, 'datastore')}, ${counted(calls, 'call')}. What we left -> what is there.`,
    ...blocks,
    [paint.bold(sum), ...next].join('\n'),
  ].join('\n\n')
}

/** Drift for programs. */
export function driftJson({ environment, where, changes, known, calls }: DriftResult): Json {
  const drift = sortedChanges(changes).map(plainChange)
  return { formatVersion: FORMAT_VERSION, environment, where, drifted: drift.length > 0, known, calls, drift }
}

function titles(changes: readonly Change[]): (datastore: string) => string {
  const known = new Map(
    changes.flatMap(each => {
      if (each.kind === 'datastore-added') return [[each.datastore, each.to.name] as const]
      return each.kind === 'datastore-removed' ? [[each.datastore, each.from.name] as const] : []
    }),
  )
  return name => known.get(name) ?? ''
}
