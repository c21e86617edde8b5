import { expect, test } from 'vitest'
import { plannedFleet } from '../../bench/fleets.ts'

test('A19: 200 environments of 20 datastores are planned in one process: a request each, side by side, in 200 MB', async () => {
  const { code, requests, atOnce, megabytes, out } = await plannedFleet(200, 20)
  expect([code, requests]).toEqual([0, 200])
  expect(atOnce).toBeGreaterThan(1)
  expect(megabytes).toBeLessThanOrEqual(200)
  // One table at the end says how each of them ended.
  const table = out.slice(out.lastIndexOf('\nEnvironments')).trimEnd().split('\n').slice(2)
  expect(table).toHaveLength(200)
  expect(table.every(each => each.endsWith('ok'))).toBe(true)
})
