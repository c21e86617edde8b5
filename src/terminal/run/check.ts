import { performCheck } from '../../commands/check.ts'
import { counted } from '../../report/amounts.ts'
import { escapeText } from '../../report/escape.ts'
import { jsonText } from '../../report/json.ts'
import { problemsJson, problemsText } from '../../report/problemText.ts'
import { openMerging } from '../../world.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import { startProgress } from '../progress.ts'
import { chosen, outsideOf } from '../session.ts'

/** `check --base REF`: says what git would merge and Cliq refuse. */
export async function runCheck(
  io: Io,
  globals: Globals,
  { base, json }: { readonly base: string; readonly json?: true | undefined },
): Promise<ExitCode> {
  const progress = await startProgress(io, globals)
  const merging = await openMerging(outsideOf(io, globals, progress), chosen(globals), base)
  const { problems, datastores, sources } = await performCheck(merging).finally(() => progress.end())
  if (json === true) io.out.write(`${jsonText({ ...problemsJson(problems), base, datastores }, 2)}\n`)
  else if (problems.length === 0) io.out.write(`merges with ${escapeText(base)}: ${counted(datastores, 'datastore')}\n`)
  else io.out.write(`${problemsText(problems, sources, paintFor(io.out, io, globals.color))}\n`)
  return problems.length === 0 ? EXIT.ok : EXIT.refused
}
