import type { Problem } from '../model/problem.ts'
import { withoutAllowed } from './allowance.ts'
import type { Allowances } from './allowance.ts'
import { isLint } from './lint.ts'
import type { LintCode, RuleLevel } from './lint.ts'

/** Patterns that every unique_name of its kind matches: texts of regular expressions that compile. */
export interface Naming {
  readonly datastores?: string
  readonly fields?: string
}

/** An org as far as names in it are concerned. */
export interface NamedOrg {
  readonly environment: string
  /** Put before every unique_name there. */
  readonly prefix: string
  /** Patterns of datastores that are left alone there. */
  readonly ignore: readonly string[]
}

/** What a project asks of its definitions besides the laws of Cliq. */
export interface Policy {
  readonly rules: Partial<Readonly<Record<LintCode, RuleLevel>>>
  readonly naming: Naming
  /** The orgs that the definitions are meant for. */
  readonly orgs: readonly NamedOrg[]
  /** `YYYY-MM-DD`, in UTC: after it an allowance has expired. */
  readonly today: string
}

/** Problems as the project sees them: rules at its levels, without what comments allow, with what is wrong with those. */
export function underPolicy(
  problems: readonly Problem[],
  allowances: Allowances,
  { rules, today }: Pick<Policy, 'rules' | 'today'>,
): readonly Problem[] {
  const levelled = problems.flatMap((problem): readonly Problem[] => {
    const level = isLint(problem.code) ? rules[problem.code] : undefined
    if (level === 'off') return []
    return [level === undefined ? problem : { ...problem, severity: level }]
  })
  return withoutAllowed(levelled, allowances, today)
}
