import { resolve } from 'node:path'

import type { SpentHint } from '../../core/migrations/spent.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Problem } from '../../core/model/problem.ts'
import { listDefinitions } from './list.ts'
import { MOST_TYPED_BYTES, readText, shownPath } from '../disk/readText.ts'
import type { Layout, ReadLayouts } from '../../core/results/format.ts'

/**
 * The layouts of the given files (absolute paths), else of all definitions below a folder, without the hints that are
 * spent. Never throws for what a file holds.
 */
export async function readLayouts(
  root: string,
  folder: string,
  paths: readonly string[],
  spent: readonly SpentHint[],
): Promise<ReadLayouts> {
  const listed = paths.length === 0 ? await listDefinitions(root, folder) : { files: [], problems: [] }
  const names = paths.length === 0 ? listed.files.map(each => each.name) : paths.map(path => shownPath(path, root))
  const { formatDefinition, isFormatted } = await import('./format.ts')
  const layouts: Layout[] = []
  const problems: Problem[] = [...listed.problems]
  const sources = new Map<string, string>()
  for (const file of names.filter(isFormatted)) {
    const before = await textOf(file, root, problems)
    if (before === undefined) continue
    const own = spent.filter(each => each.definition.file === file).map(each => each.path)
    const pruned = own.length === 0 ? before : (await import('./hints.ts')).withoutHints(before, own)
    const formatted = formatDefinition(pruned, file)
    if ('text' in formatted) layouts.push({ file, before, after: formatted.text, hidden: formatted.hidden })
    else problems.push(...formatted.problems)
    sources.set(file, before)
  }
  return { layouts, left: names.filter(each => !isFormatted(each)), problems, sources }
}

async function textOf(file: string, root: string, problems: Problem[]): Promise<string | undefined> {
  try {
    return await readText(resolve(root, file), root, { maxBytes: MOST_TYPED_BYTES })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    problems.push(...error.problems)
    return undefined
  }
}
