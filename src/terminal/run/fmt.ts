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

/** `fmt`: lays the definitions out; with --check it writes nothing and exits 4 where one is laid out otherwise. */
export async function runFmt(
  io: Io,
  globals: Globals,
  files: readonly string[],
  flags: { readonly check?: true | undefined },
): Promise<ExitCode> {
  const layouts = await openLayouts(outsideOf(io, globals, silentProgress), chosen(globals))
  const paint = paintFor(io.out, io, globals.color)
  if (flags.check !== true) {
    const found = await performFormat(layouts, files)
    io.out.write(`${formattedText(found, paint)}\n`)
    return hasErrors(found.problems) ? EXIT.refused : EXIT.ok
  }
  const found = await performFormatCheck(layouts, files)
  const isClean = found.otherwise.length === 0
  // Most checks find nothing, and comparing texts takes a package of its own.
  const diffs = isClean ? [] : await diffsOf(found.otherwise, paint)
  io.out.write(`${unformattedText(found, diffs, paint)}\n`)
  return isClean && !hasErrors(found.problems) ? EXIT.ok : EXIT.refused
}

async function diffsOf(
  otherwise: Awaited<ReturnType<typeof performFormatCheck>>['otherwise'],
  paint: ReturnType<typeof paintFor>,
): Promise<readonly (string | undefined)[]> {
  const { layoutDiff } = await import('../../report/layoutDiff.ts')
  return otherwise.map(each => layoutDiff(each, paint))
}
