import type { Problem } from './problem.ts'

/** One thing that was examined, and how it stands. */
export interface Finding {
  /** What was looked at, such as `Lock file`. */
  readonly about: string
  readonly state: 'ok' | 'warn' | 'fail' | 'skipped'
  /** One line, lower-case start, no full stop. Foreign text in it is not yet escaped. */
  readonly message: string
  /** What is wrong, each with what to do; none for `ok` and `skipped`. */
  readonly problems: readonly Problem[]
}

/** A finding that all is well. */
export function well(about: string, message: string): Finding {
  return { about, state: 'ok', message, problems: [] }
}

/** A finding that could not be made, with the reason. */
export function skipped(about: string, why: string): Finding {
  return { about, state: 'skipped', message: why, problems: [] }
}

/** A finding of these problems, one at least: `fail` where one is an error. The first names it. */
export function ill(about: string, problems: readonly Problem[]): Finding {
  const state = problems.some(each => each.severity === 'error') ? 'fail' : 'warn'
  return { about, state, message: problems[0]?.message ?? '', problems }
}

/** A finding of one warning. */
export function warning(about: string, code: string, message: string, hint: string): Finding {
  return ill(about, [{ code, severity: 'warning', message, hint }])
}
