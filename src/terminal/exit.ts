import type { CodeGroup } from '../core/codes/groups.ts'
import { Failure } from '../core/model/failure.ts'
import type { Journal, Outcome } from '../core/model/outcome.ts'

/** What a run ends with; the numbers are frozen. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  changesPending: 2,
  drift: 3,
  refused: 4,
  stale: 5,
  leaseHeld: 6,
  credentials: 7,
  lockedOut: 8,
  stopped: 9,
  diverged: 10,
  usage: 64,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

const BY_GROUP: Readonly<Record<CodeGroup, ExitCode>> = {
  AP: EXIT.stopped,
  AU: EXIT.credentials,
  BK: EXIT.refused,
  CF: EXIT.usage,
  CL: EXIT.usage,
  DF: EXIT.refused,
  DR: EXIT.refused,
  DS: EXIT.refused,
  DT: EXIT.drift,
  FG: EXIT.unexpected,
  FS: EXIT.unexpected,
  FT: EXIT.refused,
  HN: EXIT.refused,
  JR: EXIT.refused,
  LE: EXIT.leaseHeld,
  LK: EXIT.refused,
  LM: EXIT.refused,
  LT: EXIT.refused,
  LV: EXIT.refused,
  MC: EXIT.refused,
  MF: EXIT.refused,
  MG: EXIT.refused,
  NM: EXIT.refused,
  NT: EXIT.unexpected,
  PF: EXIT.refused,
  RF: EXIT.refused,
  RL: EXIT.lockedOut,
  RV: EXIT.refused,
  SD: EXIT.refused,
  ST: EXIT.stale,
  TS: EXIT.refused,
  UK: EXIT.refused,
  XX: EXIT.unexpected,
  YM: EXIT.refused,
}

// What was read is input; what cannot be written or reached is the machine, and who holds a lock is told as of a lease.
// A name that nobody knows is mistyped, wherever it was looked for. Whose user may not do it needs other credentials; pages that moved are read anew, and RF116 is a fault of ours.
const BY_CODE: Readonly<Record<string, ExitCode>> = {
  AU105: EXIT.lockedOut,
  FG101: EXIT.credentials,
  FG105: EXIT.usage,
  FS101: EXIT.refused,
  FS102: EXIT.refused,
  FS103: EXIT.refused,
  FS104: EXIT.refused,
  FS105: EXIT.refused,
  FS106: EXIT.refused,
  FS110: EXIT.refused,
  LE106: EXIT.refused,
  LE111: EXIT.refused,
  LK121: EXIT.unexpected,
  LK124: EXIT.leaseHeld,
  LV105: EXIT.usage,
  LV106: EXIT.usage,
  LV120: EXIT.usage,
  MG108: EXIT.usage,
  RF103: EXIT.credentials,
  RF114: EXIT.unexpected,
  RF116: EXIT.unexpected,
  RL110: EXIT.usage,
  RL111: EXIT.usage,
  SD115: EXIT.usage,
}

/** The exit code of a problem that ended a run: by what was refused. */
export function exitCodeOf(code: string): ExitCode {
  return BY_CODE[code] ?? exitCodeOfGroup(code.slice(0, 2))
}

/** The exit code of most problems of a group, by its letters. */
export function exitCodeOfGroup(letters: string): ExitCode {
  const groups: Readonly<Record<string, ExitCode>> = BY_GROUP
  return groups[letters] ?? EXIT.unexpected
}

/** The exit code of a run, whoever planned it. Throws what stopped it where that is a fault of ours. */
export function exitCodeAfter({ kind, journal, stoppedBy }: Outcome, signal: AbortSignal): ExitCode {
  switch (kind) {
    case 'nothing-to-do':
    case 'done':
      return EXIT.ok
    case 'declined':
      return EXIT.refused
    case 'diverged':
      return EXIT.diverged
    case 'stopped':
      if (journal.surprises.length > 0) return EXIT.diverged
      if (signal.aborted) return exitCodeOfSignal(signal.reason)
      if (stoppedBy === undefined) return exitCodeOfTroubles(journal)
      if (!(stoppedBy instanceof Failure)) throw stoppedBy
      // A lock-out or lost credentials say more than "stopped"; everything else that ended a run part-way is that.
      return SAYS_MORE.has(exitCodeOf(stoppedBy.code)) ? exitCodeOf(stoppedBy.code) : EXIT.stopped
  }
}

const SAYS_MORE: ReadonlySet<ExitCode> = new Set([EXIT.lockedOut, EXIT.credentials, EXIT.leaseHeld])

// Refusals that reading anew may overcome; all others stay until a person has mended something.
const PASSING: ReadonlySet<string> = new Set(['RF114', 'RF117'])

// The same command goes on where something is in doubt or was not begun in time; what Cliq refuses it refuses again, and
// what somebody changed has to be looked at.
function exitCodeOfTroubles({ unknown, failed, rows }: Journal): ExitCode {
  const ends = rows.flatMap(each => each.troubles)
  if (unknown.length > 0 || ends.some(each => each.kind === 'unknown')) return EXIT.stopped
  const refused = [...failed, ...ends.filter(each => each.kind === 'failed')].map(({ problem }) => problem.code)
  if (refused.some(code => PASSING.has(code) || (!code.startsWith('RF') && code !== 'SD120'))) return EXIT.stopped
  if (refused.length > 0) return refused.every(code => code === 'RF103') ? EXIT.credentials : EXIT.refused
  return ends.length > 0 ? EXIT.diverged : EXIT.stopped
}

/** Of the runs of several environments: what ended worst, as far as one who reads it should act first. */
export function worstExit(codes: Iterable<ExitCode>): ExitCode {
  const all = new Set(codes)
  return ORDER.find(each => all.has(each)) ?? EXIT.ok
}

const ORDER: readonly ExitCode[] = [130, 143, 1, 64, 10, 9, 5, 4, 7, 6, 8, 3, 2, 0]

/** The exit code of a run that a signal ended: the signal's own, which is the reason of its abort. */
export function exitCodeOfSignal(reason: unknown): ExitCode {
  return reason === EXIT.terminated ? EXIT.terminated : EXIT.interrupted
}
