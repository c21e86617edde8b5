import { chmod, lstat, mkdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'

import { failure } from '../../core/model/failure.ts'
import { diskFailure, hasCode } from './readText.ts'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The folder on this machine for what is not part of a project: leases, ledgers, tokens. CLIQ_DS_STATE_DIR, else the
 * XDG state folder. Only a path: `makePrivateFolder` makes it. Throws a Failure CF110 when nothing names a home.
 */
export function stateDir(env: Env): string {
  const own = env['CLIQ_DS_STATE_DIR']
  if (own !== undefined && own !== '') return resolve(own)
  // The XDG specification has relative paths ignored.
  const xdg = env['XDG_STATE_HOME']
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'cliq-ds')
  const local = env['LOCALAPPDATA']
  if (local !== undefined && isAbsolute(local)) return join(local, 'cliq-ds')
  const home = env['HOME']
  if (home !== undefined && isAbsolute(home)) return join(home, '.local', 'state', 'cliq-ds')
  throw failure('CF110', 'no folder for leases and call ledgers: neither CLIQ_DS_STATE_DIR nor HOME is set', {
    hint: 'set CLIQ_DS_STATE_DIR to a folder that only you can read',
  })
}

/** Makes the folder, for this user only (0700). Throws a Failure FS1xx for a link, for what is no folder, and for another user's. */
export async function makePrivateFolder(path: string): Promise<void> {
  try {
    await makeFolders(path)
    const stats = await lstat(path)
    const uid = userInfo().uid
    if (!stats.isDirectory()) throw refused(path, 'is not a folder')
    // On Windows there is no owner to compare (-1).
    if (uid >= 0 && stats.uid !== uid) throw refused(path, 'belongs to another user')
    if ((stats.mode & 0o077) !== 0) await chmod(path, 0o700)
  } catch (error) {
    throw hasCode(error) ? diskFailure(error, path, 'written') : error
  }
}

// Node's own recursion goes round for ever where a parent is there and takes no folder, as below /proc.
async function makeFolders(path: string): Promise<void> {
  const make = () =>
    mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
      if (!hasCode(error) || error.code !== 'EEXIST') throw error
    })
  try {
    await make()
  } catch (error) {
    if (!hasCode(error) || error.code !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolders(dirname(path))
    await make()
  }
}

function refused(path: string, why: string): Error {
  const hint = 'set CLIQ_DS_STATE_DIR to a folder of your own'
  return failure('FS109', `the state folder ${path} ${why}`, { hint })
}
