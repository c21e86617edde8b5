import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../core/model/ports.ts'
import type { Outside } from './outside.ts'

/** What a run needs of the process it is in; Node's `process` is one. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly argv: readonly string[]
  readonly pid: number
  cwd(): string
  /** Seconds since the process started. */
  uptime(): number
  kill(pid: number, signal: 0): boolean
}

/** The outside of a process, with its clock. */
export function outsideOfHost(
  host: Host,
  more: Pick<Outside, 'notify' | 'signal' | 'version'> &
    Partial<Pick<Outside, 'debug' | 'cwd' | 'secrets' | 'env' | 'clock'>>,
): Outside {
  return {
    cwd: host.cwd(),
    env: host.env,
    argv: host.argv.slice(2),
    clock: systemClock,
    pid: host.pid,
    startedAt: Date.now() - Math.round(host.uptime() * 1000),
    isAlive: pid => isAlive(host, pid),
    markOf,
    debug: undefined,
    secrets: new Set(),
    ...more,
  }
}

// Linux names each run of the machine; elsewhere an uptime cannot be told from one of another run.
const RUN = bootId()

// A longer timer of Node fires at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1

const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  ...(RUN !== undefined && { uptime: () => ({ run: RUN, ms: uptime() * 1_000 }) }),
  async sleep(ms: number, signal?: AbortSignal) {
    const end = performance.now() + ms
    try {
      // What lasts no time is over once all that is due by now was heard.
      if (ms <= 0) return await turn(undefined, { signal })
      // A timer fires up to a millisecond early, and two reads that are too close together prove nothing.
      for (let left = ms; ; left = end - performance.now()) {
        await sleep(Math.min(Math.ceil(left), LONGEST_TIMER_MS), undefined, signal === undefined ? {} : { signal })
        if (performance.now() >= end) return
      }
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error
    }
  },
}

function bootId(): string | undefined {
  try {
    uptime()
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return undefined
  }
}

// Neither part moves when a clock is set: the run of the machine, and the ticks of it at which the process started.
function markOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command's name may hold blanks and brackets; what follows it does not.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return RUN === undefined || ticks === undefined ? undefined : `${RUN} ${ticks}`
  } catch {
    return undefined
  }
}

function isAlive(host: Host, pid: number): boolean {
  try {
    return host.kill(pid, 0)
  } catch (error) {
    // Another user's process cannot be signalled, and lives.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
