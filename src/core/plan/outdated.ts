import type { Problem } from '../model/problem.ts'
import { shellQuoted } from '../model/shell.ts'
import type { PlanDocument, SavedPlan } from './document.ts'

/** What a saved plan is held against. */
export interface Present {
  /** Unix time in ms. */
  readonly now: number
  /** How old a plan may be, ms. */
  readonly mostMs: number
  /** Of the tool that is to carry it out. */
  readonly version: string
}

/** Why nobody may apply a saved plan any more, whatever its org is like by now; undefined for one that may be tried. */
export function outdated(saved: SavedPlan, { now, mostMs, version }: Present): Problem | undefined {
  const { document, createdAt } = saved
  const says = (code: string, message: string) =>
    ({ code, severity: 'error', message, hint: planAgain(saved) }) satisfies Problem
  if (document.source === 'lock') return says('ST104', 'the plan was made offline and never saw the org')
  if (minor(saved.version) !== minor(version))
    return says('ST105', `the plan was made by cliq-ds ${saved.version}; this is ${version}`)
  const age = now - createdAt
  // One from the future is of a clock that cannot be trusted.
  if (age < -mostMs) return says('ST106', `the plan was made ${span(-age)} after now, by this machine's clock`)
  if (age > mostMs) return says('ST106', `the plan is ${span(age)} old; it may be applied for ${span(mostMs)}`)
  return undefined
}

/** What to do with a saved plan that is of no use: the command that makes its like, in words. */
export function planAgain({ document, file }: Pick<SavedPlan, 'document' | 'file'>): string {
  const words = [...wordsAgain(document, file ?? 'FILE'), '--env', document.environment]
  return `plan again: cliq-ds ${words.map(shellQuoted).join(' ')}`
}

/** The command that makes the like of a plan, and saves it; words as they are to arrive, unquoted. */
export function wordsAgain({ reverts, chosen }: PlanDocument, file: string): readonly string[] {
  return reverts === undefined
    ? ['plan', ...(chosen?.names ?? []), '--out', file]
    : ['drift', '--revert', ...reverts, '--out', file]
}

const HOUR_MS = 3_600_000

function span(ms: number): string {
  return ms < HOUR_MS ? `${Math.ceil(ms / 1000)} s` : `${Number((ms / HOUR_MS).toPrecision(2))} h`
}

function minor(version: string): string {
  return version.split('.', 2).join('.')
}
