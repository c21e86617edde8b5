import { readSoundDefinitions } from '../../commands/generate.ts'
import { openProject } from '../../world.ts'
import { projectSeeds, publishedSchema } from '../../world/authoring.ts'
import type { SchemaKind } from '../../world/authoring.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { silentProgress } from '../progress.ts'
import { chosen, outsideOf } from '../session.ts'

/** `schema`: the JSON Schema of one kind of document; that of seeds for the datastores of the project where it is asked for. */
export async function runSchema(io: Io, globals: Globals, kind: SchemaKind, ofProject: boolean): Promise<ExitCode> {
  const schema = ofProject ? await seedsOfProject(io, globals) : await publishedSchema(kind)
  io.out.write(`${JSON.stringify(schema, null, 2)}\n`)
  return EXIT.ok
}

async function seedsOfProject(io: Io, globals: Globals): Promise<object> {
  const project = await openProject(outsideOf(io, globals, silentProgress), chosen(globals))
  return projectSeeds(await readSoundDefinitions(project))
}
