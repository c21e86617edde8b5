import { resolve } from 'node:path'
import type { Account } from './commands/auth.ts'
import type { Merging } from './commands/check.ts'
import type { Exporting } from './commands/export.ts'
import type { Probing } from './commands/probe.ts'
import type { SeedWorld } from './commands/seedWorld.ts'
import type { Checkable } from './commands/validate.ts'
import type { Project } from './commands/world.ts'
import type { Emulator } from './emulator/emulator.ts'
import { findConfig, readConfig } from './files/config/config.ts'
import type { ReadConfig } from './files/config/config.ts'
import type { Scaffolded, ScaffoldOptions } from './files/scaffold/scaffold.ts'
import { codeLoader } from './world/code.ts'
import type { Choice, Outside } from './world/outside.ts'
import type { OpenReview } from './world/review.ts'
import type { OpenPatient } from './world/patient.ts'
import { projectPlacesOf } from './world/places.ts'
import { projectOf } from './world/project.ts'
import type { Several } from './world/names.ts'

export type { Outside } from './world/outside.ts'
export type { Scaffolded } from './files/scaffold/scaffold.ts'

/** A world that was opened, and what closing and printing it take. */
export interface OpenWorld {
  readonly world: SeedWorld
  close(): Promise<void>
}

/** The project around the working directory. Throws a Failure for a config that cannot be read, or has no such environment. */
export async function openProject(outside: Outside, choice: Choice): Promise<Project> {
  return projectOf(await namedIn(outside, choice), outside, choice)
}

/** The same with its seeds, as far as they can be read without an environment: no variable has to be set. */
export async function openCheckable(outside: Outside, choice: Choice): Promise<Project & Checkable> {
  const read = await configOf(outside, choice)
  const folder = read.config.seeds ?? 'seeds'
  const project = await openProject(outside, choice)
  const isHere = projectPlacesOf(read.config).lockFile !== undefined
  return {
    ...project,
    readLockHere: async () => (isHere ? project.readLock().catch(() => undefined) : undefined),
    async readSeeds() {
      const { readSeeds } = await import('./files/seeds/read.ts')
      return readSeeds(read.root, folder, {
        env: {},
        secrets: new Set(),
        environments: Object.keys(read.config.environments),
        offline: true,
        loadCode: codeLoader(read.root, choice, outside),
      })
    },
  }
}

/** The project with one environment. Nothing connects before a verb asks. Throws a Failure for what the config lacks. */
export async function openWorld(
  outside: Outside,
  choice: Choice & { readonly maxDurationMs: number | undefined },
): Promise<OpenWorld> {
  const read = await configOf(outside, choice)
  const { useEnvironment, environmentOf } = await parts()
  const { seedsOf } = await import('./world/seeds.ts')
  const used = useEnvironment(read, choice.environment, outside)
  const until = choice.maxDurationMs === undefined ? undefined : outside.clock.now() + choice.maxDurationMs
  const { settleMs = 3_000, lateWindowMs = 120_000 } = used.environment.consistency ?? {}
  const patience = { settleMs, lateWindowMs }
  const open = environmentOf(used, read.root, outside, patience, until)
  return {
    world: {
      project: projectOf(read, outside, choice, used.name),
      environment: open.environment,
      version: outside.version,
      patience,
      clock: outside.clock,
      notify: outside.notify,
      signal: outside.signal,
      acquireLease: request => open.acquireLease(request),
      breakLease: id => open.breakLease(id),
      freeLease: isUndecided => open.freeLease(isUndecided),
      openJournal: async () => (await import('./files/kept/journal.ts')).openJournal(read.root, used.name),
      ...(until !== undefined && { deadline: until }),
      ...seedsOf({
        root: read.root,
        places: projectPlacesOf(read.config),
        env: outside.env,
        environments: Object.keys(read.config.environments),
        secrets: outside.secrets,
        loadCode: codeLoader(read.root, choice, outside),
      }),
    },
    close: () => open.close(),
  }
}

/** The names of the environments that a run over several is about. Throws a Failure for what the config lacks. */
export async function openNames(outside: Outside, choice: Choice, several: Several): Promise<readonly string[]> {
  const { severalNames } = await import('./world/names.ts')
  return severalNames((await configOf(outside, choice)).config, several)
}

// Whoever names an environment is told where there is no such one, also by what would do without.
async function namedIn(outside: Outside, choice: Choice): Promise<ReadConfig> {
  const read = await configOf(outside, choice)
  if (choice.environment !== undefined)
    (await import('./files/config/environment.ts')).chosenName(read.config, choice.environment, outside.env)
  return read
}

// One environment for what writes no step, so there is nothing to wait for.
async function reached(outside: Outside, choice: Choice) {
  const read = await configOf(outside, choice)
  const { useEnvironment, environmentOf } = await parts()
  const used = useEnvironment(read, choice.environment, outside)
  const open = environmentOf(used, read.root, outside, { settleMs: 0, lateWindowMs: 0 })
  return { read, used, open }
}

/** The account of one environment; its config needs no readable definitions. Throws a Failure for what the config lacks. */
export async function openAccount(
  outside: Outside,
  choice: Choice,
): Promise<Omit<OpenWorld, 'world'> & { readonly account: Account }> {
  const { used, open } = await reached(outside, choice)
  const { accountFor } = await import('./world/account.ts')
  const account = await accountFor(used, open, outside)
  return { account, close: () => open.close() }
}

