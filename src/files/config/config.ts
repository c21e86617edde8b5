import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'

import type { Config } from '../../config.ts'
import { Failure, failure } from '../../core/model/failure.ts'
import { capped } from '../../core/model/fold.ts'
import type { Problem } from '../../core/model/problem.ts'
import type { LoadedCode } from '../code/code.ts'
import { lawProblems } from './laws.ts'
import { linkProblems } from './links.ts'
import { codePlaces, parsedPlaces } from './places.ts'
import type { ConfigPlaces } from './places.ts'
import { expand, referenceProblems } from './variables.ts'
import { validate } from '../generated/config.ts'
import { isShared, strangeness } from '../disk/owner.ts'
import { readJsonText } from '../disk/jsonText.ts'
import { diskFailure, hasCode, MOST_TYPED_BYTES, readText, startOf } from '../disk/readText.ts'
import { readYaml } from '../yaml/read.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface ConfigOptions {
  readonly env: Env
  /** Filled with what variables held: no text may show it. */
  readonly secrets?: Set<string>
  /** Refuse to execute a config that is code. */
  readonly noCode?: boolean
  /** How code is loaded; by default `loadCode` of code.ts, which is not even imported for YAML and JSON. */
  readonly loadCode?: (absolutePath: string, options: { root: string; kind: 'config'; env: Env }) => Promise<LoadedCode>
}

/** A config that was read, with what its environments need later. */
export interface ReadConfig {
  readonly config: Config
  /** Absolute. */
  readonly configFile: string
  /** The folder of the config: the project. */
  readonly root: string
  readonly places: ConfigPlaces
  /** The config's text by its name, for the line under a problem. */
  readonly sources: ReadonlyMap<string, string>
  readonly warnings: readonly Problem[]
}

const EXTENSIONS = ['ts', 'mts', 'js', 'mjs', 'json', 'yaml', 'yml']
const CODE = ['.ts', '.mts', '.js', '.mjs']
/**
 * The config file: the explicit one, else the one in the nearest folder from `cwd` up to the repository's root. Throws a
 * Failure: CF101 when there is none, CF102 when a folder holds two, CF136 at a folder that others have a hand in.
 */
export async function findConfig(cwd: string, explicit?: string): Promise<string> {
  if (explicit !== undefined) return explicitConfig(cwd, explicit)
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const entries = await entriesOf(folder)
    const [first, second] = EXTENSIONS.map(each => `cliq-ds.config.${each}`).filter(each => entries.includes(each))
    const strange = strangenessOf(folder, resolve(cwd))
    if (strange !== undefined && (first !== undefined || folder !== resolve(cwd)))
      throw strangeFolder(folder, strange, first)
    if (second !== undefined) {
      const hint = 'keep one of them'
      throw failure('CF102', `${folder} contains two configs, ${first} and ${second}`, { at: startOf(second), hint })
    }
    if (first !== undefined) return join(folder, first)
    if (entries.includes('.git') || dirname(folder) === folder) break
  }
  const hint = 'run cliq-ds init, or give --config FILE'
  throw failure('CF101', `there is no cliq-ds.config.* in ${resolve(cwd)} or above it`, { hint })
}

// What lies above the folder that a person chose is believed only where nobody else can have put it: a config may be code.
function strangenessOf(folder: string, cwd: string): string | undefined {
  if (folder !== cwd) return isShared(folder) ? 'is shared by all users' : strangeness(folder)
  // A checkout of a pipeline often belongs to another user, or is open to all.
  return isShared(folder) ? 'is shared by all users' : undefined
}

function strangeFolder(folder: string, why: string, config: string | undefined): Failure {
  const hint =
    config === undefined
      ? 'run cliq-ds init, or give --config FILE'
      : `if you trust it: --config ${join(folder, config)}`
  const what = config === undefined ? 'the search for a config ends' : `${config} is not read`
  return failure('CF136', `${what}: the folder ${folder} ${why}`, { hint })
}

/**
 * Reads a config of any form. Throws a Failure with all problems: CF103 for code under --no-code, CF104 for what is no
 * JSON or YAML and for code that cannot be run, CF105 to CF120 for what stands in it, FS1xx for the disk.
 */
export async function readConfig(file: string, options: ConfigOptions): Promise<ReadConfig> {
  const configFile = resolve(file)
  const root = dirname(configFile)
  const text = await textOf(configFile, root)
  const sources = new Map([[basename(configFile), text]])
  try {
    return { ...(await checked(configFile, text, options)), configFile, root, sources }
  } catch (error) {
    // For the line under each problem.
    throw error instanceof Failure ? error.withSources(sources) : error
  }
}

