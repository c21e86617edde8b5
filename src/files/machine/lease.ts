import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'

import { failure } from '../../core/model/failure.ts'
import type { Failure } from '../../core/model/failure.ts'
import { writeAtomic } from '../disk/atomic.ts'
import { digestOf } from '../disk/digest.ts'
import type { Kept } from '../disk/generations.ts'
import {
  createGeneration,
  generationFile,
  listGenerations,
  readGeneration,
  sweepGenerations,
} from '../disk/generations.ts'
import { amount, object, text } from '../disk/shape.ts'
import type { Shape } from '../disk/shape.ts'
import { makePrivateFolder } from '../disk/stateDir.ts'

/** Who asks for a lease, and how to tell whether another holder still runs. */
export interface Who {
  readonly pid: number
  readonly host: string
  /** When this process started, Unix time in ms, to 2 s: tells it from an earlier one of the same pid. */
  readonly start: number
  /** As typed, without secrets. */
  readonly command: string
  /** Whether a process of this host runs. */
  readonly isAlive: (pid: number) => boolean
  /** What tells a process of this host from every other of the same pid, through reboots; undefined where it cannot be told. */
  readonly markOf?: ((pid: number) => string | undefined) | undefined
}

/** A lease as it lies in the state folder. */
export interface HeldLease {
  /** Random, new for each acquiring; `unlock` must name it. */
  readonly id: string
  readonly pid: number
  readonly host: string
  readonly start: number
  readonly command: string
  /** Unix time in ms by the holder's clock. */
  readonly since: number
  /** Of its process, where it could be told. */
  readonly mark?: string | undefined
}

export interface LocalLease {
  readonly id: string
  /** Throws a Failure LE102 when the lease is no longer ours. */
  renew(): Promise<void>
  /** Frees the lease, if it is still ours. */
  release(): Promise<void>
}

/** How far two tellings of one process's start may lie apart. */
const START_MS = 2_000

interface Entry {
  readonly generation: number
  readonly held: HeldLease | 'free' | 'damaged'
  /** What is wrong with a damaged one, where that can be told. */
  readonly why?: string | undefined
}

/**
 * Takes the lease of this name for one process of this machine, or throws a Failure LE101 that names its holder. A
 * holder of this host that no longer runs counts as gone.
 *
 * `makeFolder` makes each of its folders: those of a project may be open to others.
 *
 * Each taking makes the file of the next generation, exclusively and with its content; the newest file counts, and it
 * is never removed: what was free or left behind can be taken by one process only.
 */
export async function acquireLocalLease(
  stateDir: string,
  name: string,
  who: Who,
  clock: { now(): number },
  makeFolder: (path: string) => Promise<void> = makePrivateFolder,
): Promise<LocalLease> {
  const folder = leaseFolder(stateDir, name)
  // Each on the way: a link in the middle would lead what is written elsewhere.
  for (const each of [stateDir, dirname(folder), folder]) await makeFolder(each)
  const { pid, host, start, command } = who
  const id = randomBytes(16).toString('hex')
  const mine: HeldLease = { id, pid, host, start, command, since: clock.now(), mark: who.markOf?.(pid) }
  for (;;) {
    const last = await newest(folder)
    if (last !== undefined && last.held !== 'free') refuseWhileHeld(name, last, last.held, { who, clock, folder })
    const generation = (last?.generation ?? 0) + 1
    if (!(await createGeneration(folder, generation, textOf(mine), true))) continue
    // One that looked at an older generation may have made this one after it was made, freed and swept by others.
    if ((await newest(folder))?.generation !== generation) continue
    await sweepGenerations(folder, generation - 1)
    return leaseOf(folder, name, generation, mine)
  }
}

/** Who holds the lease of this name; undefined when it is free. Throws a Failure LE103 when its file is damaged. */
export async function readLocalLease(stateDir: string, name: string): Promise<HeldLease | undefined> {
  const folder = leaseFolder(stateDir, name)
  const last = await newest(folder)
  if (last === undefined || last.held === 'free') return undefined
  if (last.held === 'damaged') throw damaged(name, folder, last.why)
  return last.held
}

