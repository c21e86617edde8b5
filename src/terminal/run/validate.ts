import { performValidate } from '../../commands/validate.ts'
import { hasErrors } from '../../core/problem.ts'
import { jsonText } from '../../report/json.ts'
import { validateJson, validateText } from '../../report/validateText.ts'
import { openProject } from '../../world.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import { silentProgress } from '../progress.ts'
import { chosen, outsideOf } from '../session.ts'
import type { Globals } from '../globals.ts'

/** `validate`: warnings pass, errors exit 4. */
export async function runValidate(
  io: Io,
  globals: Globals,
  flags: { readonly json?: true | undefined },
): Promise<ExitCode> {
  const project = await openProject(outsideOf(io, globals, silentProgress), chosen(globals))
  const read = await performValidate(project)
  const found = { ...read, definitions: read.definitions.length, files: read.files.length }
  if (flags.json === true) io.out.write(`${jsonText(validateJson(found), 2)}\n`)
  else io.out.write(`${validateText(found, paintFor(io.out, io, globals.color))}\n`)
  return hasErrors(found.problems) ? EXIT.refused : EXIT.ok
}
