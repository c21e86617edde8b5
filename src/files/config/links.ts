import { join } from 'node:path'
import type { Config } from '../../config.ts'
import type { ConfigPlaces } from './places.ts'
import type { Problem } from '../../core/model/problem.ts'
import { startOf } from '../disk/readText.ts'
import { staysInside } from '../disk/paths.ts'

/** The folder of what is ours alone: emulators, copies, journals. */
const OWN = '.cliq-ds'

/**
 * CF119 for each place of the project that is reached by a link which leaves its folder: a pull request can bring links, and
 * what is written through one lies where nobody looks. Definitions have a problem of their own for it.
 */
export function linkProblems(
  { seeds, migrations, lockFile, environments }: Config,
  root: string,
  places: ConfigPlaces,
): readonly Problem[] {
  const data = Object.entries(environments).flatMap(([name, { emulator = false }]) => {
    if (emulator === false) return []
    const own = typeof emulator === 'object' ? emulator.data : undefined
    return [[`environments.${name}.emulator`, own ?? join(OWN, `${name}.db`)] as const]
  })
  const written = [
    ['seeds', seeds ?? 'seeds'],
    ['migrations', migrations ?? 'migrations'],
    ['lockFile', typeof lockFile === 'object' ? OWN : (lockFile ?? 'cliq-ds.lock.json')],
    ['', OWN],
    ...data,
  ] as const
  return written.flatMap(([key, path]): readonly Problem[] => {
    if (stays(join(root, path), root)) return []
    const hint = 'put the folder or file itself there'
    const at = key === '' ? startOf(path) : places.value(key)
    return [
      { code: 'CF119', severity: 'error', message: `${path} is reached by a link that leaves its folder`, at, hint },
    ]
  })
}

function stays(path: string, root: string): boolean {
  try {
    return staysInside(path, root)
  } catch {
    // A link that leads nowhere yet.
    return false
  }
}
