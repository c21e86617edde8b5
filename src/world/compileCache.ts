import { join } from 'node:path'

import { makeOwnFolder, stateDir } from '../files/disk/stateDir.ts'

/**
 * The folder for compiled code, which is run as it lies there: this user's alone, like all of the state folder. Undefined
 * where there is none, and then nothing is kept: Node's own place is a folder that everybody may write to.
 */
export function ownCacheFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  try {
    const folder = join(stateDir(env), 'compile-cache')
    makeOwnFolder(folder)
    return folder
  } catch {
    return undefined
  }
}
