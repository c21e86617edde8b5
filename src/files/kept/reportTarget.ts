import { stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'

import { failure } from '../../core/model/failure.ts'
import { tryWrite } from '../disk/atomic.ts'
import { belowRoot } from '../disk/paths.ts'
import { readText, startOf } from '../disk/readText.ts'
import { PLAN_FILE, saysItIsPlan } from './planfile.ts'

/** A report may be shown to everybody who sees the project. */
export const REPORT_MODE = 0o644

const READ_ENDINGS: ReadonlySet<string> = new Set(
  ['yaml', 'yml', 'csv', 'ndjson', 'ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map(each => `.${each}`),
)
const READ_NAMES = /^(?:cliq-ds\..*|package(?:-lock)?\.json|tsconfig.*\.json)$/u
const READ_FOLDERS: ReadonlySet<string> = new Set(['.git', 'node_modules', '.cliq-ds'])

/**
 * Proves that a report can be written at a path, before any call is spent: inside the project, and nowhere that is read
 * as something else, by whatever tool; `refuseTaken` has said what cliq-ds itself would take it for. No report lies in
 * the `folders` of the config, relative to the root. Returns the path that is the same for all names of one file; throws
 * a Failure CL112 for a place that it may not have, FS1xx for one that cannot be written.
 */
export async function tryReport(cwd: string, root: string, name: string, folders: readonly string[]): Promise<string> {
  const below = belowRoot(resolve(cwd, name), root)
  if (below === undefined) throw misplaced(name, 'is outside the project')
  const parts = below.toLowerCase().split('/')
  const taken = folders.find(each => isBelow(parts, each))
  if (taken !== undefined) throw misplaced(name, `is where cliq-ds reads ${taken}`)
  if (parts.some(each => READ_FOLDERS.has(each))) throw misplaced(name, 'is in a folder for something else')
  if (READ_ENDINGS.has(extname(name).toLowerCase()) || READ_NAMES.test(basename(name).toLowerCase()))
    throw misplaced(name, 'could be read as something else')
  const path = join(root, below)
  const file = await stat(path).catch(() => undefined)
  if (file?.isFile() === true && saysItIsPlan(await readText(path, undefined, { ...PLAN_FILE, name })))
    throw misplaced(name, 'is a saved plan')
  await tryWrite(path, { mode: REPORT_MODE, root, name })
  return path
}

function isBelow(parts: readonly string[], taken: string): boolean {
  const names = taken
    .toLowerCase()
    .split(/[/\\]/u)
    .filter(each => each !== '' && each !== '.')
  return names.length > 0 && names.every((each, at) => parts[at] === each)
}

function misplaced(name: string, why: string) {
  return failure('CL112', `a report at ${name} ${why}`, {
    at: startOf(name),
    hint: 'give it its own file inside the project, such as reports/plan.html',
  })
}
