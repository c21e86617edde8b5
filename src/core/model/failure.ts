import type { Problem } from './problem.ts'

/**
 * What stops a run: thrown, with a stable code that the edge turns into a sentence and an exit code.
 * Rooms never choose exit codes. `problem.message` holds foreign text as it came; the writer escapes it.
 */
export class Failure extends Error {
  readonly problems: readonly Problem[]
  /** Texts of the files that problems point into, where they are at hand: for the line under a problem. */
  readonly sources: ReadonlyMap<string, string>

  /** The first problem names the failure. */
  constructor(
    problems: readonly [Problem, ...Problem[]],
    options?: ErrorOptions & { readonly sources?: ReadonlyMap<string, string> },
  ) {
    super(problems[0].message, options)
    this.name = 'Failure'
    this.problems = problems
    this.sources = options?.sources ?? new Map()
  }

  /** The same failure with the texts that its problems point into. */
  withSources(sources: ReadonlyMap<string, string>): Failure {
    const [first, ...rest] = this.problems
    return first === undefined ? this : new Failure([first, ...rest], { cause: this.cause, sources })
  }

  get code(): string {
    return this.problems[0]?.code ?? 'XX000'
  }
}

/** A failure of one problem, as an error. */
export function failure(
  code: string,
  message: string,
  more: Omit<Partial<Problem>, 'code' | 'message'> = {},
  cause?: unknown,
): Failure {
  return new Failure([{ severity: 'error', ...more, code, message }], cause === undefined ? undefined : { cause })
}
