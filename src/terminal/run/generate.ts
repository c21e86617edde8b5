import { performGenerate, performGenerateCheck, readSoundDefinitions } from '../../commands/generate.ts'
import type { Definition } from '../../core/model/definition.ts'
import { failure } from '../../core/model/failure.ts'
import { escapeText } from '../../report/escape.ts'
import { openProject } from '../../world.ts'
import { openOutputs } from '../../world/authoring.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { silentProgress } from '../progress.ts'
import { chosen, outsideOf } from '../session.ts'

export interface GenerateFlags {
  readonly out?: string | undefined
  readonly check?: true | undefined
}

/** `types`: a TypeScript module with the record of each datastore. */
export async function runTypes(io: Io, globals: Globals, flags: GenerateFlags): Promise<ExitCode> {
  const { typesText } = await import('../../report/typesText.ts')
  return generated(io, globals, flags, 'types', typesText)
}

/** `docs`: a Markdown catalog of all datastores. */
export async function runDocs(io: Io, globals: Globals, flags: GenerateFlags): Promise<ExitCode> {
  const { docsText } = await import('../../report/docsText.ts')
  return generated(io, globals, flags, 'docs', docsText)
}

async function generated(
  io: Io,
  globals: Globals,
  { out, check }: GenerateFlags,
  command: string,
  made: (definitions: readonly Definition[]) => string,
): Promise<ExitCode> {
  if (check === true && out === undefined)
    throw failure('CL109', '--check needs a file to compare with', {
      hint: `cliq-ds ${command} --check --out FILE`,
    })
  const outside = outsideOf(io, globals, silentProgress)
  const project = await openProject(outside, chosen(globals))
  const text = made(await readSoundDefinitions(project))
  if (out === undefined) io.out.write(text)
  else if (check === true) {
    await performGenerateCheck(openOutputs(outside, project.root), out, text, command)
    io.out.write(`up to date  ${escapeText(out)}\n`)
  } else {
    await project.checkOutput(out)
    const isNew = await performGenerate(openOutputs(outside, project.root), out, text)
    io.out.write(`${isNew ? 'wrote' : 'kept '}  ${escapeText(out)}\n`)
  }
  return EXIT.ok
}
