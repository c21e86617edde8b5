import { lstatSync, realpathSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { dirname, resolve } from 'node:path'
import nodeProcess from 'node:process'

import { hasCode } from './readText.ts'

/** A folder, or a link to one, that somebody else has a hand in. */
export interface Stranger {
  readonly path: string
  /** Such as `belongs to another user`. */
  readonly why: string
}

/** The user that this process runs as; undefined where the system knows no such number, as on Windows. */
export function ownUid(): number | undefined {
  // Not `os.userInfo()`: it throws where a user has no entry in the list of users, as in many containers.
  return nodeProcess.getuid?.()
}

/** Whether a file or folder is this user's own; always so where the system knows no owners. */
export function isOwn({ uid }: Pick<Stats, 'uid'>): boolean {
  const own = ownUid()
  return own === undefined || uid === own
}

/**
 * The first folder, from the root down to `path`, in which another user could replace what lies below it: one that
 * belongs to neither this user nor root, or that everybody may write to without the sticky bit. What does not exist
 * yet is judged by the folder that it will be made in. Undefined when there is none.
 */
export function strangerAbove(path: string): Stranger | undefined {
  if (ownUid() === undefined) return undefined
  try {
    const there = nearestThere(resolve(path))
    for (const each of [...chainOf(resolve(path)), ...chainOf(realpathSync.native(there))]) {
      const why = strangeness(each)
      if (why !== undefined) return { path: each, why }
    }
    return undefined
  } catch (error) {
    return { path, why: `cannot be looked at (${hasCode(error) ? error.code : 'unknown error'})` }
  }
}

/** Why others have a hand in what lies in a folder, or in a file; undefined when only this user and root do. */
export function strangeness(path: string): string | undefined {
  if (ownUid() === undefined) return undefined
  const stats = statsOf(path)
  if (stats === undefined) return undefined
  if (stats.uid !== 0 && !isOwn(stats)) return 'belongs to another user'
  return isOpen(stats) ? 'can be written to by everybody' : undefined
}

/** Whether a folder is one that all users of a machine share, as /tmp is. */
export function isShared(path: string): boolean {
  const mode = statsOf(path)?.mode
  return mode !== undefined && (mode & 0o1002) === 0o1002
}

// In a sticky folder, as /tmp is one, nobody renames or removes what belongs to others.
function isOpen({ mode }: Stats): boolean {
  return (mode & 0o170_000) !== 0o120_000 && (mode & 0o002) !== 0 && (mode & 0o1000) === 0
}

function nearestThere(path: string): string {
  return statsOf(path) !== undefined || dirname(path) === path ? path : nearestThere(dirname(path))
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    // Below a file there is nothing either.
    if (hasCode(error) && error.code === 'ENOTDIR') return undefined
    throw error
  }
}

function chainOf(path: string): readonly string[] {
  return dirname(path) === path ? [path] : [...chainOf(dirname(path)), path]
}
