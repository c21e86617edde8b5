import type { LiveRecord } from '../../src/core/model/live.ts'
import type { RecordValues } from '../../src/core/model/step.ts'
import type { RowOutcome } from '../../src/engine/lease/rows.ts'

/** How well Cliq keeps unique keys: at once, blind for what is younger than a second, or not at all. */
export type Uniqueness = 'atomic' | 'racy' | 'absent'

/** The rows of the meta datastore with their past, so that a read can lag behind. Times are true times. */
export interface Rows {
  insert(at: number, values: RecordValues): RowOutcome
  update(at: number, id: string, values: RecordValues): RowOutcome
  remove(at: number, id: string): RowOutcome
  seen(at: number): readonly LiveRecord[]
}

interface Row {
  readonly id: string
  readonly from: number
  until: number
  readonly versions: { readonly at: number; readonly values: RecordValues }[]
}

const RACE_MS = 1_000

export function rowsOf(uniqueness: Uniqueness): Rows {
  const rows: Row[] = []
  let ids = 100_000
  const there = (at: number, id: string) => rows.find(each => each.id === id && each.from <= at && at < each.until)
  return {
    insert(at, values) {
      const blind = uniqueness === 'atomic' ? at : at - RACE_MS
      const isTaken = rows.some(({ from, until, versions }) => {
        const own = versions[0]?.values
        return from <= blind && at < until && own?.['kind'] === values['kind'] && own?.['seq'] === values['seq']
      })
      if (isTaken && uniqueness !== 'absent') return refused('RF111')
      ids += 1
      rows.push({ id: String(ids), from: at, until: Infinity, versions: [{ at, values }] })
      return { kind: 'done' }
    },
    update(at, id, values) {
      const row = there(at, id)
      if (row === undefined) return refused('RF102')
      row.versions.push({ at, values })
      return { kind: 'done' }
    },
    remove(at, id) {
      const row = there(at, id)
      if (row === undefined) return refused('RF102')
      row.until = at
      return { kind: 'done' }
    },
    seen: at =>
      rows
        .filter(({ from, until }) => from <= at && at < until)
        .map(({ id, versions }) => ({ id, values: versions.findLast(each => each.at <= at)?.values ?? {} })),
  }
}

function refused(code: string): RowOutcome {
  return { kind: 'not-done', problem: { code, severity: 'error', message: 'Cliq said no' } }
}
