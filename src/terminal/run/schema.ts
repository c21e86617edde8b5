import { publishedSchema } from '../../world/authoring.ts'
import type { SchemaKind } from '../../world/authoring.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'

/** `schema`: the JSON Schema of one kind of document. */
export async function runSchema(io: Io, kind: SchemaKind): Promise<ExitCode> {
  io.out.write(`${JSON.stringify(await publishedSchema(kind), null, 2)}\n`)
  return EXIT.ok
}
