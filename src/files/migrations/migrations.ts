import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { byCodeUnit } from '../../core/model/catalog.ts'
import type { Problem } from '../../core/model/problem.ts'
import { startOf } from '../disk/readText.ts'

/** A warning for each migration of a folder of the project: none is carried out, and none is passed over in silence. */
export async function waitingMigrations(root: string, folder: string): Promise<readonly Problem[]> {
  const names = await readdir(join(root, folder)).catch((): readonly string[] => [])
  return names
    .filter(each => /\.ya?ml$/u.test(each))
    .toSorted(byCodeUnit)
    .map(each => ({
      code: 'MG101',
      severity: 'warning',
      message: 'this migration is not carried out: this version of cliq-ds plans differences alone',
      at: startOf(`${folder}/${each}`),
      hint: 'move the values by hand before you consent to the removal that the plan shows',
    }))
}
