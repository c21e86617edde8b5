import type { Catalog, Datastore } from './catalog.ts'

/** What we last left of one datastore in one org. */
export interface LockedDatastore {
  readonly id: string
  /** The whole datastore as we left it, kept foreign fields and the server's defaults included. */
  readonly definition: Datastore
  /** Ids of the fields we own, by field unique_name. Only these can ever be removed. */
  readonly fields: ReadonlyMap<string, string>
  readonly protect: boolean
}

/** One environment's part of the lock file. */
export interface LockedEnvironment {
  /** What the environment was bound to when it was first applied or pulled: data centre or host, with the prefix. */
  readonly target: string
  readonly datastores: ReadonlyMap<string, LockedDatastore>
}

/** The lock file: environments by name. */
export type Lock = ReadonlyMap<string, LockedEnvironment>

/** An environment that was never applied or pulled owns nothing. */
export function emptyEnvironment(target: string): LockedEnvironment {
  return { target, datastores: new Map() }
}

export function lockedCatalog(environment: LockedEnvironment): Catalog {
  return new Map([...environment.datastores].map(([name, locked]) => [name, locked.definition] as const))
}
