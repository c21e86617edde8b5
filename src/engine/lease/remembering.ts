import { Failure } from '../../core/model/failure.ts'
import { migrationRows, migrationValues } from '../../core/pace/migrationRows.ts'
import type { MigrationRow } from '../../core/pace/migrationRows.ts'
import { check, settle, TRIES, unclear, waitForLate } from './held.ts'
import type { LeaseInHand } from './held.ts'

/** Writes down in the org that a migration ran, once; a row of an earlier run of it is brought up to date. Throws a Failure. */
export async function rememberMigration(held: LeaseInHand, own: Omit<MigrationRow, 'id'>): Promise<void> {
  const { rows, patience } = held.deps
  const found = async () => migrationRows(await rows.list()).find(each => each.migration === own.migration)
  let there: MigrationRow | undefined
  let taken = 0
  for (let tries = 0; tries <= TRIES; tries += 1) {
    check(held)
    const values = migrationValues(own, held.row.owner, taken)
    const outcome = await (there === undefined ? rows.insert(values) : rows.update(there.id, values))
    if (outcome.kind === 'done') return
    if (outcome.kind === 'not-done' && outcome.problem.code !== 'RF111') throw new Failure([outcome.problem])
    if (outcome.kind === 'unknown') {
      await settle(held)
      if ((await found())?.digest === own.digest) return
      await waitForLate(held, patience.lateWindowMs)
    }
    there = await found()
    if (there?.digest === own.digest) return
    // The number is that of another name.
    if (outcome.kind === 'not-done' && there === undefined) taken += 1
  }
  throw unclear(held.environment)
}
