import { placeOf } from '../core/model/definition.ts'
import { capped } from '../core/model/fold.ts'
import { straySeedConsents } from '../core/plan/strayConsents.ts'
import type { Definition } from '../core/model/definition.ts'
import { Failure, failure } from '../core/model/failure.ts'
import { hasErrors } from '../core/model/problem.ts'
import type { Place, Problem } from '../core/model/problem.ts'
import { didYouMean } from '../core/rules/nearest.ts'
import type { Seed, SeedFile } from '../core/rows/seed.ts'
import { inOrder } from '../core/rows/refs.ts'
import { betweenSeeds, checkedSeeds } from './seedCheck.ts'
import type { Chosen } from './seedCheck.ts'
import type { SeedWorld } from './seedWorld.ts'

/** Which seeds a run is about. */
export interface SeedChoice {
  /** Seeds by the names of their files or datastores; none for all that are meant for the environment. */
  readonly names: readonly string[]
  /** Consents of this run. */
  readonly allow: readonly string[]
  /** No seed at all is no mistake. */
  readonly mayBeNone?: true
}

/** The seeds of a run, checked against their definitions. Throws a Failure for every reason why they cannot be written. */
export async function chosenSeeds(
  world: SeedWorld,
  { names, allow, mayBeNone }: SeedChoice,
): Promise<readonly Chosen[]> {
  const read = await world.project.readDefinitions()
  const { seeds, problems: unread, sources: texts } = await world.readSeeds()
  const sources = new Map([...read.sources, ...texts])
  const here = seeds.filter(each => each.environments?.includes(world.environment.name) !== false)
  const named = (each: SeedFile) => names.includes(each.name) || names.includes(each.datastore)
  const absent = names.filter(name => !here.some(each => each.name === name || each.datastore === name))
  const problems = [...read.problems, ...unread]
  const wanted = names.length === 0 ? here : here.filter(named)
  const { chosen, problems: own } = checkedSeeds(wanted, [...read.definitions, ...read.rowsOnly], file =>
    [...allow, ...world.environment.allow].includes(`unkeyed-seed:${file.name}`),
  )
  problems.push(...own)
  for (const { seed, definition } of chosen) {
    const mode = wanted.find(each => each.file === seed.file)?.places.get('mode')
    problems.push(...unreachable(seed, mode, definition, world))
  }
  if (!hasErrors(problems)) problems.push(...betweenSeeds(chosen))
  refuse(problems, sources)
  const consents = { allow, standing: world.environment.allow }
  problems.push(...straySeedConsents(consents, [...new Set(seeds.map(each => each.name))]))
  if (absent.length > 0 || (wanted.length === 0 && mayBeNone !== true)) {
    const known = [...new Set(seeds.flatMap(each => [each.name, each.datastore]))]
    const what = absent.length > 0 ? absent.join(', ') : `in ${world.seedsFolder}`
    throw failure(absent.length > 0 ? 'SD115' : 'SD133', `no seed ${what} is for ${world.environment.name}`, {
      hint: known.length === 0 ? `write one: ${world.seedsFolder}/NAME.yaml` : didYouMean(absent[0] ?? '', known),
    })
  }
  for (const problem of problems) world.notify({ type: 'note', problem })
  return inOrder(chosen, each => each.seed)
}

/** The definitions of datastores that belong to extensions, each once. */
export function theirsOf(chosen: readonly Chosen[]): readonly Definition[] {
  return [...new Set(chosen.map(each => each.definition))].filter(each => each.extension !== undefined)
}

function unreachable(
  { mode, datastore }: Seed,
  at: Place | undefined,
  definition: Definition,
  world: SeedWorld,
): readonly Problem[] {
  if (definition.extension === undefined) return []
  const problems = extensionProblems(definition, definition.extension, world)
  if (mode !== 'mirror') return problems
  const message = `rows of ${datastore} are not removed: it belongs to the extension ${definition.extension}`
  return [...problems, { code: 'SD123', severity: 'error', message, ...(at && { at }), hint: 'write mode: upsert' }]
}

/** What keeps an extension's rows from being reached; where the config says nothing, at the line that names it. */
export function extensionProblems(
  definition: Definition,
  extension: string,
  { environment }: Pick<SeedWorld, 'environment'>,
): readonly Problem[] {
  const here = placeOf(definition, 'extension')
  return environment.extensionProblems(extension).map(each => ({ ...(here && { at: here }), ...each }))
}

/** Throws what is an error. */
export function refuse(problems: readonly Problem[], sources: ReadonlyMap<string, string> = new Map()): void {
  const [first, ...more] = capped(problems).filter(each => each.severity === 'error')
  if (first !== undefined) throw new Failure([first, ...more], { sources })
}
