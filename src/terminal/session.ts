import { setTimeout as sleep } from 'node:timers/promises'
import type { World } from '../commands/world.ts'
import type { Clock } from '../engine/ports.ts'
import { openWorld } from '../world.ts'
import type { Outside } from '../world.ts'
import type { Globals } from './globals.ts'
import type { Io } from './io.ts'
import { startProgress } from './progress.ts'
import type { Progress } from './progress.ts'
import { redactSecrets } from './redact.ts'
import { readVersion } from './version.ts'

/** What a command that reaches an org or the project asks for. */
export interface SessionOptions {
  readonly maxDurationMs?: number | undefined
  /** Where progress goes; default: drawn on a terminal, lines elsewhere, nothing with --quiet. */
  readonly progress?: Progress | undefined
}

/** Opens the project and its environment for one verb, and closes what was opened, however the verb ends. */
export async function withWorld<T>(
  io: Io,
  globals: Globals,
  options: SessionOptions,
  verb: (world: World, progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = options.progress ?? (await startProgress(io, globals))
  const outside = outsideOf(io, globals, progress)
  const open = await openWorld(outside, { ...chosen(globals), maxDurationMs: options.maxDurationMs })
  redactSecrets(open.secrets)
  try {
    return await verb(open.world, progress)
  } finally {
    progress.end()
    await open.close()
  }
}

/** What the process lends to the edges. */
export function outsideOf(io: Io, globals: Globals, progress: Pick<Progress, 'notify'>): Outside {
  return {
    cwd: io.cwd,
    env: io.env,
    argv: io.argv,
    clock: systemClock,
    notify: progress.notify,
    signal: io.signal,
    version: readVersion(),
    pid: process.pid,
    startedAt: Date.now() - Math.round(process.uptime() * 1000),
    isAlive,
    debug: globals.debug ? line => io.err.write(`${line}\n`) : undefined,
  }
}

/** How the project and its environment are chosen. */
export function chosen({ env, config, code }: Globals): {
  readonly environment: string | undefined
  readonly config: string | undefined
  readonly noCode: boolean
} {
  return { environment: env, config, noCode: !code }
}

const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await sleep(ms, undefined, signal === undefined ? {} : { signal })
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error
    }
  },
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Another user's process cannot be signalled, and lives.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
