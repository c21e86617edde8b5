import { relative } from 'node:path'

import { startOf } from '../files/disk/readText.ts'
import type { LoadCode } from '../files/definitions/read.ts'
import type { Choice, Outside } from './outside.ts'

/** What runs the code files of a project, which reach nothing; undefined where none may run. */
export function codeLoader(
  root: string,
  { noCode }: Choice,
  { notify }: Pick<Outside, 'notify'>,
): LoadCode | undefined {
  if (noCode) return undefined
  return async (path: string) => {
    const { loadCode } = await import('../files/code/code.ts')
    const file = relative(root, path)
    // stdout is ours: what a file prints is told as a note.
    const onOutput = (text: string) =>
      notify({
        type: 'note',
        problem: {
          code: 'TS113',
          severity: 'warning',
          message: `${file} printed: ${text.trim()}`,
          at: startOf(file),
          hint: 'remove the print',
        },
      })
    return loadCode(path, { root, onOutput })
  }
}
