import { placeInMigration } from '../model/migration.ts'
import type { Migration } from '../model/migration.ts'
import type { Problem } from '../model/problem.ts'

/** A step of a migration that cannot run as the org stands. */
export interface WrongStep {
  readonly kind: 'wrong'
  readonly code: string
  readonly message: string
  /** The fields that it writes, where they are all there. */
  readonly written?: string | undefined
}

/** MG110 for a migration that has run here and was edited since. */
export function changedProblem(migration: Migration): Problem {
  const message = `${migration.id} has run here, and its file says something else now`
  const hint = `undo the edit and write a migration of another name; or leave it at that: cliq-ds migration skip ${migration.id}`
  return { code: 'MG110', severity: 'error', message, at: placeInMigration(migration, 'steps'), hint }
}

/** What keeps a step from running here, with the way out. */
export function wrongProblem(migration: Migration, path: string, { code, message, written }: WrongStep): Problem {
  const skip = `cliq-ds migration skip ${migration.id}`
  // A run that was stopped after its last call, and a lock file of before it: nothing in the org tells that from a person's work.
  const hint =
    written === undefined
      ? `if it is not to run here: ${skip}`
      : `it has run if its values are in ${written}; to record that: ${skip}`
  return { code, severity: 'error', message, at: placeInMigration(migration, path), hint }
}
