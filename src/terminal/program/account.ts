import type { CommandUnknownOpts } from '@commander-js/extra-typings'

import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'

type Go = (work: (globals: Globals) => Promise<ExitCode>) => Promise<void>

/** Adds the commands about who is let in and whether all is well: auth and doctor. Nothing of them is loaded before it is chosen. */
export function addAccount(program: CommandUnknownOpts, io: Io, go: Go): void {
  const auth = program.command('auth').description('log in, check credentials, log out')
  auth
    .command('login')
    .description('get a refresh token and store it, readable by you only')
    .option('--code <code>', 'code of a self client; - reads it from stdin; default: ask')
    .option('--device', 'confirm a code in a browser instead')
    .option('--out <file>', 'write the refresh token into this new file, for the secrets of a pipeline')
    .option('--json', 'print what was granted as JSON; never a token')
    .action(options => go(async globals => (await import('../run/auth.ts')).runLogin(io, globals, options)))
  auth
    .command('status')
    .description('show which credentials are used, with scopes and expiry; never a token')
    .option('--json', 'print it as JSON')
    .action(options => go(async globals => (await import('../run/auth.ts')).runAuthStatus(io, globals, options)))
  auth
    .command('logout')
    .description('revoke the refresh token and delete what is stored of it')
    .option('--yes', 'skip the confirmation prompt')
    .action(options => go(async globals => (await import('../run/auth.ts')).runLogout(io, globals, options)))
  program
    .command('doctor')
    .description('check everything a run needs: machine, config, files, credentials, scopes, clock, calls')
    .option('--probe', 'test undocumented API behaviour in a temporary datastore; needs --yes')
    .option('--yes', 'allow --probe to create and delete its datastore')
    .option('--json', 'print the findings as JSON')
    .action(options => go(async globals => (await import('../run/doctor.ts')).runDoctor(io, globals, options)))
}
