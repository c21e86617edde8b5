import type { SpentHint } from '../core/migrations/spent.ts'
import { sortedProblems } from '../core/model/problem.ts'
import type { Formatting, Layout, ReadLayouts } from '../core/results/format.ts'

/** The definition files as fmt sees them. */
export interface Layouts {
  /** Of the named files, else of all, without the hints that are spent; files of other kinds are `left`. */
  readLayouts(files: readonly string[], spent: readonly SpentHint[]): Promise<ReadLayouts>
  /** Refuses when the file changed since it was read. */
  writeLayout(layout: Layout): Promise<void>
}

/** Finds the definition files that are laid out otherwise; writes nothing. */
export async function performFormatCheck(
  layouts: Layouts,
  files: readonly string[],
  spent: readonly SpentHint[] = [],
): Promise<Formatting> {
  const read = await layouts.readLayouts(files, spent)
  return {
    files: read.layouts.length,
    otherwise: read.layouts.filter(({ before, after }) => before !== after),
    left: read.left,
    problems: sortedProblems(read.problems),
    sources: read.sources,
  }
}

/** Lays the definition files out; those with errors stay as they are and are told. */
export async function performFormat(
  layouts: Layouts,
  files: readonly string[],
  spent: readonly SpentHint[] = [],
): Promise<Formatting> {
  const found = await performFormatCheck(layouts, files, spent)
  for (const layout of found.otherwise) await layouts.writeLayout(layout)
  return found
}
