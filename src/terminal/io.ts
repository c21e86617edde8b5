import type { Clock } from '../core/model/ports.ts'
import type { Failure } from '../core/model/failure.ts'
import type { PlanDocument } from '../core/plan/document.ts'
import type { Page } from '../report/page.ts'
import type { ExitCode } from './exit.ts'
import type { Gather } from './reports.ts'

/** A stream that text goes to. */
export interface Sink {
  write(text: string): void
  /** Writes one line that the runner of a pipeline takes for an order; whoever made it has escaped what is not ours. */
  order?(line: string): void
  readonly isTTY: boolean
  readonly columns: number
}

/** A plan as it was printed. */
export interface PlanHeard {
  readonly document: PlanDocument
  readonly isProtected: boolean
}

/** What a command of a pipeline came to. */
export interface Concluded {
  readonly exit: ExitCode
  /** What kept environments from being planned or applied, or stopped them. */
  readonly failures: readonly Failure[]
  /** Address of the comment; absent for none. */
  readonly url?: string | undefined
}

/** The process as the terminal room sees it: a value, so that a test can be one. */
export interface Io {
  /** What was typed after the program's name. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly out: Sink
  readonly err: Sink
  /** Whether stdin is a terminal that answers can come from. */
  readonly hasKeyboard: boolean
  /** Aborted by the first SIGINT or SIGTERM, with the exit code as its reason. */
  readonly signal: AbortSignal
  /** Hears of each plan that is printed, where one command line stands for a part of another. */
  readonly hear?: ((plan: PlanHeard) => void) | undefined
  /** Takes the pages of reports, where several environments share their files. */
  readonly gather?: Gather | undefined
  /** Hears what each environment came to, where a pipeline is told of several as of one. */
  readonly conclude?: ((pages: readonly Page[], concluded: Concluded) => void) | undefined
  /** Time; the machine's own where it is absent. */
  readonly clock?: Clock | undefined
}

/** Whether a person can be asked: keyboard and screen are there, and no pipeline runs this. */
export function canAsk({ env, err, hasKeyboard }: Io): boolean {
  return hasKeyboard && err.isTTY && !isSet(env['CI']) && env['TERM'] !== 'dumb'
}

/** Whether a command asks a person: one can be asked, no flag has answered, and no program reads what it prints. */
export function isAsked(
  io: Io,
  { yes, json }: { readonly yes?: true | undefined; readonly json?: true | undefined },
): boolean {
  return yes !== true && json !== true && canAsk(io)
}

/** Whether progress may be drawn over itself. */
export function canDraw({ env, err }: Io): boolean {
  return err.isTTY && err.columns > 0 && !isSet(env['CI']) && env['TERM'] !== 'dumb'
}

/** Set to something that is not a way to say no. */
export function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false'
}
