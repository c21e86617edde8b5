import { AsyncLocalStorage } from 'node:async_hooks'
import disk from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../src/core/model/ports.ts'
import type { Fate } from './gate.ts'
import { hurriedClock } from './inProcess.ts'

/** Where a run waits for the world: for the disk, for an answer, for time. */
export type Kind = 'disk' | 'wire' | 'time'

/** What happens at the nth wait: the run ends there and then, or the call fails, once or from there on. */
export interface Strike {
  readonly at: number
  readonly manner: 'killed' | 'once' | 'lasting'
  /** Whether what was asked for came to pass. */
  readonly when: 'before' | 'after'
}

/** One run whose every wait is counted. */
export interface Scene {
  readonly clock: Clock
  /** The kinds of its waits so far, in their order. */
  readonly waits: readonly Kind[]
  /** For the gate before its org. */
  readonly fate: () => Fate | undefined
  /** Plays it: its result, its failure, or `killed`. */
  play<T>(run: () => Promise<T>): Promise<{ readonly result: T } | { readonly error: unknown } | 'killed'>
}

interface Waiting {
  call<T>(go: () => Promise<T>): Promise<T>
  /** Files that the run opened, to be closed for one that is killed. */
  readonly opened: FileHandle[]
  isOver: boolean
}

const scenes = new AsyncLocalStorage<Waiting>()

/** A scene with this strike; without one it only counts. */
export function sceneOf(strike?: Strike): Scene {
  const waits: Kind[] = []
  const clock = hurriedClock()
  let isDead = false
  let died = () => undefined as void
  const killed = new Promise<'killed'>(resolve => {
    died = () => {
      isDead = true
      resolve('killed')
    }
  })
  const isStruck = (kind: Kind) => {
    waits.push(kind)
    if (strike === undefined) return false
    if (waits.length === strike.at) return true
    // A disk that is full stays so, and leaves the wire alone; the other way round too.
    return strike.manner === 'lasting' && waits.length > strike.at && waits[strike.at - 1] === kind
  }
  const struck = async <T>(kind: Kind, go: () => Promise<T>): Promise<T> => {
    if (isDead) return never()
    if (!isStruck(kind)) {
      const result = await go()
      return isDead ? never() : result
    }
    if (strike?.when === 'after') await go().catch(() => undefined)
    if (strike?.manner !== 'killed' && kind === 'disk') throw noSpace()
    died()
    return never()
  }
  return {
    waits,
    clock: { ...clock, sleep: (ms, signal) => struck('time', () => clock.sleep(ms, signal)) },
    fate() {
      if (isDead) return { when: 'before', strike: () => undefined }
      if (!isStruck('wire')) return undefined
      const when = strike?.when ?? 'before'
      return { when, strike: cut => (strike?.manner === 'killed' ? died() : cut()) }
    },
    async play(run) {
      const waiting: Waiting = { call: go => struck('disk', go), opened: [], isOver: false }
      const settled = scenes.run(waiting, () =>
        run().then(
          result => ({ result }),
          (error: unknown) => ({ error }),
        ),
      )
      const ended = await Promise.race([settled, killed])
      waiting.isOver = true
      for (const each of waiting.opened) await each.close().catch(() => undefined)
      return ended
    },
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined)
}

function noSpace(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'write' })
}

const CALLS = [
  'chmod',
  'link',
  'lstat',
  'mkdir',
  'readdir',
  'readFile',
  'realpath',
  'rename',
  'stat',
  'unlink',
  'writeFile',
] as const
const HANDLE_CALLS = ['appendFile', 'chmod', 'close', 'datasync', 'readFile', 'stat', 'sync', 'writeFile'] as const

/** Puts every call of the disk behind the scene that it is made in, outside of one not; returns what takes that back. */
export async function watchDisk(): Promise<() => void> {
  const handle = await disk.open(join(tmpdir(), `cliq-ds-${process.pid}`), 'w')
  const prototype = Object.getPrototypeOf(handle) as typeof handle
  await handle.close()
  const back = [...CALLS.map(name => behind(disk, name)), ...HANDLE_CALLS.map(name => behind(prototype, name))]
  const { open } = disk
  disk.open = async (...asked) => {
    const scene = scenes.getStore()
    if (scene === undefined) return open(...asked)
    return scene.call(async () => {
      const opened = await open(...asked)
      if (scene.isOver) await opened.close()
      else scene.opened.push(opened)
      return opened
    })
  }
  syncBuiltinESMExports()
  return () => {
    back.forEach(each => each())
    disk.open = open
    syncBuiltinESMExports()
  }
}

function behind<Name extends string>(of: { [key in Name]: unknown }, name: Name): () => void {
  const real = of[name] as (...asked: unknown[]) => Promise<unknown>
  of[name] = function (this: unknown, ...asked: unknown[]) {
    const scene = scenes.getStore()
    return scene === undefined ? real.apply(this, asked) : scene.call(() => real.apply(this, asked))
  }
  return () => {
    of[name] = real
  }
}
