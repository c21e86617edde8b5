import { join } from 'node:path'

import type { Project } from '../commands/world.ts'
import { writeAtomic } from '../files/disk/atomic.ts'
import { MOST_TYPED_BYTES, readText } from '../files/disk/readText.ts'

/** The hints of a project's definitions on this disk. */
export function hintsOf(root: string): Pick<Project, 'writeHint'> {
  return {
    async writeHint(file, lacking) {
      const { withHint } = await import('../files/definitions/hints.ts')
      const path = join(root, file)
      const before = await readText(path, root, { maxBytes: MOST_TYPED_BYTES })
      const text = withHint(before, file, lacking)
      if (text === undefined) return false
      await writeAtomic(path, text, { mode: 0o644, expected: before, root })
      return true
    },
  }
}
