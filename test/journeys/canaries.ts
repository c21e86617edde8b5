import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Secrets that no output and no file of a run may show. */
export const TOKEN = 'canary-3f9c1d7e5b'
export const KEY = 'canary-key-8b2d0e6f4a'
export const CANARIES = [TOKEN, KEY]

/** Files that hold a secret and may not. What people wrote may hold the token's, and copies have to. */
export function leaksIn(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(each => each.isFile())
    .map(each => join(each.parentPath, each.name))
    .filter(path => {
      const mayHold = /\/(?:schemas|seeds|backup)\/|cliq-ds\.config|\.db/u.test(path.slice(root.length))
      const text = readFileSync(path, 'latin1')
      return text.includes(KEY) || (!mayHold && text.includes(TOKEN))
    })
}
