import { join } from 'node:path'
import type { Project } from '../commands/world.ts'
import { writeAtomic } from '../files/disk/atomic.ts'
import { hasCode, MOST_TYPED_BYTES, readText } from '../files/disk/readText.ts'

/** The project's known drift, in `cliq-ds.ignore.yaml` beside the config. */
export function ignoredOf(root: string): Pick<Project, 'readIgnored' | 'writeIgnored'> {
  return {
    async readIgnored() {
      const { IGNORE_FILE, parseIgnored } = await import('../files/kept/ignored.ts')
      const text = await textOf(root, IGNORE_FILE)
      return text === undefined ? [] : parseIgnored(text, IGNORE_FILE)
    },
    async writeIgnored(entry) {
      const { IGNORE_FILE, withIgnored } = await import('../files/kept/ignored.ts')
      const before = await textOf(root, IGNORE_FILE)
      const text = withIgnored(before, entry)
      await writeAtomic(join(root, IGNORE_FILE), text, { mode: 0o644, root, expected: before ?? null })
      return IGNORE_FILE
    },
  }
}

async function textOf(root: string, file: string): Promise<string | undefined> {
  const { lstat } = await import('node:fs/promises')
  const path = join(root, file)
  const isAbsent = await lstat(path).then(
    () => false,
    (error: unknown) => hasCode(error) && error.code === 'ENOENT',
  )
  return isAbsent ? undefined : readText(path, root, { maxBytes: MOST_TYPED_BYTES })
}
