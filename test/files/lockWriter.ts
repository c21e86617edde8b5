import { setTimeout as sleep } from 'node:timers/promises'

import { emptyEnvironment } from '../../src/core/model/lock.ts'
import type { LockedEnvironment } from '../../src/core/model/lock.ts'
import { lockFileOf } from '../../src/world/lockFile.ts'
import { field, store } from '../laws/build.ts'
import { locked } from './build.ts'

/** What a process lends to its lock file; its state lies in `folder`. */
export function keeping(folder: string): Parameters<typeof lockFileOf>[2] {
  return {
    env: { CLIQ_DS_STATE_DIR: folder },
    argv: ['apply'],
    pid: process.pid,
    startedAt: Date.now() - Math.round(process.uptime() * 1000),
    isAlive: pid => process.kill(pid, 0),
    clock: { now: Date.now, monotonic: () => performance.now(), sleep: async ms => sleep(ms) },
  }
}

/** The part of an environment that holds datastores of these names. */
export function holding(...names: readonly string[]): LockedEnvironment {
  const entry = (name: string, at: number) =>
    [name, locked(store({ a: field() }, [], name), String(100 + 10 * at))] as const
  return { ...emptyEnvironment('loopback'), datastores: new Map(names.map(entry)) }
}

// Started as a process, it writes the part of one environment again and again.
const [root, file, environment, times] = process.argv.slice(2)
if (process.send !== undefined && root !== undefined && file !== undefined && environment !== undefined) {
  let was = emptyEnvironment('loopback')
  for (let round = 1; round <= Number(times); round += 1) {
    const next = holding(`round_${round}`)
    await lockFileOf(root, file, keeping(root)).writeLocked(environment, was, next)
    was = next
  }
}
