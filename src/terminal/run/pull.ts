import { performPull } from '../../commands/pull.ts'
import { pullJson, pullText } from '../../report/pullText.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { printResult } from '../printResult.ts'
import { withWorld } from '../session.ts'
import type { Globals } from '../globals.ts'

export interface PullFlags {
  readonly all?: true | undefined
  readonly json?: true | undefined
}

/** `pull`: writes definitions and the lock file, and says which; refused where something was left by hand. */
export async function runPull(io: Io, globals: Globals, names: readonly string[], flags: PullFlags): Promise<ExitCode> {
  const pulled = await withWorld(io, globals, {}, world => performPull(world, { names, all: flags.all === true }))
  printResult(io, globals, flags, pullJson(pulled), paint => pullText(pulled, paint))
  return pulled.byHand.size === 0 ? EXIT.ok : EXIT.refused
}
