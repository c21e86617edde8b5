import { resolve } from 'node:path'

import { Failure } from '../../core/model/failure.ts'
import type { Problem } from '../../core/model/problem.ts'
import { listDefinitions } from './list.ts'
import { readText, shownPath } from '../disk/readText.ts'

/** A YAML definition file as it is and as it would be laid out. */
export interface Layout {
  /** Relative to the project, with forward slashes. */
  readonly file: string
  readonly before: string
  readonly after: string
  /** Defaults in it that are not for the eye. */
  readonly hidden: readonly string[]
}

/** Layouts of many files. */
export interface ReadLayouts {
  readonly layouts: readonly Layout[]
  /** Files of other kinds, which have a layout of their own. */
  readonly left: readonly string[]
  readonly problems: readonly Problem[]
  /** Texts by file, for the line under a problem. */
  readonly sources: ReadonlyMap<string, string>
}

const MOST_BYTES = 1_048_576

/** The layouts of the given files (absolute paths), else of all definitions below a folder. Never throws for what a file holds. */
export async function readLayouts(root: string, folder: string, paths: readonly string[]): Promise<ReadLayouts> {
  const listed = paths.length === 0 ? await listDefinitions(root, folder) : { files: [], problems: [] }
  const names = paths.length === 0 ? listed.files.map(each => each.name) : paths.map(path => shownPath(path, root))
  const { formatDefinition, isFormatted } = await import('./format.ts')
  const layouts: Layout[] = []
  const problems: Problem[] = [...listed.problems]
  const sources = new Map<string, string>()
  for (const file of names.filter(isFormatted)) {
    const before = await textOf(file, root, problems)
    if (before === undefined) continue
    const formatted = formatDefinition(before, file)
    if ('text' in formatted) layouts.push({ file, before, after: formatted.text, hidden: formatted.hidden })
    else problems.push(...formatted.problems)
    sources.set(file, before)
  }
  return { layouts, left: names.filter(each => !isFormatted(each)), problems, sources }
}

async function textOf(file: string, root: string, problems: Problem[]): Promise<string | undefined> {
  try {
    return await readText(resolve(root, file), root, { maxBytes: MOST_BYTES })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    problems.push(...error.problems)
    return undefined
  }
}
