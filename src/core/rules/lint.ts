import type { Severity } from '../model/problem.ts'

/** What a project may say of a rule: how much it matters, or that it is not checked. */
export type RuleLevel = Severity | 'off'

/**
 * The rules beyond the laws of Cliq, each with its level where a project says nothing. A naming policy holds as soon as
 * somebody writes it down, and the caps per type because orgs refuse more; all others only warn.
 */
export const LINT = {
  LT101: 'error',
  LT102: 'warning',
  LT103: 'warning',
  LT104: 'warning',
  LT105: 'warning',
  LT106: 'warning',
  LT107: 'warning',
  LT108: 'warning',
  LT109: 'error',
  LT110: 'warning',
  LT111: 'error',
  LT112: 'warning',
} as const satisfies Readonly<Record<`LT${number}`, Severity>>

/** The code of a rule that a project may turn up, down or off. */
export type LintCode = keyof typeof LINT

/** Whether a code is that of such a rule; every other one is a law, and laws cannot be turned off. */
export function isLint(code: string): code is LintCode {
  return Object.hasOwn(LINT, code)
}

/** How much a broken rule or law matters where no project says otherwise. */
export function severityOf(code: string): Severity {
  return isLint(code) ? LINT[code] : 'error'
}
