import { lstatSync, realpathSync } from 'node:fs'
import { basename, dirname, extname, isAbsolute, join, normalize, relative, sep } from 'node:path'

import { failure } from '../../core/model/failure.ts'

/** Where the files of a project lie, relative to its root. */
export interface ProjectPlaces {
  readonly schemas: string
  readonly migrations: string
  readonly seeds: string
  /** Undefined where the lock file is not on this disk. */
  readonly lockFile: string | undefined
}

// What the folders of definitions, seeds and migrations are searched for, sources of seeds included.
const READ = new Set(['.yaml', '.yml', '.json', '.ts', '.mts', '.js', '.mjs', '.csv', '.ndjson'])
const OWN_FOLDERS = ['.cliq-ds', '.git', 'node_modules']
const OWN_FILES = /^cliq-ds\.(?:config\.\w+|ignore\.yaml)$/u

/**
 * What a file below the root would be taken for if anything else were written there: `a definition`, `the config`.
 * Undefined for a file that nothing reads. Upper and lower case are one, as on many disks.
 */
export function takenFor(file: string, places: Partial<ProjectPlaces>): string | undefined {
  const path = folded(file)
  const [first = ''] = path.split('/')
  if (OWN_FOLDERS.includes(first)) return `part of ${first}/`
  if (OWN_FILES.test(path)) return path.includes('ignore') ? 'known drift' : 'the config'
  if (places.lockFile !== undefined && path === folded(places.lockFile)) return 'the lock file'
  const found = foldersOf(places).find(([, folder]) => isBelow(path, folder))
  return found !== undefined && READ.has(extname(path)) ? found[0] : undefined
}

/**
 * Refuses a file for a plan that lies outside of the project: as with reports and seeds, what is said of an org stays
 * where it is reviewed. Throws a Failure CL120; `name` is what the file is called there.
 */
export function refuseOutside(path: string, name: string, root: string): void {
  if (belowRoot(path, root) !== undefined) return
  const hint = 'give a file inside the project, such as staging.plan.json'
  throw failure('CL120', `a plan at ${name} is outside the project`, { hint })
}

/**
 * Refuses a file for output that the next command would take for something else, through whatever links it is reached;
 * outside of the project anything goes, as types may be of use to another package. Throws a Failure CL120; `name` is what the file is called there.
 */
export function refuseTaken(path: string, name: string, root: string, places: ProjectPlaces): void {
  const below = belowRoot(path, root)
  const what = below === undefined ? undefined : takenFor(below, places)
  if (what === undefined) return
  throw failure('CL120', `a file at ${name} would be read as ${what}`, { hint: 'give another path' })
}

/** Refuses a file for a seed that lies outside of the project or would be taken for something else. Throws a Failure CL120. */
export function refuseSeedFile(file: string, root: string, places: ProjectPlaces): void {
  const below = belowRoot(join(root, file), root)
  const hint = `give a .yaml file below ${places.seeds}/`
  if (isAbsolute(file) || below === undefined)
    throw failure('CL120', `${file} is outside the project, where no seed is read`, { hint })
  if (!/\.ya?ml$/u.test(file)) throw failure('CL120', `${file} is not the name of a seed`, { hint })
  const what = takenFor(below, places)
  if (what !== undefined && what !== 'a seed')
    throw failure('CL120', `a file at ${file} would be read as ${what}`, { hint })
}

/** The two of these folders that lie in one another, by their keys; undefined when each stands by itself. */
export function overlapping(places: Partial<ProjectPlaces>): readonly [string, string] | undefined {
  const folders = foldersOf(places)
  for (const [, a, key] of folders)
    for (const [, b, other] of folders) if (key !== other && isBelow(a, b)) return [key, other]
  return undefined
}

function foldersOf({ schemas, migrations, seeds }: Partial<ProjectPlaces>) {
  const all = [
    ['a definition', schemas, 'schemas'],
    ['a migration', migrations, 'migrations'],
    ['a seed', seeds, 'seeds'],
  ] as const
  return all.flatMap(([what, folder, key]) => (folder === undefined ? [] : [[what, folded(folder), key] as const]))
}

function folded(path: string): string {
  return normalize(path)
    .split(sep)
    .join('/')
    .replace(/(?<!\/)\/+$/u, '')
    .toLowerCase()
}

function isBelow(path: string, folder: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`)
}

/** The path below the root, with forward slashes; undefined where it lies elsewhere, through whatever links. */
export function belowRoot(path: string, root: string): string | undefined {
  const real = join(realNear(dirname(path)), basename(path))
  const below = relative(realNear(root), real)
  return below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below) ? undefined : below.split(sep).join('/')
}

// Of what does not exist yet, the folder that it would be made in.
function realNear(folder: string): string {
  try {
    return realFolderOf(folder)
  } catch (error) {
    if (dirname(folder) === folder || !isAbsent(error)) throw error
    return join(realNear(dirname(folder)), basename(folder))
  }
}

/**
 * Whether a path stays where its name says that it lies: below the root, and with no link on the way that leads out of
 * the folder it lies in. What does not exist yet stays. Throws what the system says of a link that leads nowhere.
 */
export function staysInside(path: string, root: string): boolean {
  const realRoot = realFolderOf(root)
  const byName = relative(root, path)
  const below = byName.startsWith('..') ? relative(realRoot, path) : byName
  if (below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) return false
  const folder = dirname(below) === '.' ? realRoot : keptFolder(realRoot, dirname(below))
  return folder !== undefined && (below === '' || keptIn(folder, basename(below)) !== undefined)
}

// All files of a run lie in a few folders.
const KEPT = new Map<string, string>()

function keptFolder(realRoot: string, below: string): string | undefined {
  const path = join(realRoot, below)
  const known = KEPT.get(path)
  if (known !== undefined) return known
  const parent = dirname(below) === '.' ? realRoot : keptFolder(realRoot, dirname(below))
  const real = parent === undefined ? undefined : keptIn(parent, basename(below))
  if (real !== undefined && lstatSync(real, { throwIfNoEntry: false })?.isDirectory() === true) KEPT.set(path, real)
  return real
}

// Where an entry of a folder really lies, if it is below the folder; what is not there yet lies where it will be made.
function keptIn(realFolder: string, name: string): string | undefined {
  const path = join(realFolder, name)
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return path
  const real = realpathSync.native(path)
  return real.startsWith(realFolder === sep ? sep : realFolder + sep) ? real : undefined
}

const FOLDERS = new Map<string, string>()

function realFolderOf(folder: string): string {
  const real = FOLDERS.get(folder) ?? realpathSync.native(folder)
  FOLDERS.set(folder, real)
  return real
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
