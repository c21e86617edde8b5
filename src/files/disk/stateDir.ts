import { accessSync, chmodSync, constants, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'

import { failure } from '../../core/model/failure.ts'
import type { Problem } from '../../core/model/problem.ts'
import { isOwn, ownUid, strangerAbove } from './owner.ts'
import { diskFailure, hasCode } from './readText.ts'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The folder on this machine for what is not part of a project: leases, ledgers, tokens. CLIQ_DS_STATE_DIR, else the
 * XDG state folder, else one in the temporary folder, of which `stateWarning` tells. Only a path: `makePrivateFolder`
 * makes it and refuses it where others have a hand in it.
 */
export function stateDir(env: Env): string {
  return chosenDir(env).path
}

/** That what is kept on this machine may not last, CF110; undefined where it lies in a folder of this user. */
export function stateWarning(env: Env): Problem | undefined {
  const { path, why } = chosenDir(env)
  if (why === undefined) return undefined
  const kept = `leases, call ledgers and logins are kept in ${path}, which may be deleted`
  return { code: 'CF110', severity: 'warning', message: `${why}: ${kept}; CLIQ_DS_STATE_DIR names another folder` }
}

function chosenDir(env: Env): { readonly path: string; readonly why?: string } {
  const own = env['CLIQ_DS_STATE_DIR']
  if (own !== undefined && own !== '') return { path: resolve(own) }
  // The XDG specification has relative paths ignored.
  const xdg = env['XDG_STATE_HOME']
  if (xdg !== undefined && isAbsolute(xdg)) return { path: join(xdg, 'cliq-ds') }
  const local = env['LOCALAPPDATA']
  if (local !== undefined && isAbsolute(local)) return { path: join(local, 'cliq-ds') }
  const home = env['HOME']
  const path = home !== undefined && isAbsolute(home) ? join(home, '.local', 'state', 'cliq-ds') : undefined
  const why = path === undefined ? 'HOME is not set' : unusable(path)
  if (path !== undefined && why === undefined) return { path }
  return { path: join(tmpdir(), `cliq-ds-${ownUid() ?? 'state'}`), ...(why !== undefined && { why }) }
}

// Containers give homes that are another user's, or that take no file.
function unusable(path: string): string | undefined {
  const stranger = strangerAbove(path)
  if (stranger !== undefined) return `${stranger.path} ${stranger.why}`
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      accessSync(folder, constants.W_OK)
      return undefined
    } catch (error) {
      const isAbsent = hasCode(error) && error.code === 'ENOENT' && dirname(folder) !== folder
      if (!isAbsent) return `${folder} is not writable`
    }
  }
}

const CHECKED = new Set<string>()

/**
 * Makes the folder, for this user only (0700). Throws a Failure FS1xx for a link, for what is not a folder, for another
 * user's, and for one that another user could replace, by owning or writing to a folder above it.
 */
export async function makePrivateFolder(path: string): Promise<void> {
  makeOwnFolder(path)
}

/**
 * Makes a folder inside of a project, which may be open to others, as mounted ones are: who can write there can change the
 * project itself. Throws a Failure FS109 for a link and for what is not a folder.
 */
export async function makeProjectFolder(path: string): Promise<void> {
  try {
    makeFolders(path)
    if (!lstatSync(path).isDirectory()) throw refused(path, 'is not a folder')
  } catch (error) {
    throw hasCode(error) ? diskFailure(error, path, 'written') : error
  }
}

/** The same as `makePrivateFolder` at once, for what happens before a run begins. */
export function makeOwnFolder(path: string): void {
  try {
    if (!CHECKED.has(path)) refuseStrangers(path)
    makeFolders(path)
    const stats = lstatSync(path)
    if (!stats.isDirectory()) throw refused(path, 'is not a folder')
    if (!isOwn(stats)) throw refused(path, 'belongs to another user')
    if ((stats.mode & 0o077) !== 0) chmodSync(path, 0o700)
    CHECKED.add(path)
  } catch (error) {
    throw hasCode(error) ? refused(path, `cannot be made: ${error.code}`, error) : error
  }
}

// Before anything is made there: what others have a hand in gets nothing of ours.
function refuseStrangers(path: string): void {
  const stranger = strangerAbove(dirname(path))
  if (stranger !== undefined) throw refused(path, `is below ${stranger.path}, which ${stranger.why}`)
}

// Node's own recursion goes round for ever where a parent is there and takes no folder, as below /proc.
function makeFolders(path: string): void {
  const make = () => {
    try {
      mkdirSync(path, { mode: 0o700 })
    } catch (error) {
      if (!hasCode(error) || error.code !== 'EEXIST') throw error
    }
  }
  try {
    make()
  } catch (error) {
    // Behind its parents it is tried once more, whatever was wrong; only a drive that is not there has none.
    if (dirname(path) === path) throw error
    makeFolders(dirname(path))
    make()
  }
}

function refused(path: string, why: string, cause?: unknown): Error {
  const hint = 'set CLIQ_DS_STATE_DIR to a folder of your own'
  return failure('FS109', `the state folder ${path} ${why}`, { hint }, cause)
}
