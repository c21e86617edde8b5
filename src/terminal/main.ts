import { CommanderError } from 'commander'
import { EXIT } from './exit.ts'
import type { ExitCode } from './exit.ts'
import { globalsOf } from './globals.ts'
import { fleetIn } from './fleet/argv.ts'
import type { Io } from './io.ts'
import { helpOf, programOf } from './program.ts'
import { redacting } from './redacting.ts'

const HELP: ReadonlySet<string> = new Set(['--help', '-h', 'help'])

/** Runs one command line to its exit code. Prints one clear error for whatever goes wrong, and never throws. */
export async function main(bare: Io, version: string): Promise<ExitCode> {
  const io = redacting(bare)
  let code: ExitCode = EXIT.ok
  try {
    const fleet = io.argv[0] === '__complete' ? undefined : fleetIn(io.argv)
    if (fleet !== undefined) {
      const { performFleet } = await import('./fleet/fleet.ts')
      return await performFleet(io, fleet, each => main(each, version))
    }
    const program = programOf(io, version, async work => {
      code = await work(globalsOf(program.opts()))
    })
    if (io.argv[0] === '__complete') {
      await (await import('./run/complete.ts')).runComplete(io, program, io.argv.slice(1))
      return EXIT.ok
    }
    const argv = helpOf(io.argv, program)
    // A command that has others below it shows its page when it stands alone.
    const hasBelow = program.commands.find(each => each.name() === argv[0])?.commands.length !== 0
    if ((argv.length < 2 && hasBelow) || argv.some(each => HELP.has(each)))
      (await import('./help.ts')).arrangeHelp(program)
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    // Help is told as an error too, and needs no words for one.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok
    const { printed } = await import('./printed.ts')
    return printed(error, io)
  }
}
