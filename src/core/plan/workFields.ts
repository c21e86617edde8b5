import { fieldsAround } from '../model/migration.ts'
import { fieldsOfWork } from '../model/step.ts'
import type { DeletionWork, MigrationWork, RowWork } from '../model/step.ts'

/** Fields of a datastore that migrations read and write when it is their turn; copies into others read it too. */
export function fieldsAtWork(work: readonly (MigrationWork | DeletionWork)[], datastore: string): ReadonlySet<string> {
  const own = work.flatMap(each => (each.datastore === datastore ? fieldsOfWork(each) : []))
  const theirs = work
    .flatMap(each => partnersOf(each))
    .flatMap(each => (each.datastore === datastore ? each.fields : []))
  return new Set([...own, ...theirs])
}

/** Datastores whose records a row-work reads besides its own, with the fields that it reads there. */
export function partnersOf(
  work: RowWork,
): readonly { readonly datastore: string; readonly fields: readonly string[] }[] {
  if (work.source !== 'migration') return []
  return work.moves.flatMap(move => {
    if (move.kind !== 'copy' || move.from === undefined) return []
    const { datastore } = move.from
    const fields = fieldsAround(move).reads.filter(each => each.datastore === datastore)
    return [{ datastore, fields: fields.map(each => each.field) }]
  })
}
