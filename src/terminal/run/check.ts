import { performCheck } from '../../commands/check.ts'
import { counted } from '../../report/amounts.ts'
import { escapeText } from '../../report/escape.ts'
import { problemsJson, problemsText } from '../../report/problemText.ts'
import { openMerging } from '../../world.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { printResult } from '../printResult.ts'
import { startProgress } from '../progress.ts'
import { chosen, outsideOf } from '../session.ts'

/** `check --base REF`: says what git would merge and Cliq refuse. */
export async function runCheck(
  io: Io,
  globals: Globals,
  { base, ...flags }: { readonly base: string; readonly json?: true | undefined },
): Promise<ExitCode> {
  const progress = await startProgress(io, globals)
  const merging = await openMerging(outsideOf(io, globals, progress), chosen(globals), base)
  const { problems, datastores, sources } = await performCheck(merging).finally(() => progress.end())
  printResult(io, globals, flags, { ...problemsJson(problems), base, datastores }, paint =>
    problems.length === 0
      ? `merges with ${escapeText(base)}: ${counted(datastores, 'datastore')}`
      : problemsText(problems, sources, paint),
  )
  return problems.length === 0 ? EXIT.ok : EXIT.refused
}
