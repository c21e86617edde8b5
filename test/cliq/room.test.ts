import { expect, test } from 'vitest'

import { openGovernor } from '../../src/cliq/governor.ts'
import type { Bounds } from '../../src/cliq/bounds.ts'
import type { Book } from '../../src/core/pace/ledger.ts'
import { budgetsOf, LockedOut } from '../../src/core/pace/pace.ts'
import type { RateSettings } from '../../src/core/pace/pace.ts'
import type { Event } from '../../src/core/model/ports.ts'
import { book, calls, CREATE, NOW, WINDOW } from './books.ts'
import { thrownBy, virtualClock } from './virtual.ts'

/** A governor that begins with this book, with what it tells and every look at the book: whether it was written. */
function stage(more: Partial<Book> = {}, settings: RateSettings = {}) {
  const clock = virtualClock(NOW)
  const events: Event[] = []
  const looks: boolean[] = []
  let kept = book(more)
  const ledger = {
    async change<T>(_: string, decide: (of: Book) => { readonly book: Book; readonly found: T }): Promise<T> {
      const { book: next, found } = decide(kept)
      looks.push(next !== kept)
      kept = next
      return found
    },
  }
  const deps = { clock, notify: (event: Event) => void events.push(event), ledger, random: () => 0.5 }
  const governor = openGovernor({ account: 'a', budgets: budgetsOf(settings) }, deps)
  const room = async (count: number, bounds: Bounds = {}) => {
    const place = await governor.reserve(CREATE, count, bounds)
    return { place, ms: clock.now() - NOW }
  }
  return { clock, events, looks, governor, room, kept: () => kept }
}

test('room that is there at once is given without a word, and all of it is given back', async () => {
  const { governor, room, events, looks } = stage()
  const { place } = await room(5)
  await place.leave()
  for (let call = 0; call < 9; call += 1) expect(await governor.pass(CREATE, {})).toBeDefined()
  expect(events).toEqual([])
  const before = looks.length
  await place.leave()
  expect(looks).toHaveLength(before)
})

test('a book that is begun is written, and one that is only looked at is not, however old its calls are', async () => {
  const begun = stage()
  await begun.room(1)
  expect([begun.looks, begun.kept().since]).toEqual([[true, true], NOW])
  const old = stage({ since: 1, calls: calls(1, CREATE, 2 * WINDOW) })
  await old.room(1)
  expect(old.looks).toEqual([false, true])
})

test('a call is named by its moment, its number and chance, in few letters', async () => {
  const { room, kept } = stage()
  await room(2)
  const names = kept().calls.map(each => each.id)
  expect(names[0]).toMatch(/^[0-9a-z]{8}-1-[0-9a-z]{10}$/u)
  expect(names[1]).toMatch(/^[0-9a-z]{8}-2-[0-9a-z]{10}$/u)
})

test('room is given in the millisecond in which it is there, and the wait tells why', async () => {
  const { room, events } = stage({ since: 1, calls: calls(9, CREATE, WINDOW - 1) })
  expect((await room(1)).ms).toBe(1)
  const wait = { operation: CREATE, why: 'budget', until: NOW + 1, spent: 9, limit: 9 }
  expect(events).toEqual([
    { type: 'waiting', wait },
    { type: 'resumed', operation: CREATE },
  ])
})

test('a lock-out is told with its end alone', async () => {
  const { room, events, looks } = stage({ since: 1, lockOuts: { [CREATE]: NOW + 7_000 } })
  expect((await room(1)).ms).toBe(7_000)
  // For its limit, when it asks, and when it is over.
  expect(looks).toHaveLength(3)
  expect(events[0]).toEqual({ type: 'waiting', wait: { operation: CREATE, why: 'lock-out', until: NOW + 7_000 } })
})

test('who has no calls left away from the shared ledger asks for a window, and then ends', async () => {
  const shares = { cutOff: { runners: 2, until: NOW }, silent: [], runners: 2 }
  const { clock, room } = stage({ since: 1, shares })
  await clock.sleep(WINDOW / 2)
  const error = await thrownBy(() => room(1, { until: NOW + 3 * WINDOW }))
  expect([error.code, clock.now() - NOW]).toEqual(['RL108', 1.5 * WINDOW])
  expect(error instanceof LockedOut && error.retryAt).toBe(NOW + 2.5 * WINDOW)
})

test('who has one call left waits for more than a window, while an answer is missing', async () => {
  const settings = { limits: { [CREATE]: 1 }, headroom: 0 }
  const { room } = stage({ since: 1, calls: [{ id: 'a', operation: CREATE, sentAt: NOW }] }, settings)
  expect((await room(1)).ms).toBe(100_000)
})
