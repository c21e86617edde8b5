import type { LackingHint } from '../core/model/carryFindings.ts'
import type { ProbeReport } from '../core/model/probe.ts'
import type { Definition } from '../core/model/definition.ts'
import type { HiddenSeal, PlanDocument, SavedPlan } from '../core/plan/document.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { Backup } from '../core/model/backup.ts'
import type { Datastore } from '../core/model/catalog.ts'
import type { RunJournal } from '../core/model/entry.ts'
import type { Ignored } from '../core/drift/ignored.ts'
import type { RunLimits } from '../core/model/limits.ts'
import type { LiveRecord } from '../core/model/live.ts'
import type { Lock, LockedEnvironment } from '../core/model/lock.ts'
import type { Operation } from '../core/model/operations.ts'
import type { Budgets, Spent } from '../core/pace/pace.ts'
import type { Problem } from '../core/model/problem.ts'
import type { Holding } from '../engine/guard.ts'
import type { Patience } from '../engine/loop.ts'
import type { Clock, Notify, ReadCliq, WriteCliq } from '../core/model/ports.ts'
import type { Definitions } from '../core/model/definition.ts'

/** One org as a verb reaches it. Nothing is read and nothing connects before a method is called. */
export interface Environment {
  readonly name: string
  /** The org's mark in the lock file: data centre or host, with the prefix. */
  readonly target: string
  /** The org in words. */
  readonly where: string
  readonly prefix: string
  readonly protected: boolean
  /** How old a saved plan may be. */
  readonly planMaxAgeMs: number
  /** Standing consents. */
  readonly allow: readonly string[]
  readonly ignore: readonly string[]
  /** How much may go in one run on the word of the standing consents. */
  readonly limits: RunLimits
  /** Whether records are copied to the disk before they go. */
  readonly backup: boolean
  /** Where applies exclude each other. */
  readonly lease: 'local' | 'org' | 'off'
  readonly budgets: Budgets
  /** What all processes of this machine have spent already; undefined where nothing is counted. Sends nothing. */
  spentNow(): Promise<Spent | undefined>
  /** The calls that have left for the org since the environment was opened, whoever made them. */
  sent(): ReadonlyMap<Operation, number>
  /** What the last probe of the org found, on this machine. Sends nothing. */
  readProbe(): Promise<ProbeReport | undefined>
  /** Takes rows of the lease as the ledger that they are, as far as this machine's clock tells their age. Sends nothing. */
  heedRows(records: readonly LiveRecord[]): Promise<void>
  /** What keeps rows of an extension from being reached, by its name in the config. Sends nothing. */
  extensionProblems(name: string): readonly Problem[]
  /** A client that cannot write. `theirs` are definitions of extensions, whose records it reaches on their paths. */
  connectReadOnly(theirs?: readonly Definition[]): Promise<ReadCliq>
  connect(theirs?: readonly Definition[]): Promise<WriteCliq>
}

