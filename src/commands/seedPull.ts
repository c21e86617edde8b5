import type { Definition } from '../core/model/definition.ts'
import { refuseUnreadable } from '../core/plan/unreadable.ts'
import { failure } from '../core/model/failure.ts'
import { pulledSeed, unreadableRows } from '../core/rows/pulled.ts'
import type { PullWishes } from '../core/rows/pulled.ts'
import { fetchAgreed } from '../engine/agreed.ts'
import { noSuchDatastore } from './absent.ts'
import { extensionProblems, refuse } from './seedChoice.ts'
import type { SeedWorld } from './seedWorld.ts'
import { asHidden, wrongWishes } from './wishes.ts'
import type { World } from './world.ts'
import type { Definitions } from '../core/model/definition.ts'

/** What a pull of rows wrote. */
export interface PulledRows {
  readonly environment: string
  readonly where: string
  readonly datastore: string
  /** Relative to the project; a source of many rows comes second. */
  readonly files: readonly string[]
  readonly rows: number
  /** Values that were left out: hidden ones, and those that no record call takes. */
  readonly left: number
  readonly calls: number
}

export interface SeedPullOptions extends PullWishes {
  /** Relative to the project. */
  readonly out?: string
}

/**
 * Writes the rows of a datastore into a seed, so that `seed` right after has nothing to do. Throws a Failure: LV105 for
 * a name that the org does not have, LV120 to LV122 for a wish that no row can meet, SD119 for rows that no seed can
 * hold, BK101 where two readings of the rows do not agree, CL120 for a file that no seed may be.
 */
export async function performSeedPull(world: SeedWorld, name: string, options: SeedPullOptions): Promise<PulledRows> {
  const { environment } = world
  const file = options.out ?? `${world.seedsFolder}/${name}.yaml`
  await world.checkSeedFile(file)
  const definitions = await world.project.readDefinitions()
  const their = definedTheirs(definitions, name, world)
  const cliq = await environment.connectReadOnly(their === undefined ? [] : [their])
  const live = their === undefined ? await cliq.fetchLive([name]) : undefined
  if (live !== undefined) refuseUnreadable([name], live)
  const found = their?.datastore ?? live?.catalog.get(name)
  if (found === undefined) throw noSuchDatastore([name], live)
  const datastore = asHidden(found, definitions)
  refuse(wrongWishes(datastore, options))
  // A seed of a cut listing would read later as rows that nobody wants.
  const { records, calls } = await fetchAgreed(cliq, datastore)
  const pulled = pulledSeed(datastore, records, file, options)
  if (pulled === undefined)
    throw failure('SD119', `${name} has no unique key without hidden fields`, {
      hint: 'declare one: without it rows cannot be told apart',
    })
  refuse(unreadableRows(pulled.seed, datastore))
  const files = await world.writeSeed(pulled.seed, datastore)
  return {
    environment: environment.name,
    where: environment.where,
    datastore: name,
    files,
    rows: [...pulled.seed.rows].length,
    left: pulled.left,
    calls: (live?.calls ?? 0) + calls,
  }
}

/**
 * The definition of an extension's datastore; undefined for one of the org's own. No call shows the fields of such a
 * datastore, so a definition that is not sound throws a Failure.
 */
export function definedTheirs(
  { rowsOnly, problems, sources }: Definitions,
  name: string,
  world: World,
): Definition | undefined {
  const their = rowsOnly.find(each => each.datastore.unique_name === name)
  if (their?.extension === undefined) return undefined
  const own = problems.filter(each => each.at?.file === their.file)
  refuse([...own, ...extensionProblems(their, their.extension, world)], sources)
  return their
}
