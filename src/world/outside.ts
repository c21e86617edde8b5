import type { Clock, Notify } from '../core/model/ports.ts'

/** What the process lends to the edges: nothing below the terminal reaches for it by itself. */
export interface Outside {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly argv: readonly string[]
  /** Filled as secrets are read; none of them may be printed. */
  readonly secrets: Set<string>
  readonly clock: Clock
  readonly notify: Notify
  readonly signal: AbortSignal
  /** Of cliq-ds. */
  readonly version: string
  readonly pid: number
  /** When this process started, Unix time in ms. */
  readonly startedAt: number
  /** Whether a process of this machine runs. */
  readonly isAlive: (pid: number) => boolean
  /** What tells a process of this machine from every other of the same pid; undefined where it cannot be told. */
  readonly markOf?: ((pid: number) => string | undefined) | undefined
  /** Gets a line for each call: method, path, status, duration; never contents. */
  readonly debug: ((line: string) => void) | undefined
}

/** How the project and its environment are chosen. */
export interface Choice {
  readonly environment: string | undefined
  readonly config: string | undefined
  /** Execute no TypeScript or JavaScript. */
  readonly noCode: boolean
}
