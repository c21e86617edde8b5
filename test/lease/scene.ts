import { setImmediate } from 'node:timers/promises'

import type { Datastore } from '../../src/core/model/catalog.ts'
import { META, metaRows } from '../../src/core/pace/leaseRows.ts'
import type { Event } from '../../src/core/model/ports.ts'
import type { RecordValues } from '../../src/core/model/step.ts'
import { acquireOrgLease } from '../../src/engine/lease/lease.ts'
import type { LeaseTerms } from '../../src/engine/lease/contest.ts'
import type { LeaseRows, RowOutcome } from '../../src/engine/lease/rows.ts'
import { refusal } from '../files/temporary.ts'
import { rowsOf } from './org.ts'
import type { Uniqueness } from './org.ts'

/** The owner of a lease that is not ours. */
export const OTHER = 'f'.repeat(32)
/** A lease that another process holds. */
export const held = { owner: OTHER, beat: 3, ttlMs: 900_000, since: 0, who: 'process 7 on there', run: '' }

/** An org, a clock that its sleeps move, and what was called. */
export function scene(
  more: { readonly signal?: AbortSignal; readonly meta?: Datastore; readonly keys?: Uniqueness } = {},
) {
  const org = rowsOf(more.keys ?? 'atomic')
  const time = { now: 0 }
  const calls: string[] = []
  const events: { readonly at: number; readonly go: () => void }[] = []
  let owners = 0
  // Whoever does not wait for a call, or for time, goes on before it has come to anything.
  const called = async <T>(name: string, value: () => T): Promise<T> => {
    calls.push(name)
    await setImmediate()
    return value()
  }
  const rows: LeaseRows = {
    meta: 'stg_cliqds_meta',
    list: () => called('list', () => org.seen(time.now)),
    get: id => called('get', () => org.seen(time.now).find(each => each.id === id)),
    insert: values => called('insert', () => org.insert(time.now, values)),
    update: (id, values) => called('update', () => org.update(time.now, id, values)),
    remove: id => called('remove', () => org.remove(time.now, id)),
    createMeta: () => called('create', (): RowOutcome => ({ kind: 'done' })),
    describeMeta: () => called('describe', () => more.meta ?? META),
  }
  const clock = {
    now: () => time.now,
    monotonic: () => time.now,
    sleep: async (ms: number) => {
      const until = time.now + ms
      // Longer than any call.
      for (let turns = 0; turns < 4; turns += 1) await setImmediate()
      for (const each of events.filter(one => one.at > time.now && one.at <= until)) {
        time.now = each.at
        each.go()
      }
      time.now = until
    },
  }
  const patience = { settleMs: 3_000, lateWindowMs: 120_000 }
  const random = () => String((owners += 1)).padStart(32, '0')
  const told: Event[] = []
  const notify = (event: Event) => void told.push(event)
  const deps = { rows, clock, notify, patience, random, signal: more.signal ?? new AbortController().signal }
  const terms = { ttlMs: 900_000, waitMs: 0, takeover: 'stale', who: 'process 8 on here', run: '' } as const
  const take = (also: Partial<LeaseTerms> = {}) => acquireOrgLease('org', { ...terms, ...also }, deps)
  const put = (values: RecordValues) => org.insert(time.now, values)
  const leases = () => metaRows(org.seen(time.now)).leases.map(each => each.owner)
  return { org, time, calls, told, events, rows, deps, take, put, leases }
}

/** The code of what is refused. */
export const codeOf = async (run: () => unknown) => (await refusal(run))[0]?.code
