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

const BY_GROUP: Readonly<Record<string, ExitCode>> = {
  AP: EXIT.stopped,
  AU: EXIT.credentials,
  BK: EXIT.refused,
  CF: EXIT.usage,
  CL: EXIT.usage,
  DF: EXIT.refused,
  DR: EXIT.refused,
  DS: EXIT.refused,
  FS: EXIT.unexpected,
  FT: EXIT.refused,
  JR: EXIT.refused,
  LE: EXIT.leaseHeld,
  LK: EXIT.refused,
  LM: EXIT.refused,
  LT: EXIT.refused,
  LV: EXIT.refused,
  MF: EXIT.refused,
  NM: EXIT.refused,
  NT: EXIT.unexpected,
  PF: EXIT.refused,
  RF: EXIT.unexpected,
  RL: EXIT.lockedOut,
  SD: EXIT.refused,
  ST: EXIT.stale,
  TS: EXIT.refused,
  UK: EXIT.refused,
  YM: EXIT.refused,
}

// What was read is input; what cannot be written is the machine.
const BY_CODE: Readonly<Record<string, ExitCode>> = {
  AU105: EXIT.lockedOut,
  FS101: EXIT.refused,
  FS102: EXIT.refused,
  FS103: EXIT.refused,
  FS104: EXIT.refused,
  FS105: EXIT.refused,
  FS106: EXIT.refused,
}

/** The exit code of a problem that ended a run: by what was refused. */
export function exitCodeOf(code: string): ExitCode {
  return BY_CODE[code] ?? BY_GROUP[code.slice(0, 2)] ?? EXIT.unexpected
}

/** The exit code of a run that a signal ended: the signal's own, which is the reason of its abort. */
export function exitCodeOfSignal(reason: unknown): ExitCode {
  return reason === EXIT.terminated ? EXIT.terminated : EXIT.interrupted
}
