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
  const progress = options.progress ?? (await startProgress(io, globals))
  const outside = outsideOf(io, globals, progress)
  const open = await openWorld(outside, { ...chosen(globals), maxDurationMs: options.maxDurationMs })
  try {
    return await verb(open.world, progress)
  } finally {
    await progress.end()
    await open.close()
  }
}

/** Opens the account of the environment for one verb, and closes what was opened, however the verb ends. */
export async function withAccount<T>(io: Io, globals: Globals, verb: (account: Account) => Promise<T>): Promise<T> {
  const progress = await startProgress(io, globals)
  const open = await openAccount(outsideOf(io, globals, progress), chosen(globals))
  try {
    return await verb(open.account)
  } finally {
    await progress.end()
    await open.close()
  }
}

/** Opens the machine and the project for an examination, and closes what was opened. */
export async function withPatient<T>(io: Io, globals: Globals, verb: (patient: Patient) => Promise<T>): Promise<T> {
  const progress = await startProgress(io, globals)
  const open = await openPatient(outsideOf(io, globals, progress), chosen(globals), process.versions.node)
  try {
    return await verb(open.patient)
  } finally {
    await progress.end()
    await open.close()
  }
}

/** Opens an environment to be probed, and closes what was opened. */
export async function withProbing<T>(io: Io, globals: Globals, verb: (probing: Probing) => Promise<T>): Promise<T> {
  const progress = await startProgress(io, globals)
  const open = await openProbing(outsideOf(io, globals, progress), chosen(globals))
  try {
    return await verb(open.probing)
  } finally {
    await progress.end()
    await open.close()
  }
}

/** Opens an environment for an export, and closes what was opened. */
export async function withExporting<T>(
  io: Io,
  globals: Globals,
  verb: (exporting: Exporting) => Promise<T>,
): Promise<T> {
  const progress = await startProgress(io, globals)
  const open = await openExporting(outsideOf(io, globals, progress), chosen(globals))
  try {
    return await verb(open.exporting)
  } finally {
    await progress.end()
    await open.close()
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
