import { randomBytes } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { link, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { weighed } from '../../core/model/jsonWeight.ts'
import { JSON_BOUNDS } from './jsonText.ts'
import { isOwn } from './owner.ts'
import { diskFailure, hasCode } from './readText.ts'
import { makePrivateFolder } from './stateDir.ts'

/** What a folder of generations holds: a text, nothing yet, or something that is not sound, with the last text that was. */
export type Kept =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'damaged'; readonly why?: string | undefined; readonly before?: string }

// A process that stood still while so many generations went by starts over; fewer are never removed under it.
const KEPT = 64
const SAFE = 32

/**
 * Changes a small text that processes of this machine share. Each change makes the file of the next generation, with
 * its content and exclusively, so of two processes one comes first and the other decides again; a process that is
 * killed leaves the last whole generation and no lock. `decide` returns undefined to leave the text as it is. Files are
 * for this user only (0600 in 0700). Throws a Failure FS1xx.
 */
export async function changeKept<T>(
  folder: string,
  decide: (kept: Kept) => { readonly text: string | undefined; readonly found: T },
  isSound: (text: string) => boolean = () => true,
): Promise<T> {
  await makePrivateFolder(folder)
  for (;;) {
    const generations = await listGenerations(folder)
    const last = generations.at(-1) ?? 0
    const newest = await readGeneration(folder, last)
    if (newest === undefined) continue
    const isGood = newest.kind === 'none' || (newest.kind === 'text' && isSound(newest.text))
    const kept = isGood ? newest : await readBefore(folder, generations.slice(0, -1), isSound)
    const { text, found } = decide(kept)
    if (text === undefined) return found
    if (!(await createGeneration(folder, last + 1, text))) continue
    for (const each of generations) if (each <= last + 1 - KEPT) await remove(folder, each)
    // Had the others gone far ahead, this number may have been theirs before, and nobody looks at it any more.
    const present = (await listGenerations(folder)).at(-1) ?? 0
    if (present - last < SAFE) return found
  }
}

/** Forgets the text: removes every generation. */
export async function forgetKept(folder: string): Promise<void> {
  await sweepGenerations(folder, Infinity)
}

/** The file of a generation. */
export function generationFile(folder: string, generation: number): string {
  return join(folder, `${String(generation).padStart(12, '0')}.json`)
}

/** The generations of a folder, oldest first; none where it is not there yet. */
export async function listGenerations(folder: string): Promise<readonly number[]> {
  try {
    // Looked at before each call: small files are read several times faster so than through promises.
    const names = readdirSync(folder)
    return names
      .flatMap(name => (/^\d{12}\.json$/u.test(name) ? [Number(name.slice(0, 12))] : []))
      .sort((a, b) => a - b)
  } catch (error) {
    if (hasCode(error) && error.code === 'ENOENT') return []
    throw hasCode(error) ? diskFailure(error, folder, 'read') : error
  }
}

/** Ten times what a ledger of all operations and many leases has. */
const MOST_BYTES = 2 * 1024 * 1024

/** What one generation holds; undefined when its file went while it was looked at. */
export async function readGeneration(folder: string, generation: number): Promise<Kept | undefined> {
  if (generation === 0) return { kind: 'none' }
  const path = generationFile(folder, generation)
  try {
    // What is no file, or another user's, was put there while the folder was open to others.
    const stats = lstatSync(path)
    if (!stats.isFile()) return { kind: 'damaged', why: 'is not a regular file' }
    if (!isOwn(stats)) return { kind: 'damaged', why: 'belongs to another user' }
    if (stats.size > MOST_BYTES) return { kind: 'damaged', why: `is ${inMegabytes(stats.size)}, and the limit is 2 MB` }
    const text = readFileSync(path, 'utf8')
    // What JSON.parse would make of the rest could take all the memory that there is.
    if (!weighed(text, JSON_BOUNDS).isSafe) return { kind: 'damaged', why: 'has more parts than any file of its kind' }
    return { kind: 'text', text }
  } catch (error) {
    if (hasCode(error) && error.code === 'ENOENT') return undefined
    throw hasCode(error) ? diskFailure(error, folder, 'read') : error
  }
}

function inMegabytes(bytes: number): string {
  return `${(Math.ceil((bytes / 1_048_576) * 10) / 10).toFixed(1)} MB`
}

// Each generation was whole when it was made, so damage came from outside, and what is older tells most of it.
async function readBefore(
  folder: string,
  generations: readonly number[],
  isSound: (text: string) => boolean,
): Promise<Kept> {
  for (const each of generations.toReversed()) {
    const kept = await readGeneration(folder, each)
    if (kept?.kind === 'text' && isSound(kept.text)) return { kind: 'damaged', before: kept.text }
  }
  return { kind: 'damaged' }
}

/**
 * Makes the file of a generation, with its content or not at all, so nobody reads it half-written; false where another
 * process has made it. `flush` for what must outlast a fall of the machine.
 */
export async function createGeneration(
  folder: string,
  generation: number,
  text: string,
  flush = false,
): Promise<boolean> {
  const temporary = join(folder, `.${randomBytes(8).toString('hex')}.tmp`)
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o600, flush })
    await link(temporary, generationFile(folder, generation))
    return true
  } catch (error) {
    if (hasCode(error) && error.code === 'EEXIST') return false
    throw hasCode(error) ? diskFailure(error, folder, 'written') : error
  } finally {
    await unlink(temporary).catch(() => undefined)
  }
}

/** Removes the generations up to one. */
export async function sweepGenerations(folder: string, upTo: number): Promise<void> {
  for (const each of await listGenerations(folder)) if (each <= upTo) await remove(folder, each)
}

async function remove(folder: string, generation: number): Promise<void> {
  await unlink(generationFile(folder, generation)).catch(() => undefined)
}