async function checked(
  configFile: string,
  text: string,
  options: ConfigOptions,
): Promise<Pick<ReadConfig, 'config' | 'places' | 'warnings'>> {
  const { value, places } = await parsed(configFile, text, options)
  // What explains a misfit brings every code along, and most configs fit.
  if (!validate(value)) throwErrors((await import('./shape.ts')).shapeProblems(value, places))
  const { $schema: _, ...written } = value as Config & { $schema?: string }
  const shared = sharedOf(written, options, places)
  const problems = capped([
    ...shared.problems,
    ...referenceProblems(written, places),
    ...lawProblems(written, places, CODE.includes(extname(configFile))),
  ])
  throwErrors(problems)
  throwErrors(linkProblems(written, dirname(configFile), places))
  const config = { ...written, ...shared.read }
  return { config, places, warnings: problems }
}

// What all environments share, with its variables in place; those of an environment are read when it is used.
function sharedOf({ lockFile }: Config, { env, secrets = new Set() }: ConfigOptions, places: ConfigPlaces) {
  // The name of a branch is seen by everybody, so nothing is read into it.
  if (typeof lockFile !== 'object' || 'branch' in lockFile) return { read: {}, problems: [] }
  const { value, problems } = expand(lockFile, 'lockFile', { env, secrets }, places)
  // The shape was checked, and only texts changed.
  return { read: { lockFile: value as NonNullable<Config['lockFile']> }, problems }
}

// What lies there and can be no config is a mistake of who named it, not a fault of the disk.
const NO_CONFIG: ReadonlySet<string> = new Set(['FS101', 'FS102', 'FS103', 'FS104', 'FS105', 'FS106'])

async function textOf(configFile: string, root: string): Promise<string> {
  try {
    return await readText(configFile, root, { maxBytes: MOST_TYPED_BYTES })
  } catch (error) {
    const [problem] = error instanceof Failure && NO_CONFIG.has(error.code) ? error.problems : []
    throw problem === undefined ? error : unreadable(problem)
  }
}

/** Whatever keeps a config from being read is CF104, whose exit code says that it is the config. */
function unreadable(problem: Problem): Failure {
  return new Failure([{ ...problem, code: 'CF104' }])
}

interface Parsed {
  readonly value: unknown
  readonly places: ConfigPlaces
}

async function parsed(path: string, text: string, options: ConfigOptions): Promise<Parsed> {
  const file = basename(path)
  const extension = extname(path)
  if (CODE.includes(extension)) return loaded(path, text, options)
  if (extension === '.json') {
    const { value, places, keys, fault } = readJsonText(text, file)
    if (fault !== undefined)
      throw failure('CF104', `the config is not JSON: ${fault.what}`, { at: fault.at, hint: 'fix the JSON' })
    return { value, places: parsedPlaces(file, places, keys) }
  }
  if (extension !== '.yaml' && extension !== '.yml')
    throw failure('CF104', `a config cannot be a ${extension} file`, {
      at: startOf(file),
      hint: `use ${EXTENSIONS.join(', ')}`,
    })
  const { value, places, keys, problems } = await readYaml(text, file)
  throwErrors(problems.map(each => ({ ...each, code: 'CF104' })))
  // Its mappings have no prototype; a config is an ordinary value.
  return { value: JSON.parse(JSON.stringify(value)), places: parsedPlaces(file, places, keys) }
}

async function loaded(path: string, text: string, { env, noCode = false, loadCode }: ConfigOptions): Promise<Parsed> {
  const file = basename(path)
  if (noCode) {
    const hint = 'write the config in YAML or JSON, or run without --no-code where the code is trusted'
    throw failure('CF103', 'the config is code, and --no-code runs no code', { at: startOf(file), hint })
  }
  const load = loadCode ?? (await import('../code/code.ts')).loadCode
  const result = await load(path, { root: dirname(path), kind: 'config', env })
  if ('problem' in result) throw unreadable(result.problem)
  return { value: result.value, places: codePlaces(file, text) }
}

function throwErrors(problems: readonly Problem[]): void {
  const sorted = capped(problems)
  // The first problem names the failure, so it must not be a warning.
  const [first, ...rest] = sorted.toSorted(
    (a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'),
  )
  if (first?.severity === 'error') throw new Failure([first, ...rest])
}

async function explicitConfig(cwd: string, explicit: string): Promise<string> {
  const path = resolve(cwd, explicit)
  const stats = await stat(path).catch(() => undefined)
  if (stats === undefined) throw failure('CF101', `there is no config ${explicit}`, { hint: 'check --config' })
  return path
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    throw hasCode(error) ? diskFailure(error, folder, 'read') : error
  }
}
