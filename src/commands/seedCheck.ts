import type { Definition } from '../core/model/definition.ts'
import { hasErrors } from '../core/model/problem.ts'
import type { Problem } from '../core/model/problem.ts'
import { checkSeed } from '../core/rows/check.ts'
import { refProblems } from '../core/rows/refs.ts'
import type { Seed, SeedFile } from '../core/rows/seed.ts'
import { contradictions } from '../core/rows/twins.ts'
import { didYouMean } from '../core/rules/nearest.ts'

/** A seed with what its datastore is defined as. */
export interface Chosen {
  readonly seed: Seed
  readonly definition: Definition
}

/** Seeds held against their definitions, with all that is wrong with each by itself. */
export interface CheckedSeeds {
  readonly chosen: readonly Chosen[]
  readonly problems: readonly Problem[]
}

/** Holds each seed against its definition; `allowsUnkeyed` says whether somebody answers for rows without a key. */
export function checkedSeeds(
  files: readonly SeedFile[],
  definitions: readonly Definition[],
  allowsUnkeyed: (file: SeedFile) => boolean,
): CheckedSeeds {
  const byName = new Map(definitions.map(each => [each.datastore.unique_name, each] as const))
  const problems: Problem[] = []
  const chosen = files.flatMap((file): readonly Chosen[] => {
    const definition = byName.get(file.datastore)
    if (definition === undefined) {
      const at = file.places.get('datastore')
      const hint = didYouMean(file.datastore, [...byName.keys()])
      const message = `\`${file.datastore}\` is not defined`
      problems.push({ code: 'SD103', severity: 'error', message, ...(at && { at }), hint })
      return []
    }
    const checked = checkSeed(file, definition.datastore, allowsUnkeyed(file))
    problems.push(...checked.problems)
    return [{ seed: checked.seed, definition }]
  })
  return { chosen, problems }
}

/** What is wrong between seeds that one environment takes, where each is right by itself: rows that undo each other, references. */
export function betweenSeeds(chosen: readonly Chosen[]): readonly Problem[] {
  const stores = new Map(chosen.map(({ definition: { datastore } }) => [datastore.unique_name, datastore] as const))
  const undoing = [...stores].flatMap(([name, datastore]) =>
    contradictions(
      chosen.filter(each => each.seed.datastore === name).map(each => each.seed),
      datastore,
    ),
  )
  if (hasErrors(undoing)) return undoing
  return [...undoing, ...refProblems(chosen.map(({ seed, definition: { datastore } }) => ({ seed, datastore })))]
}

/** Every law of seeds that can be checked without an org: each by itself, and those beside it in each environment. */
export function seedProblems(files: readonly SeedFile[], definitions: readonly Definition[]): readonly Problem[] {
  // Who answers for rows without a key says so to the run that writes them.
  const { chosen, problems } = checkedSeeds(files, definitions, () => true)
  if (hasErrors(problems)) return problems
  const environments = new Set(chosen.flatMap(each => each.seed.environments ?? []))
  const groups = [
    chosen.filter(each => each.seed.environments === undefined),
    ...[...environments].map(name => chosen.filter(each => each.seed.environments?.includes(name) !== false)),
  ]
  const different = new Map(groups.map(each => [each.map(({ seed }) => seed.file).join('\n'), each] as const))
  return [...problems, ...[...different.values()].flatMap(betweenSeeds)]
}
