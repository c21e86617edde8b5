import { join } from 'node:path'
import { performApply } from '../../src/commands/apply.ts'
import type { Applied } from '../../src/core/results/apply.ts'
import type { World } from '../../src/commands/world.ts'
import type { Clock } from '../../src/core/model/ports.ts'
import { openWorld } from '../../src/world.ts'
import type { Outside } from '../../src/world.ts'

/** A run inside of this process, as another one would make it. */
export interface OwnRun {
  /** Only this one lives. */
  readonly pid: number
  readonly clock?: Clock
}

/** A clock that only its sleeps move, and they take no time. */
export function hurriedClock(): Clock {
  const from = Date.now()
  let now = 0
  return {
    now: () => from + now,
    monotonic: () => now,
    async sleep(ms) {
      now += ms
      await new Promise(resolve => setImmediate(resolve))
    },
  }
}

/** Lets `work` go on in the world of a project of `ownProject`. */
export async function inWorld<T>(root: string, run: OwnRun, work: (world: World) => Promise<T>): Promise<T> {
  const choice = { environment: undefined, config: undefined, noCode: true, maxDurationMs: undefined }
  const open = await openWorld(outsideFor(root, run), choice)
  try {
    return await work(open.world)
  } finally {
    await open.close()
  }
}

/** `cliq-ds apply --yes` with these consents. */
export function applyIn(root: string, run: OwnRun & { readonly allow: readonly string[] }): Promise<Applied> {
  const { allow } = run
  return inWorld(root, run, world =>
    performApply(world, { yes: true, allow, approve: undefined, show: () => undefined }),
  )
}

function outsideFor(root: string, { pid, clock = hurriedClock() }: OwnRun): Outside {
  return {
    cwd: root,
    env: { HOME: root, CLIQ_DS_STATE_DIR: join(root, '.state'), KILL_GATE_TOKEN: 'kill-gate-token' },
    secrets: new Set(),
    argv: ['apply'],
    clock,
    notify: () => undefined,
    signal: new AbortController().signal,
    version: '0.0.0',
    pid,
    startedAt: pid * 1_000_000,
    isAlive: each => each === pid,
    debug: undefined,
  }
}
