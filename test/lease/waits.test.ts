import { expect, test } from 'vitest'
import { leaseValues } from '../../src/core/pace/leaseRows.ts'
import { acquireOrgLease } from '../../src/engine/lease/lease.ts'
import type { LeaseRows } from '../../src/engine/lease/rows.ts'
import { codeOf, held, scene } from './scene.ts'

test('who has the lease and how long it is waited for is told, as often as it is looked at', async () => {
  const { take, put, told } = scene()
  put(leaseValues(held))
  await codeOf(() => take({ waitMs: 90_000 }))
  const waits = told.flatMap(each =>
    each.type === 'waiting' ? [[each.wait.why, each.wait.until, each.wait.holder]] : [],
  )
  expect(waits).toEqual([
    ['lease', 90_000, 'process 7 on there'],
    ['lease', 90_000, 'process 7 on there'],
  ])
  expect(told.filter(each => each.type === 'resumed')).toHaveLength(2)
})

test('a row that never arrived is sent again once it cannot come any more, and the wait is told', async () => {
  const { rows, deps, told, leases, time } = scene()
  const problem = { code: 'NT104', severity: 'error', message: 'no complete answer' } as const
  let lost = 2
  const losing: LeaseRows = {
    ...rows,
    insert: values => ((lost -= 1) >= 0 ? Promise.resolve({ kind: 'unknown', problem }) : rows.insert(values)),
  }
  const terms = { ttlMs: 900_000, waitMs: 0, takeover: 'stale', who: 'process 8 on here', run: '' } as const
  const lease = await acquireOrgLease('org', terms, { ...deps, rows: losing })
  expect(leases()).toHaveLength(1)
  expect(time.now).toBe(2 * 120_000 + 3_000)
  expect(told.flatMap(each => (each.type === 'waiting' ? [each.wait.why] : []))).toEqual([
    'late-window',
    'late-window',
    'settle',
  ])
  await lease.release()
  lost = 3
  expect(await codeOf(() => acquireOrgLease('org', terms, { ...deps, rows: losing }))).toBe('NT104')
  expect(leases()).toEqual([])
})
