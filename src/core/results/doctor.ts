import type { Problem } from '../model/problem.ts'

/** One thing that was examined, and how it stands. */
export interface Examined {
  /** What was looked at, such as `Lock file`. */
  readonly about: string
  readonly state: 'ok' | 'warn' | 'fail' | 'skipped'
  /** One line, lower-case start, no full stop. Foreign text in it is not yet escaped. */
  readonly message: string
  /** What is wrong, each with what to do; none for `ok` and `skipped`. */
  readonly problems: readonly Problem[]
}

/** What an examination found, in the order of looking. */
export interface Examination {
  /** Absent when no config could be read. */
  readonly environment?: string
  readonly where?: string
  readonly findings: readonly Examined[]
}

/** A finding that all is well. */
export function well(about: string, message: string): Examined {
  return { about, state: 'ok', message, problems: [] }
}

/** A finding that could not be made, with the reason. */
export function skipped(about: string, why: string): Examined {
  return { about, state: 'skipped', message: why, problems: [] }
}

/** A finding of these problems, one at least: `fail` where one is an error. The first names it. */
export function ill(about: string, problems: readonly Problem[]): Examined {
  const state = problems.some(each => each.severity === 'error') ? 'fail' : 'warn'
  return { about, state, message: problems[0]?.message ?? '', problems }
}

/** A finding of one warning. */
export function warning(about: string, code: string, message: string, hint: string): Examined {
  return ill(about, [{ code, severity: 'warning', message, hint }])
}
