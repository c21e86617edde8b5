import { expect, test } from 'vitest'

import { noteMade } from '../../src/commands/restoration.ts'
import type { World } from '../../src/commands/world.ts'
import { openLanes } from '../../src/core/pace/lanes.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { OrgLease } from '../../src/engine/lease/holding.ts'
import { keptWhile } from '../../src/engine/tasks/wholeReads.ts'
import { fields, liveOf, lockOf, store } from '../laws/build.ts'

test('a lease is renewed while something long is read, now and then, and what stops it is told at the end', async () => {
  let now = 0
  let renewals = 0
  let fails: Error | undefined
  const lease = { renew: () => ((renewals += 1), fails === undefined ? Promise.resolve() : Promise.reject(fails)) }
  const kept = keptWhile({
    lease: lease as unknown as OrgLease,
    clock: { now: () => 0, monotonic: () => now, sleep: () => Promise.resolve() },
  })
  const at = async (ms: number) => {
    now = ms
    kept.tick()
    await kept.settled().catch(() => undefined)
    return renewals
  }
  const step = await firstOf(at)
  expect([await at(step), await at(2 * step - 1), await at(2 * step)]).toEqual([1, 1, 2])
  fails = new Error('lost')
  now = 3 * step
  kept.tick()
  await expect(kept.settled()).rejects.toThrow('lost')
})

/** The first whole second at which it is renewed. */
async function firstOf(at: (ms: number) => Promise<number>): Promise<number> {
  for (let seconds = 1; seconds < 600; seconds += 1) if ((await at(seconds * 1_000)) > 0) return seconds * 1_000
  throw new Error('never renewed')
}

test('what a restore made is in the lock file before it ends, and becomes no property of ours', async () => {
  const before = liveOf(catalogOf([store(fields(1), [], 'rooms'), store(fields(1), [], 'halls')]))
  const locked = lockOf(before, path => path !== 'rooms.f0')
  let written: unknown
  const world = {
    environment: { name: 'live' },
    project: {
      readLock: async () => new Map([['live', locked]]),
      writeLocked: async (...all: readonly unknown[]) => {
        await new Promise(resolve => setImmediate(resolve))
        written = all
      },
    },
  } as unknown as World
  const after = liveOf(catalogOf([store(fields(2), [], 'rooms'), store(fields(2), [], 'halls')]))
  const seen = new Map(
    [...after.catalog].map(([name, datastore]) => {
      const identity = after.identities.get(name) ?? { id: '', fields: new Map(), status: '' }
      // One that was made anew is another one.
      return [name, { datastore, identity: name === 'halls' ? { ...identity, id: 'new' } : identity }] as const
    }),
  )
  await noteMade(world, seen)
  const rooms = locked.datastores.get('rooms')
  const more = new Map([...(rooms?.definition.fields ?? []), ...store(fields(2)).fields])
  const datastores = new Map(locked.datastores).set('rooms', {
    ...rooms,
    definition: { ...rooms?.definition, fields: more },
  } as never)
  expect(written).toEqual(['live', locked, { ...locked, datastores }])
})

test('a turn that is ended twice lets one go', async () => {
  const lanes = openLanes(() => Promise.resolve())
  const gone: string[] = []
  const end = await lanes.take('a')
  const wait = (name: string) => lanes.take('a').then(() => gone.push(name))
  void wait('first')
  void wait('second')
  end()
  end()
  await new Promise(resolve => setImmediate(resolve))
  expect(gone).toEqual(['first'])
})
