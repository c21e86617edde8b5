import { placeOf } from '../core/model/definition.ts'
import type { Definition } from '../core/model/definition.ts'
import { Failure, failure } from '../core/model/failure.ts'
import { hasErrors } from '../core/model/problem.ts'
import type { Problem } from '../core/model/problem.ts'
import { didYouMean } from '../core/rules/nearest.ts'
import type { Seed, SeedFile } from '../core/rows/seed.ts'
import { checkSeed } from '../core/rows/check.ts'
import { contradictions } from '../core/rows/twins.ts'
import { inOrder, refProblems } from '../core/rows/refs.ts'
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

/** A seed with what its datastore is defined as. */
export interface Chosen {
  readonly seed: Seed
  readonly definition: Definition
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
  const chosen = wanted.flatMap((file): readonly Chosen[] => {
    const definition = [...read.definitions, ...read.rowsOnly].find(
      each => each.datastore.unique_name === file.datastore,
    )
    if (definition === undefined) {
      const at = file.places.get('datastore')
      const message = `\`${file.datastore}\` is not defined`
      const known = [...read.definitions, ...read.rowsOnly].map(each => each.datastore.unique_name)
      const hint = didYouMean(file.datastore, known)
      problems.push({ code: 'SD103', severity: 'error', message, ...(at && { at }), hint })
      return []
    }
    problems.push(...unreachable(file, definition, world))
    const allowed = [...allow, ...world.environment.allow].includes(`unkeyed-seed:${file.name}`)
    const checked = checkSeed(file, definition.datastore, allowed)
    problems.push(...checked.problems)
    return [{ seed: checked.seed, definition }]
  })
  if (!hasErrors(problems)) problems.push(...betweenSeeds(chosen))
  if (!hasErrors(problems))
    problems.push(...refProblems(chosen.map(({ seed, definition }) => ({ seed, datastore: definition.datastore }))))
  refuse(problems, sources)
  if (absent.length > 0 || (wanted.length === 0 && mayBeNone !== true)) {
    const known = [...new Set(seeds.flatMap(each => [each.name, each.datastore]))]
    const message = `no seed ${absent.length > 0 ? absent.join(', ') : `in ${world.seedsFolder}`} is meant for ${world.environment.name}`
    throw failure('SD115', message, {
      hint: known.length === 0 ? `write one: ${world.seedsFolder}/NAME.yaml` : didYouMean(absent[0] ?? '', known),
    })
  }
  for (const problem of problems) world.notify({ type: 'note', problem })
  return inOrder(chosen, each => each.seed)
}

function betweenSeeds(chosen: readonly Chosen[]): readonly Problem[] {
  const stores = new Map(chosen.map(({ definition: { datastore } }) => [datastore.unique_name, datastore] as const))
  return [...stores].flatMap(([name, datastore]) =>
    contradictions(
      chosen.filter(each => each.seed.datastore === name).map(each => each.seed),
      datastore,
    ),
  )
}

/** The definitions of datastores that belong to extensions, each once. */
export function theirsOf(chosen: readonly Chosen[]): readonly Definition[] {
  return [...new Set(chosen.map(each => each.definition))].filter(each => each.extension !== undefined)
}

function unreachable(file: SeedFile, definition: Definition, world: SeedWorld): readonly Problem[] {
  if (definition.extension === undefined) return []
  const problems = extensionProblems(definition, definition.extension, world)
  if (file.mode !== 'mirror') return problems
  const message = `rows of ${file.datastore} are not removed: it belongs to the extension ${definition.extension}`
  const at = file.places.get('mode')
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
  const [first, ...more] = problems.filter(each => each.severity === 'error')
  if (first !== undefined) throw new Failure([first, ...more], { sources })
}
