import { performValidate } from '../../commands/validate.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Definitions } from '../../commands/world.ts'
import type { Notify } from '../../core/model/ports.ts'
import { hasErrors } from '../../core/model/problem.ts'
import type { Problem } from '../../core/model/problem.ts'
import { validateJson, validateText } from '../../report/validateText.ts'
import { openProject } from '../../world.ts'
import { readVersion } from '../../world/version.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import { chosen, outsideOf } from '../session.ts'
import type { Globals } from '../globals.ts'

export type ValidateFormat = 'text' | 'json' | 'sarif' | 'junit'

export interface ValidateFlags {
  /** The same as the format json. */
  readonly json?: true | undefined
  readonly format?: ValidateFormat | undefined
}

/** `validate`: warnings pass, errors exit 4. Whatever stops it is printed in the chosen form too. */
export async function runValidate(io: Io, globals: Globals, flags: ValidateFlags): Promise<ExitCode> {
  const format = flags.format ?? (flags.json === true ? 'json' : 'text')
  const print = async (found: Definitions) => io.out.write(`${(await textOf(found, format, io, globals)).trimEnd()}\n`)
  try {
    // What is told beside the work belongs to what was found: a warning of the config, the print of a definition.
    const notes: Problem[] = []
    const notify: Notify = each => void (each.type === 'note' && notes.push(each.problem))
    const project = await openProject(outsideOf(io, globals, { notify }), chosen(globals))
    const read = await performValidate(project)
    await print({ ...read, problems: [...notes, ...read.problems] })
    return hasErrors(read.problems) ? EXIT.refused : EXIT.ok
  } catch (error) {
    // The main path prints its sentence to stderr, and with --json a document too.
    if (error instanceof Failure && format !== 'text' && flags.json !== true)
      await print({ definitions: [], rowsOnly: [], files: [], problems: error.problems, sources: error.sources })
    throw error
  }
}

async function textOf(read: Definitions, format: ValidateFormat, io: Io, globals: Globals): Promise<string> {
  const found = { ...read, definitions: read.definitions.length + read.rowsOnly.length, files: read.files.length }
  const { jsonText } = await import('../../report/json.ts')
  switch (format) {
    case 'text':
      return validateText(found, paintFor(io.out, io, globals.color))
    case 'json':
      return jsonText(validateJson(found), 2)
    case 'sarif':
      return jsonText((await import('../../report/sarif.ts')).sarifJson(found.problems, readVersion()), 2)
    case 'junit':
      return (await import('../../report/junit.ts')).junitXml(read.files, read.problems)
  }
}
