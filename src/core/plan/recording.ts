import { fieldsAround } from '../model/migration.ts'
import { carriesIn } from '../model/step.ts'
import type { Step } from '../model/step.ts'

/** The migrations that a step works for. */
export function migrationsIn(step: Step): readonly string[] {
  if (step.call !== 'row-work' || step.source === 'carry') return []
  return step.source === 'deletion' ? [step.migration] : step.migrations
}

/**
 * Whether a migration is recorded as soon as its last work has ended. One that writes into an heir is recorded at the end
 * of the run: until the old field has gone the carry counts.
 */
export function isRecordedAtOnce(id: string, steps: readonly Step[]): boolean {
  const heirs = new Set(steps.flatMap(step => carriesIn(step).map(({ writes }) => `${step.datastore} ${writes}`)))
  return !steps.some(
    step =>
      step.call === 'row-work' &&
      step.source === 'migration' &&
      step.migrations.includes(id) &&
      step.moves.some(move => fieldsAround(move).writes.some(({ field }) => heirs.has(`${step.datastore} ${field}`))),
  )
}

/** How many migrations are recorded after each step, by its index, and how many at the end of the run. */
export function recordings(
  steps: readonly Step[],
  { runs }: { readonly runs: readonly string[] } = { runs: [] },
): { readonly after: ReadonlyMap<number, number>; readonly atEnd: number } {
  const after = new Map<number, number>()
  let atEnd = 0
  for (const id of runs) {
    const last = steps.findLastIndex(step => migrationsIn(step).includes(id))
    if (last === -1 || !isRecordedAtOnce(id, steps)) atEnd += 1
    else after.set(last, (after.get(last) ?? 0) + 1)
  }
  return { after, atEnd }
}
