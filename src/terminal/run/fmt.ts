import type { Checkable } from '../../commands/validate.ts'
import type { Project } from '../../commands/world.ts'
import { spentHints } from '../../core/migrations/spent.ts'
import type { SpentHint } from '../../core/migrations/spent.ts'
import { failure } from '../../core/model/failure.ts'
import { openCheckable } from '../../world.ts'
import { performFormat, performFormatCheck } from '../../commands/format.ts'
import { hasErrors } from '../../core/model/problem.ts'
import { formattedText, unformattedText } from '../../report/formatText.ts'
import { openLayouts } from '../../world/authoring.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import { silentProgress } from '../progress.ts'
import { chosen, outsideOf } from '../session.ts'

/** `fmt`: lays the definitions out, with --prune-hints without the hints that are spent; with --check it writes nothing and exits 4 where one is laid out otherwise. */
export async function runFmt(
  io: Io,
  globals: Globals,
  files: readonly string[],
  flags: { readonly check?: true | undefined; readonly pruneHints?: true | undefined },
): Promise<ExitCode> {
  const outside = outsideOf(io, globals, silentProgress)
  const layouts = await openLayouts(outside, chosen(globals))
  const spent = flags.pruneHints === true ? await spentIn(await openCheckable(outside, chosen(globals))) : []
  const paint = paintFor(io.out, io, globals.color)
  if (flags.check !== true) {
    const found = await performFormat(layouts, files, spent)
    io.out.write(`${formattedText(found, paint)}\n`)
    return hasErrors(found.problems) ? EXIT.refused : EXIT.ok
  }
  const found = await performFormatCheck(layouts, files, spent)
  const isClean = found.otherwise.length === 0
  // Most checks find nothing, and comparing texts takes a package of its own.
  const diffs = isClean ? [] : await diffsOf(found.otherwise, paint)
  io.out.write(`${unformattedText(found, diffs, paint)}\n`)
  return isClean && !hasErrors(found.problems) ? EXIT.ok : EXIT.refused
}

// Throws where nobody can tell what is spent: a hint that goes too early turns a rename into a loss.
async function spentIn(project: Pick<Project, 'readDefinitions'> & Checkable): Promise<readonly SpentHint[]> {
  const lock = await project.readLockHere()
  if (lock === undefined)
    throw failure('LV119', 'without a readable lock file on this disk nobody can tell which hints are still needed', {
      hint: 'remove them by hand once no environment has the old field',
    })
  return spentHints((await project.readDefinitions()).definitions, lock)
}

async function diffsOf(
  otherwise: Awaited<ReturnType<typeof performFormatCheck>>['otherwise'],
  paint: ReturnType<typeof paintFor>,
): Promise<readonly (string | undefined)[]> {
  const { layoutDiff } = await import('../../report/layoutDiff.ts')
  return otherwise.map(each => layoutDiff(each, paint))
}
