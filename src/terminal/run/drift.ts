import { performDrift } from '../../commands/drift.ts'
import { driftJson, driftText } from '../../report/driftText.ts'
import { jsonText } from '../../report/json.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import { withWorld } from '../session.ts'
import type { Globals } from '../globals.ts'

/** `drift`: exit 3 when the org is not as we left it. */
export async function runDrift(
  io: Io,
  globals: Globals,
  flags: { readonly json?: true | undefined },
): Promise<ExitCode> {
  const drift = await withWorld(io, globals, {}, world => performDrift(world))
  const chosen = globals.env === undefined ? '' : ` --env ${globals.env}`
  const next = [
    `cliq-ds apply${chosen}   puts back what is defined`,
    `cliq-ds pull${chosen}    takes over what is live`,
  ]
  if (flags.json === true) io.out.write(`${jsonText(driftJson(drift), 2)}\n`)
  else io.out.write(`${driftText(drift, paintFor(io.out, io, globals.color), { next })}\n`)
  return drift.changes.length > 0 ? EXIT.drift : EXIT.ok
}
