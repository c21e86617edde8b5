import { hostname } from 'node:os'
import { Failure } from '../core/model/failure.ts'
import { digestOf } from '../files/disk/digest.ts'
import { makeProjectFolder } from '../files/disk/stateDir.ts'
import type { Outside } from './outside.ts'

/** What taking turns needs of the process. */
export type Turning = Pick<Outside, 'argv' | 'pid' | 'startedAt' | 'isAlive' | 'markOf' | 'clock'>

/** A turn reads, compares and writes one small file. Who holds it for longer has been stopped, or the disk stands still. */
const LONGEST_WAIT_MS = 30_000
const LOOK_MS = 20

const queues = new Map<string, Promise<unknown>>()

/**
 * Does the work while no other run does any on the same path: those of this process in a queue, other processes by a
 * lease file below `folder`. Throws a Failure LE101 where another process keeps its turn for 30 s; nothing is done then.
 */
export async function alone<T>(folder: string, path: string, by: Turning, work: () => Promise<T>): Promise<T> {
  // Whoever has ended holds up nobody of another process, even where one stands in for both.
  const queue = `${by.pid} ${path}`
  const mine = (queues.get(queue) ?? Promise.resolve()).then(() => amongProcesses(folder, path, by, work))
  const last = mine.catch(() => undefined)
  queues.set(queue, last)
  try {
    return await mine
  } finally {
    if (queues.get(queue) === last) queues.delete(queue)
  }
}

async function amongProcesses<T>(folder: string, path: string, by: Turning, work: () => Promise<T>): Promise<T> {
  const lease = await taken(folder, path, by)
  try {
    return await work()
  } finally {
    await lease.release()
  }
}

async function taken(folder: string, path: string, { argv, pid, startedAt, isAlive, markOf, clock }: Turning) {
  const { acquireLocalLease } = await import('../files/machine/lease.ts')
  const who = { pid, host: hostname(), start: startedAt, command: ['cliq-ds', ...argv].join(' '), isAlive, markOf }
  const end = clock.monotonic() + LONGEST_WAIT_MS
  for (;;) {
    try {
      return await acquireLocalLease(folder, `file-${digestOf(path).slice(-16)}`, who, clock, makeProjectFolder)
    } catch (error) {
      const isHeld = error instanceof Failure && error.code === 'LE101'
      if (!isHeld || clock.monotonic() > end) throw error
      await clock.sleep(LOOK_MS)
    }
  }
}
