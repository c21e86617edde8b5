import { performBackup } from '../../commands/backup.ts'
import { backupJson, backupText } from '../../report/backupText.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { printResult } from '../printResult.ts'
import { withWorld } from '../session.ts'

/** `backup`: copies records to the disk, and says where. */
export async function runBackup(
  io: Io,
  globals: Globals,
  names: readonly string[],
  flags: { readonly json?: true | undefined },
): Promise<ExitCode> {
  const taken = await withWorld(io, globals, {}, world => performBackup(world, names))
  printResult(io, globals, flags, backupJson(taken), paint => backupText(taken, paint))
  return EXIT.ok
}