/** The machine and the project, for an examination that goes on past what is broken. */
export async function openPatient(outside: Outside, choice: Choice, node: string): Promise<OpenPatient> {
  const { patientOf } = await import('./world/patient.ts')
  return patientOf(outside, choice, node, () => configOf(outside, choice))
}

/** An environment to be probed. Nothing connects before it is. */
export async function openProbing(
  outside: Outside,
  choice: Choice,
): Promise<Omit<OpenWorld, 'world'> & { readonly probing: Probing }> {
  const { read, used, open } = await reached(outside, choice)
  const { probingOf } = await import('./world/probing.ts')
  return { probing: probingOf(read.root, used, open, outside), close: () => open.close() }
}

/** An environment whose datastores can be exported. Nothing connects before one is. */
export async function openExporting(
  outside: Outside,
  choice: Choice,
): Promise<Omit<OpenWorld, 'world'> & { readonly exporting: Exporting }> {
  const { open } = await reached(outside, choice)
  const { exportingOf } = await import('./world/exporting.ts')
  return { exporting: exportingOf(open, outside), close: () => open.close() }
}

// What opens an environment; validate and its like open none.
async function parts() {
  const { useEnvironment } = await import('./files/config/environment.ts')
  const { environmentOf } = await import('./world/environment.ts')
  return { useEnvironment, environmentOf }
}

async function configOf({ cwd, env, secrets, notify }: Outside, { config, noCode }: Choice): Promise<ReadConfig> {
  const read = await readConfig(await findConfig(cwd, config), { env, secrets, noCode })
  for (const problem of read.warnings) notify({ type: 'note', problem })
  return read
}

/** What a review reaches besides the orgs of its environments. */
export interface OpenReviewing extends OpenReview {
  /** Those that are reviewed where none is named. */
  readonly environments: readonly string[]
  /** Whether what is reviewed was written by a stranger: then no code of it is run, and nothing is reached. */
  readonly isUntrusted: boolean
  lacksCredentials(environment: string): boolean
  readonly files: Pick<Project, 'tryReport' | 'writeReport'>
}

/** The project and the pipeline around it. Throws a Failure for a config that cannot be read. */
export async function openReviewing(outside: Outside, choice: Choice): Promise<OpenReviewing> {
  const { isStrangers, lacksCredentials, openReview, reviewedEnvironments } = await import('./world/review.ts')
  const isUntrusted = await isStrangers(outside)
  const careful = { ...choice, noCode: choice.noCode || isUntrusted }
  const read = await configOf(outside, careful)
  const { config } = read
  return {
    ...(await openReview(outside, read.root)),
    files: projectOf(read, outside, careful),
    environments: reviewedEnvironments(config),
    isUntrusted,
    lacksCredentials: name => lacksCredentials(config, name, outside.env),
  }
}

/** The project beside another commit of it. Throws a Failure for a config that cannot be read. */
export async function openMerging(outside: Outside, choice: Choice, ref: string): Promise<Merging> {
  const read = await namedIn(outside, choice)
  const { mergingOf } = await import('./world/check.ts')
  return mergingOf(read, ref, outside, choice)
}

/** Writes a migration of the project to be filled in; returns its file. */
export async function newMigration(outside: Outside, choice: Choice, id: string): Promise<string> {
  const { root, config } = await namedIn(outside, choice)
  const write = await import('./files/migrations/write.ts')
  return write.writeMigration(root, config.migrations ?? 'migrations', id)
}

export interface EmulatorChoice {
  readonly cwd: string
  readonly port?: number | undefined
  /** SQLite file, relative to `cwd`; in memory without one. */
  readonly data?: string | undefined
  readonly limits: boolean
  /** Length of the rate window, ms. */
  readonly window?: number | undefined
  readonly lockOut?: number | undefined
}

/** A Cliq of our own, on a port of this machine, until it is closed. Throws a Failure FS110 or CL123. */
export async function openEmulator({ cwd, port, data, limits, window, lockOut }: EmulatorChoice): Promise<Emulator> {
  const { emulatorAt } = await import('./world/emulated.ts')
  const figures = {
    ...(window !== undefined && { windowMs: window }),
    ...(lockOut !== undefined && { lockOutMs: lockOut }),
  }
  const file = data === undefined ? {} : { data: resolve(cwd, data) }
  return emulatorAt({ ...(port !== undefined && { port }), ...file, limits: limits && figures }, data)
}

/** The name of the config that a folder has; undefined for none. */
export async function writtenConfig(folder: string): Promise<string | undefined> {
  return (await import('./files/scaffold/scaffold.ts')).configIn(folder)
}

/** Throws a Failure CF107 for an environment that the config of the folder lacks, or that a new one for the data centre would. */
export async function checkStart(outside: Outside, choice: Choice, dataCenter: string | undefined): Promise<void> {
  const { configIn, environmentsOfNew } = await import('./files/scaffold/scaffold.ts')
  if (choice.environment === undefined) return
  if ((await configIn(outside.cwd)) !== undefined) return void (await namedIn(outside, choice))
  const { chosenName } = await import('./files/config/environment.ts')
  chosenName({ environments: environmentsOfNew(dataCenter) }, choice.environment, outside.env)
}

/** Starts a project in a folder; files that are there stay as they are. */
export async function scaffoldProject(folder: string, options: ScaffoldOptions): Promise<Scaffolded> {
  const { scaffold } = await import('./files/scaffold/scaffold.ts')
  return scaffold(folder, options)
}
