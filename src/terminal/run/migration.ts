import { performMigrationSkip, performMigrationStatus } from '../../commands/migration.ts'
import { escapeText } from '../../report/escape.ts'
import { migrationJson, migrationText } from '../../report/migrationText.ts'
import { newMigration } from '../../world.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { printResult } from '../printResult.ts'
import { chosen, outsideOf, withWorld } from '../session.ts'

/** `migration new`: a file to fill in. */
export async function runMigrationNew(io: Io, globals: Globals, name: string): Promise<ExitCode> {
  const file = await newMigration(outsideOf(io, globals, { notify: () => undefined }), chosen(globals), name)
  io.out.write(`Wrote ${escapeText(file)}: fill in its steps, then\n\n Next  cliq-ds validate\n`)
  return EXIT.ok
}

/** `migration status`: how each migration stands in each environment. */
export async function runMigrationStatus(
  io: Io,
  globals: Globals,
  flags: { readonly json?: true | undefined },
): Promise<ExitCode> {
  return withWorld(io, globals, {}, async world => {
    const status = await performMigrationStatus(world)
    printResult(io, globals, flags, migrationJson(status), paint => migrationText(status, paint))
    return EXIT.ok
  })
}

/** `migration skip`: it does not run in the environment. */
export async function runMigrationSkip(io: Io, globals: Globals, id: string): Promise<ExitCode> {
  return withWorld(io, globals, {}, async world => {
    await performMigrationSkip(world, id)
    io.out.write(`${escapeText(id)} does not run in ${escapeText(world.environment.name)}\n`)
    return EXIT.ok
  })
}
