import { join } from 'node:path'
import type { Config } from '../../config.ts'
import type { ConfigPlaces } from './places.ts'
import type { Problem } from '../../core/model/problem.ts'
import { diskFailure, hasCode, startOf } from '../disk/readText.ts'
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
    const at = key === '' ? startOf(path) : places.value(key)
    const stays = whetherStays(join(root, path), root)
    if (stays === true) return []
    if (stays !== false) return diskFailure(stays, path, 'read').problems.map(problem => ({ ...problem, at }))
    const hint = 'put the folder or file itself there'
    return [
      { code: 'CF119', severity: 'error', message: `${path} is reached by a link that leaves its folder`, at, hint },
    ]
  })
}

/** Whether a path stays in the project, or what the disk says where it does not let anybody see. */
function whetherStays(path: string, root: string): boolean | Error {
  try {
    return staysInside(path, root)
  } catch (error) {
    // A link that leads nowhere yet, or round in a circle.
    return hasCode(error) && !['ENOENT', 'ELOOP'].includes(error.code) ? error : false
  }
}
