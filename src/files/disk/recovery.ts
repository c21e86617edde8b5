import { basename, join } from 'node:path'

import { writeAtomic } from './atomic.ts'
import { digestOf } from './digest.ts'

/**
 * Keeps a text whose own file could not be written: under `.cliq-ds/` of the project, else in one of the other folders,
 * in their order. Returns the path, or undefined when no folder takes it: then the caller must show the text.
 */
export async function writeRecovery(
  root: string,
  others: readonly string[],
  fileName: string,
  text: string,
): Promise<string | undefined> {
  const name = `recovery-${digestOf(text).slice(-12)}-${basename(fileName)}`
  for (const folder of [join(root, '.cliq-ds'), ...others]) {
    const path = join(folder, name)
    const isWritten = await writeAtomic(path, text, { mode: 0o600 }).then(
      () => true,
      // The failure to tell is the first one, of the file itself.
      () => false,
    )
    if (isWritten) return path
  }
  return undefined
}
