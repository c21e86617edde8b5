import type { SeedWorld } from '../commands/seedWorld.ts'
import type { Account } from '../commands/auth.ts'
import type { Patient } from '../commands/doctor.ts'
import type { Exporting } from '../commands/export.ts'
import type { Probing } from '../commands/probe.ts'
import { openAccount, openExporting, openPatient, openProbing, openWorld } from '../world.ts'
import type { Outside } from '../world.ts'
import type { Globals } from './globals.ts'
import type { Io } from './io.ts'
import { startProgress } from './progress.ts'
import type { Progress } from './hearing.ts'
import { redactSecrets } from './redact.ts'
import { outsideOfHost as hostOutside } from '../world/host.ts'
import { readVersion } from '../world/version.ts'

/** What a command that reaches an org or the project asks for. */
export interface SessionOptions {
  readonly maxDurationMs?: number | undefined
  /** Where progress goes; default: drawn on a terminal, lines elsewhere, nothing with --quiet. */
  readonly progress?: Progress | undefined
}

/** Opens the project and its environment for one verb, and closes what was opened, however the verb ends. */
export async function withWorld<T>(
  io: Io,
  globals: Globals,
  options: SessionOptions,
  verb: (world: SeedWorld, progress: Progress) => Promise<T>,
): Promise<T> {
  const open = (outside: Outside) => openWorld(outside, { ...chosen(globals), maxDurationMs: options.maxDurationMs })
  return opened(io, globals, open, ({ world }, progress) => verb(world, progress), options.progress)
}

/** Opens the account of the environment for one verb. */
export async function withAccount<T>(io: Io, globals: Globals, verb: (account: Account) => Promise<T>): Promise<T> {
  return opened(
    io,
    globals,
    outside => openAccount(outside, chosen(globals)),
    ({ account }) => verb(account),
  )
}

/** Opens the machine and the project for an examination. */
export async function withPatient<T>(io: Io, globals: Globals, verb: (patient: Patient) => Promise<T>): Promise<T> {
  const open = (outside: Outside) => openPatient(outside, chosen(globals), process.versions.node)
  return opened(io, globals, open, ({ patient }) => verb(patient))
}

/** Opens an environment to be probed. */
export async function withProbing<T>(io: Io, globals: Globals, verb: (probing: Probing) => Promise<T>): Promise<T> {
  return opened(
    io,
    globals,
    outside => openProbing(outside, chosen(globals)),
    ({ probing }) => verb(probing),
  )
}

/** Opens an environment for an export. */
export async function withExporting<T>(
  io: Io,
  globals: Globals,
  verb: (exporting: Exporting) => Promise<T>,
): Promise<T> {
  return opened(
    io,
    globals,
    outside => openExporting(outside, chosen(globals)),
    ({ exporting }) => verb(exporting),
  )
}

// Opens something for one verb, and closes it, however the verb ends.
async function opened<O extends { close(): Promise<void> }, T>(
  io: Io,
  globals: Globals,
  open: (outside: Outside) => Promise<O>,
  verb: (opened: O, progress: Progress) => Promise<T>,
  own?: Progress,
): Promise<T> {
  const progress = own ?? (await startProgress(io, globals))
  const found = await open(outsideOf(io, globals, progress))
  try {
    return await verb(found, progress)
  } finally {
    await progress.end()
    await found.close()
  }
}

/** What the process lends to the edges. */
export function outsideOf(io: Io, globals: Globals, progress: Pick<Progress, 'notify'>): Outside {
  const debug = globals.debug ? (line: string) => io.err.write(`${line}\n`) : undefined
  const secrets = new Set<string>()
  redactSecrets(secrets)
  return hostOutside(process, {
    secrets,
    cwd: io.cwd,
    env: io.env,
    ...(io.clock && { clock: io.clock }),
    notify: progress.notify,
    signal: io.signal,
    version: readVersion(),
    debug,
  })
}

/** How the project and its environment are chosen. */
export function chosen({ env, config, code }: Globals): {
  readonly environment: string | undefined
  readonly config: string | undefined
  readonly noCode: boolean
} {
  return { environment: env, config, noCode: !code }
}
