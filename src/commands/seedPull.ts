import { Failure, failure } from '../core/failure.ts'
import { checkSeed } from '../core/seed/check.ts'
import { pulledSeed } from '../core/seed/pulled.ts'
import type { SeedWorld } from './seedWorld.ts'

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

/**
 * Writes the rows of a datastore into a seed, so that `seed` right after has nothing to do. `out` is relative to the
 * project. Throws a Failure: LV105 for a name that the org does not have, SD119 for rows that no seed can hold.
 */
export async function performSeedPull(world: SeedWorld, name: string, out: string | undefined): Promise<PulledRows> {
  const { environment } = world
  const cliq = await environment.connectReadOnly()
  const live = await cliq.fetchLive([name])
  const datastore = live.catalog.get(name)
  if (datastore === undefined) throw failure('LV105', `the org has no datastore ${name}`)
  const { records, complete, calls } = await cliq.fetchRecords(name, Infinity)
  if (!complete) throw failure('SD112', `Cliq did not show the rows of ${name} to their end`)
  const file = out ?? `${world.seedsFolder}/${name}.yaml`
  const pulled = pulledSeed(datastore, records, file)
  if (pulled === undefined)
    throw failure('SD119', `${name} has no unique key without hidden fields`, {
      hint: 'declare one: without it nothing tells the rows apart',
    })
  const { problems } = checkSeed(pulled.seed, datastore, false)
  const [first, ...more] = problems.filter(each => each.severity === 'error').map(({ at: _at, ...rest }) => rest)
  if (first !== undefined) throw new Failure([first, ...more])
  const files = await world.writeSeed(pulled.seed, datastore)
  return {
    environment: environment.name,
    where: environment.where,
    datastore: name,
    files,
    rows: records.length,
    left: pulled.left,
    calls: live.calls + calls,
  }
}
