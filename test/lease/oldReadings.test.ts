import { expect, test } from 'vitest'
import { leaseValues } from '../../src/core/pace/leaseRows.ts'
import { breakOrgLease } from '../../src/engine/lease/unlock.ts'
import { acquireOrgLease } from '../../src/engine/lease/lease.ts'
import { codeOf, held, OTHER, scene } from './scene.ts'

const terms = { ttlMs: 900_000, waitMs: 7_200_000, takeover: 'stale', who: 'process 8 on here', run: '' } as const

test('a lease that is renewed is not taken over, though every listing is an old one', async () => {
  const { deps, rows, put, org, events, time, leases } = scene()
  put(leaseValues(held))
  const old = org.seen(0)
  for (let beat = 4; beat < 20; beat += 1)
    events.push({
      at: (beat - 3) * 600_000,
      go: () => void org.update(time.now, old[0]?.id ?? '', leaseValues({ ...held, beat })),
    })
  const lying = { ...deps, rows: { ...rows, list: () => Promise.resolve(old) } }
  expect(await codeOf(() => acquireOrgLease('org', terms, lying))).toBe('LE101')
  expect(leases()).toEqual([OTHER])
})

test('who unlocks what no listing shows as a lease has to name its holder, where its own record tells it', async () => {
  const { deps, rows, put, org, leases } = scene()
  put(leaseValues(held))
  const id = org.seen(0)[0]?.id ?? ''
  const bare = async () => org.seen(0).map(({ id: own, values }) => ({ id: own, values: { ...values, owner: null } }))
  const lying = { ...deps, rows: { ...rows, list: bare } }
  expect(await codeOf(() => breakOrgLease('org', id, lying))).toBe('LE104')
  expect(leases()).toEqual([OTHER])
})

test('a lease that is gone, and that an old listing shows, is not said to be freed', async () => {
  const { deps, rows, put, org, time } = scene()
  put(leaseValues(held))
  const old = org.seen(0)
  org.remove(time.now, old[0]?.id ?? '')
  const lying = { ...deps, rows: { ...rows, list: () => Promise.resolve(old) } }
  expect(await codeOf(() => breakOrgLease('org', OTHER, lying))).toBe('LE111')
})
