import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import type { EmulatorOptions } from '../../src/emulator/options.ts'
import type { Clock } from '../../src/core/model/ports.ts'
import { main } from '../../src/terminal/main.ts'
import { COMPILE_CACHE } from '../compileCache.ts'
import { BIN } from '../bin.ts'

/** Secrets that nothing but a cache for one user may hold. */
export const SECRETS = { client: 'canary-client-secret', code: 'canary-grant-code', refresh: 'canary-refresh-token' }

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A project of its own with an org that knows one client, and the whole command to run in it. */
export interface Stage {
  readonly org: Emulator
  readonly root: string
  readonly state: string
  run(args: string, more?: { readonly env?: Readonly<Record<string, string>>; readonly input?: string }): Promise<Ended>
  /** Files of the state folder with what they hold. */
  kept(): readonly { readonly path: string; readonly mode: number; readonly text: string }[]
}

const ROOMS = `unique_name: rooms
name: Rooms
description: Meeting rooms of the house
fields:
  code:  { name: Code,  type: limited-text, mandatory: true }
unique_keys:
  - [code]
`

/** Opened for one test and removed after it. No output of any run shows one of SECRETS or a token that the org gave. */
export async function stage(options: EmulatorOptions = {}, credentials = CLIENT, clock?: Clock): Promise<Stage> {
  const root = mkdtempSync(join(tmpdir(), 'cliq-ds-auth-'))
  const client = {
    clientId: 'client',
    clientSecret: SECRETS.client,
    codes: [SECRETS.code],
    refreshTokens: [SECRETS.refresh],
  }
  const org = await startEmulator({ accessTokens: [], clients: [client], ...options })
  onTestFinished(async () => {
    await org.close()
    rmSync(root, { recursive: true, force: true })
  })
  const state = join(root, '.state')
  mkdirSync(join(root, 'schemas'))
  writeFileSync(join(root, 'schemas/rooms.yaml'), ROOMS)
  const urls = `apiUrl: ${org.apiUrl}, accountsUrl: ${org.accountsUrl}`
  const config = `environments:\n  org: { ${urls}, credentials: ${credentials} }\n`
  writeFileSync(join(root, 'cliq-ds.config.yaml'), config)
  const kept = () => filesBelow(state)
  return {
    org,
    root,
    state,
    kept,
    async run(args, { env = {}, input } = {}) {
      const own = { HOME: root, NO_COLOR: '1', CLIQ_DS_STATE_DIR: state, SECRET: SECRETS.client, ...env }
      const around = { CLIQ_DS_ALLOWED_HOSTS: '127.0.0.1', ...own }
      const ended = await (input === undefined
        ? here(args.split(' '), root, around, clock)
        : running(args.split(' '), root, around, input))
      const tokens = kept().flatMap(({ text }) => [...text.matchAll(/1000\.\w+\.\w+/gu)].map(([token]) => token))
      for (const secret of [...Object.values(SECRETS), ...tokens]) expect(ended.out + ended.err).not.toContain(secret)
      if (!args.includes('--debug')) expect(ended.err).not.toMatch(/^ {4}at /mu)
      return ended
    },
  }
}

export const CLIENT = '{ clientId: client, clientSecret: "${env:SECRET}", refreshToken: "${env:REFRESH}" }'

// In this process, where nothing has to be typed: it loads the program once for all.
async function here(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  clock: Clock | undefined,
): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []]
  const sinkOf = (parts: string[]) => ({ write: (text: string) => void parts.push(text), isTTY: false, columns: 0 })
  const { signal } = new AbortController()
  const io = { argv, env, cwd, out: sinkOf(out), err: sinkOf(err), hasKeyboard: false, signal, clock }
  const code = await main(io, '0.1.0')
  return { code, out: out.join(''), err: err.join('') }
}

async function running(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  input: string,
): Promise<Ended> {
  const own = { PATH: process.env['PATH'], ...COMPILE_CACHE, ...env }
  const child = spawn(process.execPath, [BIN, ...args], { cwd, env: own })
  const [out, err] = [child.stdout, child.stderr].map(stream => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    return () => Buffer.concat(chunks).toString()
  })
  child.stdin.end(input)
  const code = await new Promise<number>(resolve => child.on('close', ended => resolve(ended ?? -1)))
  return { code, out: out?.() ?? '', err: err?.() ?? '' }
}

function filesBelow(
  folder: string,
): readonly { readonly path: string; readonly mode: number; readonly text: string }[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(each => each.isFile())
      .map(each => join(each.parentPath, each.name))
      .map(path => ({ path, mode: statSync(path).mode & 0o777, text: readFileSync(path, 'utf8') }))
  } catch {
    return []
  }
}
