import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { byCodeUnit } from '../../core/model/catalog.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Problem } from '../../core/model/problem.ts'
import type { SeedFile } from '../../core/rows/seed.ts'
import { checkFile, diskFailure, hasCode, readText, startOf } from '../disk/readText.ts'
import { readYaml } from '../yaml/read.ts'
import { YAML_LIMIT } from '../yaml/lines.ts'
import type { YamlText } from '../yaml/yaml.ts'
import type { Surroundings } from './cell.ts'
import { seedOf } from './shape.ts'

/** What the seeds folder holds. Unreadable files are problems, never absent seeds. */
export interface SeedFiles {
  readonly seeds: readonly SeedFile[]
  readonly problems: readonly Problem[]
  /** Texts by file, for the line under a problem; sources are too long for that. */
  readonly sources: ReadonlyMap<string, string>
}

/** Every seed of a folder of the project, sorted by name; none where there is no folder. */
export async function readSeeds(root: string, folder: string, around: Surroundings): Promise<SeedFiles> {
  const seeds: SeedFile[] = []
  const problems: Problem[] = []
  const sources = new Map<string, string>()
  for (const file of await seedFilesIn(root, folder))
    try {
      const text = await readText(join(root, file), root, { maxBytes: YAML_LIMIT })
      sources.set(file, text)
      const read = await readSeed(root, file, text, around)
      problems.push(...read.problems)
      if (read.seed !== undefined) seeds.push(read.seed)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      problems.push(...error.problems)
    }
  problems.push(...twins(seeds))
  return { seeds, problems, sources }
}

interface ReadSeed {
  readonly seed?: SeedFile
  readonly problems: readonly Problem[]
}

async function readSeed(root: string, file: string, text: string, around: Surroundings): Promise<ReadSeed> {
  const written = CODE.test(file) ? await valueOfCode(root, file, text, around) : await readYaml(text, file)
  if (written.value === undefined || written.problems.length > 0) return { problems: written.problems }
  const { seed, source, problems } = seedOf(written, file, around)
  if (seed === undefined || source === undefined) return { ...(seed && { seed }), problems }
  const path = `${file.slice(0, file.lastIndexOf('/') + 1)}${source.file}`
  try {
    await checkFile(join(root, path), root)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // The line that names the file is what can be corrected.
    const at = written.places.get('source')
    return { problems: [...problems, ...error.problems.map(each => ({ ...each, ...(at && { at }) }))] }
  }
  const { rowsOfSource } = await import('./source.ts')
  return { seed: { ...seed, rows: rowsOfSource(join(root, path), path, source.columns, source.form) }, problems }
}

async function valueOfCode(root: string, file: string, text: string, { loadCode }: Surroundings): Promise<YamlText> {
  const nothing = { value: undefined, places: new Map(), keys: new Map(), sources: new Map() }
  if (loadCode === undefined) {
    const hint = 'write it in YAML, or run without --no-code where you trust the branch'
    const message = 'code is not run with --no-code'
    return { ...nothing, problems: [{ code: 'DF106', severity: 'error', message, at: startOf(file), hint }] }
  }
  const loaded = await loadCode(join(root, file))
  if ('problem' in loaded) return { ...nothing, problems: [loaded.problem] }
  const { placesInCode } = await import('../code/places.ts')
  const { places, keys } = placesInCode(text, file)
  return { ...nothing, value: loaded.value, places: new Map([['', startOf(file)], ...places]), keys, problems: [] }
}

/** Endings of seeds that are code. */
const CODE = /\.m?[jt]s$/u

async function seedFilesIn(root: string, folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(join(root, folder))
    return entries
      .filter(each => /^[^.].*\.(?:ya?ml|m?[jt]s)$/u.test(each) && !/\.d\.[cm]?ts$/iu.test(each))
      .map(each => `${folder}/${each}`)
      .sort(byCodeUnit)
  } catch (error) {
    if (hasCode(error) && error.code === 'ENOENT') return []
    throw hasCode(error) ? diskFailure(error, folder, 'read') : error
  }
}

// Two seeds of one datastore would undo each other's work where one of them removes what it lacks.
function twins(seeds: readonly SeedFile[]): readonly Problem[] {
  return seeds.flatMap((seed): readonly Problem[] => {
    const twin = seeds.find(each => each !== seed && each.datastore === seed.datastore)
    if (twin === undefined || seed.mode !== 'mirror') return []
    const message = `${seed.datastore} is mirrored here and seeded by ${twin.file} too`
    const at = seed.places.get('mode') ?? seed.places.get('')
    return [{ code: 'SD101', severity: 'error', message, ...(at && { at }), hint: 'put the rows into one seed' }]
  })
}
