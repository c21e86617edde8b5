import type { CommandUnknownOpts } from '@commander-js/extra-typings'

import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'

type Go = (work: (globals: Globals) => Promise<ExitCode>) => Promise<void>

/** Adds the commands about who is let in and whether all is well: auth and doctor. Nothing of them is loaded before it is chosen. */
export function addAccount(program: CommandUnknownOpts, io: Io, go: Go): void {
  const auth = program.command('auth').description('log in, look at the credentials, log out')
  auth
    .command('login')
    .description('get a refresh token and keep it, for this user only')
    .option('--code <code>', 'the code of a self client; - reads it from stdin; default: asks for it')
    .option('--device', 'confirm a code on another machine instead')
    .option('--out <file>', 'write the refresh token into this new file, for the secrets of a pipeline')
    .option('--json', 'print what was granted as JSON; never a token')
    .action(options => go(async globals => (await import('../run/auth.ts')).runLogin(io, globals, options)))
  auth
    .command('status')
    .description('show how the environment is let in: scopes and expiry, never a token')
    .option('--json', 'print it as JSON')
    .action(options => go(async globals => (await import('../run/auth.ts')).runAuthStatus(io, globals, options)))
  auth
    .command('logout')
    .description('revoke the refresh token and forget what is kept of it')
    .option('--yes', 'answer the prompt')
    .action(options => go(async globals => (await import('../run/auth.ts')).runLogout(io, globals, options)))
  program
    .command('doctor')
    .description('look at all that a run needs: machine, config, files, credentials, scopes, clock, calls')
    .option('--probe', 'ask the org what the API leaves open, in a datastore that is removed at the end; needs --yes')
    .option('--yes', 'let --probe create and remove its datastore')
    .option('--json', 'print the findings as JSON')
    .action(options => go(async globals => (await import('../run/doctor.ts')).runDoctor(io, globals, options)))
}