/** The project on disk. Every read throws a Failure for a file that cannot be trusted; every write is atomic. */
export interface Project {
  readonly root: string
  readonly configFile: string
  /** Relative paths of the config. */
  readonly schemas: string
  readonly lockFile: string
  /** The lock file where people commit it: neither on a branch of its own nor of an embedded emulator. */
  readonly committed?: string | undefined
  readDefinitions(): Promise<Definitions>
  readLock(): Promise<Lock>
  /** What can be believed of a damaged lock file, environment by environment; what else it has lost is told, but for `rebuilt`. */
  salvageLock(rebuilt: string): Promise<Lock>
  /**
   * Proves that the lock file can be written, before the first call of an apply. Where machines share it, this leaves a
   * mark of the run, with the digest of its plan, that the next writing takes away.
   */
  tryLockFile(digest?: string): Promise<void>
  /** Puts a lock file of the project where the config says it lies by now; the environments that moved. Throws LK129 where it lies in the project. */
  moveLock(): Promise<readonly string[]>
  /** Refuses when the file changed since this run read it; where it cannot be written, its text is kept elsewhere. */
  writeLock(lock: Lock): Promise<void>
  /**
   * Writes the part of one environment; those of others stay as they are by then. Throws FS108 when its own is not `was`
   * any more, and what `writeLock` and reading throw; the new text is then kept elsewhere.
   */
  writeLocked(environment: string, was: LockedEnvironment, part: LockedEnvironment): Promise<void>
  readPlan(path: string): Promise<SavedPlan>
  /** Why nobody may apply a saved plan any more, as far as that is told without its org. */
  outdated(saved: SavedPlan): Problem | undefined
  /**
   * Refuses a path, relative to the working directory, at which what is written would be read as something else by the
   * next command. Throws CL120.
   */
  checkOutput(path: string): Promise<void>
  /** Proves that a plan can be written there, before the first call is spent on it. Throws what `checkOutput` does, and CL120 for a place outside the project. */
  tryPlanFile(path: string): Promise<void>
  /** The seal of the hidden values of a plan; undefined where it has none. */
  sealHidden(plan: Plan): Promise<HiddenSeal | undefined>
  writePlan(path: string, document: PlanDocument): Promise<void>
  /** Proves that a report can be written there, before the first call is spent on it, and returns its whole path. */
  tryReport(path: string): Promise<string>
  writeReport(path: string, text: string): Promise<void>
  /** Keeps the plan that is about to be carried out, for a later command that names it. */
  writeBegun(document: PlanDocument): Promise<void>
  /** The plan that was last begun in the environment; undefined for none. */
  readBegun(environment: string): Promise<SavedPlan | undefined>
  /** The text of a definition file for what is live: a new file, or the old one with its comments. Undefined when it needs no change. */
  writeDefinition(datastore: Datastore, existing: Definition | undefined): Promise<string | undefined>
  /** Writes a hint into a definition file, comments kept; false where that is for a person: code, or a layout out of reach. */
  writeHint(file: string, lacking: LackingHint): Promise<boolean>
  /** Writes a backup and proves it by reading it back. Returns its folder; throws a BK or FS Failure. */
  writeBackup(backup: Backup): Promise<string>
  /** Throws a BK Failure for one that is not whole. */
  readBackup(folder: string): Promise<Backup>
  /** Folders of the last run that took backups of the environment; throws BK103 when there is none. */
  latestBackups(environment: string): Promise<readonly string[]>
  /** Drift that people know of, of every environment; none where nobody wrote any. */
  readIgnored(): Promise<readonly Ignored[]>
  /** Adds an entry, or renews the one of the same pattern, and returns the file. */
  writeIgnored(entry: Ignored): Promise<string>
  /** `sha256-v1:` and hex. */
  digest(text: string): string
}

/** What an apply brings when it asks for the lease. */
export interface LeaseRequest {
  /** The datastore of the lease as it was just looked for, for one that lies in the org. */
  readonly meta?: Datastore | 'missing' | undefined
  /** The datastores of leases of other prefixes, as Cliq names them: what they tell is spent from the same budgets. */
  readonly others?: readonly string[] | undefined
}

/** All that a verb may touch. */
export interface World {
  readonly project: Project
  readonly environment: Environment
  /** The version of cliq-ds. */
  readonly version: string
  readonly patience: Patience
  /** Throws an LE Failure naming the holder when another run has it. */
  acquireLease(request: LeaseRequest): Promise<Holding>
  /** Frees the lease by hand and tells whose it was. Throws LE104 unless the id is exactly that of its holder. */
  breakLease(id: string): Promise<string>
  /**
   * Frees the lease of a process of this machine that has ended, and tells whose it was; undefined for a lease that is free.
   * Throws LE101, LE103 or LE110 where it is kept.
   */
  freeLease(isUndecided: boolean): Promise<string | undefined>
  /** Throws JR101 for a damaged journal, and an FS Failure for one that cannot be written. */
  openJournal(): Promise<RunJournal>
  /** Unix ms after which no step is begun; absent for no end. */
  readonly deadline?: number
  readonly clock: Clock
  readonly notify: Notify
  readonly signal: AbortSignal
}
