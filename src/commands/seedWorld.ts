import type { Datastore } from '../core/model/catalog.ts'
import type { Problem } from '../core/model/problem.ts'
import type { SeedFile } from '../core/rows/seed.ts'
import type { World } from './world.ts'

/** What the seeds folder holds. Unreadable files are problems, never absent seeds. */
export interface Seeds {
  readonly seeds: readonly SeedFile[]
  readonly problems: readonly Problem[]
  readonly sources: ReadonlyMap<string, string>
}

/** A world with seeds. */
export interface SeedWorld extends World {
  /** Relative to the project. */
  readonly seedsFolder: string
  readSeeds(): Promise<Seeds>
  /** Throws a Failure CL120 for a path, relative to the project, at which no seed would be read. */
  checkSeedFile(file: string): Promise<void>
  /**
   * Writes a seed file, and beside it a source where its rows are many; returns the files. Throws a Failure SD119 for a
   * file that is there with other content.
   */
  writeSeed(seed: SeedFile, datastore: Datastore): Promise<readonly string[]>
}
