import { performUnlock } from '../../commands/unlock.ts'
import { escapeText } from '../../report/escape.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { withWorld } from '../session.ts'

/** `unlock`: frees the lease of this id, or of the run of this machine that has died, and says whose it was. */
export async function runUnlock(io: Io, globals: Globals, id: string | undefined): Promise<ExitCode> {
  return withWorld(io, globals, {}, async world => {
    const { environment, who } = await performUnlock(world, id)
    if (who === undefined) {
      io.out.write(`The lease of ${escapeText(environment)} is not held\n`)
      return EXIT.ok
    }
    const whose = who === '' ? '' : `: it was that of ${escapeText(who)}`
    io.out.write(`Released the lease of ${escapeText(environment)}${whose}\n`)
    return EXIT.ok
  })
}
