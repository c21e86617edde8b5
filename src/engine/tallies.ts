import type { RowsEnd, RowTrouble } from '../core/model/outcome.ts'
import type { Clock, Notify } from '../core/model/ports.ts'
import type { RunSchedule } from '../core/pace/runs.ts'
import type { RowEnd } from '../core/rows/law.ts'
import type { Link, RowsLink } from './links.ts'

/** What came of rows so far, by source, and telling of it. */
export interface Tallies {
  /** Begins a link, and gives what takes its rows as they end. */
  of(link: RowsLink): (ends: readonly RowEnd[]) => void
  ends(): readonly RowsEnd[]
}

interface Tally {
  readonly name: string
  readonly datastore: string
  readonly rows: number
  readonly count: Record<'insert' | 'update' | 'remove' | 'skipped', number>
  readonly troubles: RowTrouble[]
  done: number
  told: number
}

/** How often the rows that are written are told. */
const TOLD_EACH = 20
const MINUTE_MS = 60_000

/**
 * Tells every twenty rows how fast they go, and how long all of them still take: what the schedule has left from the
 * same share of their calls on, since rows go in bursts with waits between them.
 */
export function openTallies(
  links: readonly Link[],
  { order, seconds, ranks }: RunSchedule,
  { clock, notify }: { readonly clock: Clock; readonly notify: Notify },
): Tallies {
  const own = links.flatMap(each => (each.kind === 'rows' ? [each] : []))
  const tallies = talliesOf(own)
  const all = own.reduce((sum, each) => sum + each.rows, 0)
  const calls = own.flatMap(each => (ranks.get(each.costs) ?? []).flat()).sort((a, b) => a - b)
  const began = clock.monotonic()
  let written = 0
  const leftMs = () => {
    const at = order[calls[Math.floor((written / Math.max(1, all)) * calls.length)] ?? Infinity]
    return at === undefined ? 0 : Math.max(0, seconds * 1000 - at.startMs)
  }
  const perMinute = () => Math.round((written * MINUTE_MS) / Math.max(MINUTE_MS / 60, clock.monotonic() - began))
  const tell = (tally: Tally) => {
    const { datastore, done, rows: of } = tally
    if (done < of && done - tally.told < TOLD_EACH) return
    tally.told = done
    notify({ type: 'rows', datastore, done, of, perMinute: perMinute(), leftMs: leftMs() })
  }
  return {
    of({ name }) {
      const tally = tallies.get(name)
      if (tally === undefined) return () => undefined
      if (tally.rows > TOLD_EACH && tally.done === 0)
        notify({ type: 'rows', datastore: tally.datastore, done: 0, of: tally.rows, leftMs: leftMs() })
      return ends => {
        for (const each of ends) count(tally, each)
        tally.done += ends.length
        written += ends.length
        if (ends.length > 0) tell(tally)
      }
    },
    ends: () =>
      [...tallies.values()].map(
        ({ name, datastore, count: { insert, update, remove, skipped }, troubles, rows, done }) => ({
          name,
          datastore,
          inserted: insert,
          updated: update,
          removed: remove,
          skipped,
          troubles,
          notStarted: Math.max(0, rows - done),
        }),
      ),
  }
}

function talliesOf(links: readonly RowsLink[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>()
  for (const { name, datastore, rows } of links) {
    const known = tallies.get(name)
    const fresh = { count: { insert: 0, update: 0, remove: 0, skipped: 0 }, troubles: [], done: 0, told: 0 }
    tallies.set(name, { name, datastore, ...(known ?? fresh), rows: (known?.rows ?? 0) + rows })
  }
  return tallies
}

function count(tally: Tally, end: RowEnd): void {
  if ('problem' in end) tally.troubles.push({ row: end.change.name, kind: end.kind, problem: end.problem })
  else tally.count[end.kind === 'skipped' ? 'skipped' : end.change.kind] += 1
}