/**
 * Frees the lease of an environment by hand. Throws a Failure LE104 unless the id is exactly that of its holder, LE111
 * where there is none.
 */
export async function breakLocalLease(stateDir: string, name: string, id: string, environment: string): Promise<void> {
  const folder = leaseFolder(stateDir, name)
  const last = await newest(folder)
  if (last !== undefined && last.held !== 'free' && last.held !== 'damaged' && last.held.id === id) {
    await createGeneration(folder, last.generation + 1, textOf('free'), true)
    return
  }
  if (last === undefined || last.held === 'free')
    throw failure('LE111', `the lease of ${environment} is not held`, {
      hint: 'nothing to do: the next apply takes it',
    })
  throw failure('LE104', `the lease of ${environment} is held under another id`, {
    hint: 'pass the exact id that the refused apply printed',
  })
}

function leaseOf(folder: string, name: string, generation: number, mine: HeldLease): LocalLease {
  const isOurs = async () => {
    const last = await newest(folder)
    return last?.generation === generation && typeof last.held === 'object' && last.held.id === mine.id
  }
  return {
    id: mine.id,
    async renew() {
      if (await isOurs()) return
      const hint = 'run the same command again: it reads first and sends what is missing'
      throw failure('LE102', `the lease ${name} was taken away, so nothing more was sent`, { hint })
    },
    async release() {
      if (await isOurs()) await writeAtomic(generationFile(folder, generation), textOf('free'), { mode: 0o600 })
    },
  }
}

function refuseWhileHeld(
  name: string,
  { why }: Entry,
  held: HeldLease | 'damaged',
  { who, clock, folder }: { readonly who: Who; readonly clock: { now(): number }; readonly folder: string },
) {
  if (held === 'damaged') throw damaged(name, folder, why)
  if (held.host === who.host && isGone(held, who)) return
  const age = `${Math.max(0, Math.round((clock.now() - held.since) / 1000))} s`
  const message = `the lease ${name} is held by process ${held.pid} on ${held.host} for ${age}: ${held.command}`
  const hint = `cliq-ds unlock ${held.id} frees it if that run has died; otherwise wait for it to end`
  throw failure('LE101', message, { hint })
}

// A pid is given again, after a reboot above all: a process of that pid that is not the holder says that the holder ended.
function isGone(held: HeldLease, who: Who): boolean {
  const now = who.markOf?.(held.pid)
  if (held.mark !== undefined && now !== undefined) return held.mark !== now
  return held.pid === who.pid ? Math.abs(held.start - who.start) > START_MS : !who.isAlive(held.pid)
}

function damaged(name: string, folder: string, why = 'is damaged'): Failure {
  const hint = `if no apply is running for this environment, delete the folder ${folder}`
  return failure('LE103', `the lease file of ${name} ${why}, so it counts as held`, { hint })
}

// Any name will do, also one that is no file name.
function leaseFolder(stateDir: string, name: string): string {
  const fileName = /^[A-Za-z0-9_-]{1,100}$/u.test(name) ? name : digestOf(name).slice(-32)
  return join(stateDir, 'leases', fileName)
}

const RELEASED = { released: true }

function textOf(held: HeldLease | 'free'): string {
  return `${JSON.stringify(held === 'free' ? RELEASED : held)}\n`
}

async function newest(folder: string): Promise<Entry | undefined> {
  const generation = (await listGenerations(folder)).at(-1)
  if (generation === undefined) return undefined
  const kept = await readGeneration(folder, generation).catch((): Kept => ({ kind: 'damaged' }))
  // Swept by the taker of a newer generation.
  if (kept === undefined) return newest(folder)
  return kept.kind === 'text'
    ? { generation, held: decoded(kept.text) }
    : { generation, held: 'damaged', why: kept.kind === 'damaged' ? kept.why : undefined }
}

const HELD: Shape<HeldLease> = object(
  { id: text, pid: amount, host: text, start: amount, command: text, since: amount },
  { mark: text },
)

function decoded(content: string): Entry['held'] {
  try {
    const value: unknown = JSON.parse(content)
    return JSON.stringify(value) === JSON.stringify(RELEASED) ? 'free' : HELD(value, '')
  } catch {
    return 'damaged'
  }
}
