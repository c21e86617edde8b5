import { performValidate } from '../../commands/validate.ts'
import type { Project } from '../../commands/world.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Notify } from '../../core/model/ports.ts'
import { foldedWarnings } from '../../core/model/fold.ts'
import { hasErrors } from '../../core/model/problem.ts'
import type { Problem } from '../../core/model/problem.ts'
import type { Page } from '../../report/page.ts'
import { validatePage } from '../../report/pages/validate.ts'
import { pageText } from '../../report/text/text.ts'
import { openCheckable } from '../../world.ts'
import { readVersion } from '../../world/version.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import { tryReports, writeReports } from '../reports.ts'
import type { ReportFlags } from '../reports.ts'
import { chosen, outsideOf } from '../session.ts'
import type { Globals } from '../globals.ts'

export type ValidateFormat = 'text' | 'json' | 'sarif' | 'junit'

export interface ValidateFlags extends ReportFlags {
  /** The same as the format json. */
  readonly json?: true | undefined
  readonly format?: ValidateFormat | undefined
  readonly allWarnings?: true | undefined
}

/** `validate`: warnings pass, errors exit 4. Whatever stops it is printed in the chosen form too, and reported. */
export async function runValidate(io: Io, globals: Globals, flags: ValidateFlags): Promise<ExitCode> {
  const format = flags.format ?? (flags.json === true ? 'json' : 'text')
  const print = async (page: Page) => io.out.write(`${(await textOf(page, format, io, globals)).trimEnd()}\n`)
  let target: Project | undefined
  try {
    // What is told beside the work belongs to what was found: a warning of the config, the print of a definition.
    const notes: Problem[] = []
    const notify: Notify = each => void (each.type === 'note' && notes.push(each.problem))
    const project = await openCheckable(outsideOf(io, globals, { notify }), chosen(globals))
    await tryReports(project, flags)
    target = project
    const read = await performValidate(project)
    const found = { ...read, problems: [...notes, ...read.problems] }
    const page = validatePage(found)
    const isFolded = format === 'text' && flags.allWarnings !== true
    await print(isFolded ? validatePage({ ...found, problems: foldedWarnings(found.problems) }) : page)
    await writeReports(project, flags, [page])
    return hasErrors(read.problems) ? EXIT.refused : EXIT.ok
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const page = validatePage({
      definitions: [],
      rowsOnly: [],
      files: [],
      problems: error.problems,
      sources: error.sources,
    })
    // The main path prints its sentence to stderr, and with --json a document too.
    if (format !== 'text' && flags.json !== true) await print(page)
    if (target !== undefined) await writeReports(target, flags, [page])
    throw error
  }
}

async function textOf(page: Page, format: ValidateFormat, io: Io, globals: Globals): Promise<string> {
  if (format === 'text') return pageText(page, paintFor(io.out, io, globals.color))
  return (await import('../../report/render.ts')).render([page], format, readVersion())
}
