import type { DeletionWork, MigrationWork, Step } from '../model/step.ts'
import type { MoveMisfit } from '../rows/moves.ts'

/** What migrations make of the records of one datastore, as far as they were read. */
export interface MigrationCount {
  readonly migrations: readonly string[]
  readonly datastore: string
  readonly records: number
  /** Records that are written, or deleted. */
  readonly touched: number
  readonly isDeletion: boolean
  readonly misfits: ReadonlyMap<MoveMisfit, readonly string[]>
}

/** The work of migrations among these steps, in its order, each with its count; undefined where not all records were read. */
export function countedWork(
  steps: readonly Step[],
  counts: readonly MigrationCount[],
): readonly { readonly step: MigrationWork | DeletionWork; readonly count: MigrationCount | undefined }[] {
  const left = [...counts]
  return steps.flatMap(step => {
    if (step.call !== 'row-work' || step.source === 'carry') return []
    const isDeletion = step.source === 'deletion'
    const names = (isDeletion ? [step.migration] : step.migrations).join(' ')
    const at = left.findIndex(
      each =>
        each.datastore === step.datastore && each.isDeletion === isDeletion && each.migrations.join(' ') === names,
    )
    return [{ step, count: at === -1 ? undefined : left.splice(at, 1)[0] }]
  })
}
