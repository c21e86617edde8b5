import { byCodeUnit } from './catalog.ts'
import type { Change } from './change.ts'

/** Where something stands in a file of the project. Lines and columns count from 1, columns in UTF-16 units. */
export interface Place {
  /** Relative to the project's root, with forward slashes. */
  readonly file: string
  readonly line: number
  readonly col: number
}

/** Places by dotted path; what has none is undefined. They may be looked up as late as somebody asks. */
export type Places = Pick<ReadonlyMap<string, Place>, 'get'>

export type Severity = 'error' | 'warning'

/** Something a person can fix. Problems are values: all of them are reported at once. */
export interface Problem {
  /** Stable, two letters and three digits; `cliq-ds explain CODE` says more. */
  readonly code: string
  readonly severity: Severity
  /** One sentence, lower-case start, no full stop. Foreign text in it is not yet escaped: the writer does that. */
  readonly message: string
  readonly at?: Place
  /** What to do next. */
  readonly hint?: string
  /** How many more of its kind are there, which are not told. */
  readonly more?: number
  /** What changed meanwhile, shown as drift is. */
  readonly moved?: readonly MovedSince[]
}

/** A change that somebody made meanwhile, and where: `outside` in the org, or in the definitions. */
export interface MovedSince {
  readonly change: Change
  readonly by: 'outside' | 'definition'
}

/** Sorted by file, line, column, then code; equal problems once. */
export function sortedProblems(problems: Iterable<Problem>): readonly Problem[] {
  const unique = new Map([...problems].map(each => [JSON.stringify([each.code, each.message, each.at]), each]))
  return [...unique.values()].sort(
    (a, b) =>
      byCodeUnit(a.at?.file ?? '', b.at?.file ?? '') ||
      (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
      (a.at?.col ?? 0) - (b.at?.col ?? 0) ||
      byCodeUnit(a.code, b.code) ||
      byCodeUnit(a.message, b.message),
  )
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(each => each.severity === 'error')
}
