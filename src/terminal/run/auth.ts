import { createInterface } from 'node:readline'
import { performAuthStatus, performLogin, performLogout } from '../../commands/auth.ts'
import type { Account, DeviceCode } from '../../commands/auth.ts'
import { ALL_SCOPES } from '../../core/model/auth.ts'
import { failure } from '../../core/model/failure.ts'
import { authStatusJson, authStatusText, loginJson, loginText, logoutText } from '../../report/authText.ts'
import { escapeText } from '../../report/escape.ts'
import { askYes } from '../ask.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import { canAsk } from '../io.ts'
import type { Io } from '../io.ts'
import { printResult } from '../printResult.ts'
import { withAccount } from '../session.ts'

export interface LoginFlags {
  readonly code?: string | undefined
  readonly device?: true | undefined
  readonly out?: string | undefined
  readonly json?: true | undefined
}

/** `auth login`: by the code of a self client, or confirmed on another machine; the token goes to the disk, never to the screen. */
export async function runLogin(io: Io, globals: Globals, flags: LoginFlags): Promise<ExitCode> {
  if (flags.device === true && flags.code !== undefined)
    throw failure('CL101', '--device and --code cannot be combined', { hint: 'give one of them' })
  return withAccount(io, globals, async account => {
    const by =
      flags.device === true
        ? { show: (code: DeviceCode) => io.err.write(deviceText(code)) }
        : { code: await codeFor(account, flags.code, io) }
    const done = await performLogin(account, by, flags.out)
    printResult(io, globals, flags, loginJson(done), paint => loginText(done, paint))
    return EXIT.ok
  })
}

/** `auth status`: how the environment is let in; mints an access token where none is kept. */
export async function runAuthStatus(
  io: Io,
  globals: Globals,
  flags: { readonly json?: true | undefined },
): Promise<ExitCode> {
  return withAccount(io, globals, async account => {
    const status = await performAuthStatus(account)
    printResult(io, globals, flags, authStatusJson(status), paint => authStatusText(status, Date.now(), paint))
    return EXIT.ok
  })
}

/** `auth logout`: revokes after a yes, since whoever shares the refresh token is put out as well. */
export async function runLogout(
  io: Io,
  globals: Globals,
  flags: { readonly yes?: true | undefined },
): Promise<ExitCode> {
  return withAccount(io, globals, async account => {
    if (flags.yes !== true && !canAsk(io))
      throw failure('CL102', 'no terminal to confirm in that the refresh token is revoked', {
        hint: 'add --yes; every job that uses the same refresh token stops working',
      })
    const question = `Revoke the refresh token of ${account.environment}, for everybody who uses it?`
    if (flags.yes !== true && !(await askYes(question, io))) return EXIT.refused
    io.out.write(`${logoutText(await performLogout(account))}\n`)
    return EXIT.ok
  })
}

async function codeFor(account: Account, given: string | undefined, io: Io): Promise<string> {
  if (given !== undefined && given !== '-') return given
  io.err.write(selfClientText(account))
  const code = given === undefined && canAsk(io) ? await askCode(io) : await firstLine(io)
  if (code !== '') return code
  throw failure('CL106', 'no code was given', { hint: 'type it at the prompt, or pipe it in: auth login --code -' })
}

async function askCode(io: Io): Promise<string> {
  const { isCancel, password } = await import('@clack/prompts')
  const typed = await password({ message: 'Code', output: process.stderr, signal: io.signal })
  return isCancel(typed) ? '' : typed.trim()
}

async function firstLine(io: Io): Promise<string> {
  // A terminal that nobody may be asked at would be waited for in vain.
  if (io.hasKeyboard && !canAsk(io)) return ''
  for await (const line of createInterface({ input: process.stdin, signal: io.signal })) return line.trim()
  return ''
}

function selfClientText({ console: page, environment }: Account): string {
  return [
    `Make a code for ${escapeText(environment)}: open ${page}, choose the self client, Generate Code, with the scopes`,
    `  ${ALL_SCOPES.join(',')}`,
    'It works once and for a few minutes.',
    '',
  ].join('\n')
}

function deviceText({ url, userCode, expiresAt }: DeviceCode): string {
  const until = new Date(expiresAt).toISOString()
  return `Open ${escapeText(url)} and confirm the code ${escapeText(userCode)} until ${until}. Checked every 30 s.\n`
}
