import type { Step } from '../model/step.ts'
import { copiesOf } from './chains.ts'
import { aroundWrites } from '../pace/leaseRows.ts'
import { rowsThere } from './estimate.ts'
import type { LeaseCosts, Pages, Reads } from './estimate.ts'
import { recordings } from './recording.ts'
import type { RowCalls } from './beside.ts'
import type { Live } from '../model/live.ts'
import { workOf } from './work.ts'
import type { Carried } from './work.ts'

/** What is known before an apply, as of a plan. */
interface Known {
  readonly live: Live
  readonly recordCalls?: number
  readonly pages?: ReadonlyMap<string, Pages>
  readonly lease?: Omit<LeaseCosts, 'listing'>
  readonly carried?: Carried
  readonly rows?: RowCalls
}

const NOTHING_READ: Carried = { records: new Map(), settleMs: 0 }

/** What an apply of these steps sends around them. */
export function readsAround(
  { live, recordCalls = 0, pages, lease, rows, carried = NOTHING_READ }: Known,
  steps: readonly Step[],
  migrations: Parameters<typeof recordings>[1],
): Reads {
  const recorded = recordings(steps, migrations)
  return {
    listing: live.calls,
    asked: live.asked,
    datastores: live.catalog.size + live.bystanders.length,
    records: recordCalls,
    ...(pages && { copies: copyPages(steps, pages) }),
    ...(steps.some(each => each.call === 'row-work') && {
      work: workOf(steps, live.catalog, carried, {
        around: lease === undefined ? [] : aroundWrites(rowsThere(lease)),
        recorded: lease === undefined ? new Map() : recorded.after,
      }),
    }),
    ...(lease && recorded.atEnd > 0 && { remembered: recorded.atEnd }),
    ...(lease && { lease }),
    ...(rows && { rows }),
  }
}

// Nothing goes on the word of one reading: a copy takes two that agree.
const READINGS_OF_A_COPY = 2

// Nobody has read what was not counted: one page is the least.
function copyPages(steps: readonly Step[], known: ReadonlyMap<string, Pages>): ReadonlyMap<number, Pages> {
  return new Map(
    [...copiesOf(steps)].map(([index, name]) => {
      const { calls, complete } = known.get(name) ?? { calls: 1, complete: false }
      return [index, { calls: READINGS_OF_A_COPY * calls, complete }] as const
    }),
  )
}
