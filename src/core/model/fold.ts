import { sortedProblems } from './problem.ts'
import type { Problem } from './problem.ts'

/** Problems of one code that are told of one file. */
const IN_FILE = 50
/** Problems that are told at all; one of each code always is. */
const IN_ALL = 1_000
/** Warnings of one code that are told at once. */
const ALIKE = 3

/** Problems sorted, at most so many of a kind in a file and so many in all; the last one told of a kind counts the others. */
export function capped(problems: Iterable<Problem>): readonly Problem[] {
  const byFile = kept(sortedProblems(problems), IN_FILE, ({ code, at }) => `${code} ${at?.file ?? ''}`)
  if (byFile.length <= IN_ALL) return byFile
  const codes = new Set(byFile.map(each => each.code)).size
  return kept(byFile, Math.max(1, Math.floor(IN_ALL / codes)), each => each.code)
}

/** The same problems, with warnings of one kind told three times and counted. */
export function foldedWarnings(problems: readonly Problem[]): readonly Problem[] {
  return kept(problems, ALIKE, ({ code, severity }) => (severity === 'warning' ? code : undefined))
}

/** How many problems of a severity there are, those that are only counted among them. */
export function countOf(problems: readonly Problem[], severity: Problem['severity']): number {
  return problems.reduce((sum, each) => sum + (each.severity === severity ? 1 + (each.more ?? 0) : 0), 0)
}

function kept(
  problems: readonly Problem[],
  most: number,
  kindOf: (problem: Problem) => string | undefined,
): readonly Problem[] {
  const told: Problem[] = []
  const kinds = new Map<string, { count: number; last: number }>()
  for (const problem of problems) {
    const kind = kindOf(problem)
    const known = kind === undefined ? undefined : kinds.get(kind)
    if (known !== undefined && known.count >= most) {
      const last = told[known.last]
      if (last !== undefined) told[known.last] = { ...last, more: (last.more ?? 0) + 1 + (problem.more ?? 0) }
      continue
    }
    told.push(problem)
    if (kind !== undefined) kinds.set(kind, { count: (known?.count ?? 0) + 1, last: told.length - 1 })
  }
  return told
}
