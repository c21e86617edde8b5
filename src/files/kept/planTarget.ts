import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'

import { failure } from '../../core/model/failure.ts'
import { refuseWithoutFolder, tryWrite } from '../disk/atomic.ts'
import { PLAN_FILE, saysItIsPlan } from './planfile.ts'
import { readText, startOf } from '../disk/readText.ts'

/**
 * Proves that a plan can be saved at a path, before any call is spent on one. Throws a Failure: FS1xx for a place that
 * cannot be written, CL111 for a file that is no saved plan, such as a definition whose name was completed by mistake.
 */
export async function tryPlanFile(cwd: string, name: string): Promise<void> {
  const path = resolve(cwd, name)
  const at = startOf(name)
  await refuseWithoutFolder(path, name)
  const file = await stat(path).catch(() => undefined)
  if (
    file?.isFile() === true &&
    file.size > 0 &&
    !saysItIsPlan(await readText(path, undefined, { ...PLAN_FILE, name }))
  )
    throw failure('CL111', `${name} is not a saved plan, so it is not overwritten`, {
      at,
      hint: 'give the path of a new file',
    })
  await tryWrite(path, { mode: PLAN_FILE.mode, name })
}
