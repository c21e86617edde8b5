import { expect, test } from 'vitest'

import { migrationRows, migrationValues, settledIn } from '../../src/core/pace/migrationRows.ts'
import { metaRows } from '../../src/core/pace/leaseRows.ts'
import type { RowOutcome } from '../../src/engine/lease/rows.ts'
import { codeOf, scene } from './scene.ts'

const problem = { code: 'WR101', severity: 'error', message: 'no answer' } as const
const unknown: RowOutcome = { kind: 'unknown', problem }

/** A lease in an org whose answers to inserts of migrations may be lost. */
async function stage(answers: readonly ('lost' | 'swallowed')[] = []) {
  const made = scene()
  const { insert } = made.rows
  const left = [...answers]
  const lease = await (async () => {
    const held = await made.take()
    Object.assign(made.rows, {
      insert: async (values: Parameters<typeof insert>[0]) => {
        const next = left.shift()
        if (next === 'swallowed') return unknown
        const outcome = await insert(values)
        return next === 'lost' ? unknown : outcome
      },
    })
    return held
  })()
  const rows = () => migrationRows(made.org.seen(made.time.now))
  made.calls.length = 0
  return { ...made, lease, rows }
}

test('the org remembers a migration in one call, and no look takes its row for a lease or an intent', async () => {
  const { lease, rows, calls, org, time } = await stage()
  await lease.remember('split-name', 'sha256-v1:a')
  expect(calls).toEqual(['insert'])
  expect(settledIn(rows())).toEqual(new Map([['split-name', { digest: 'sha256-v1:a', how: 'ran' }]]))
  const { leases, intents, lockOuts } = metaRows(org.seen(time.now))
  expect([leases.length, intents.length, lockOuts.length]).toEqual([1, 0, 0])
  await lease.intend('d', () => 0)
  expect(await lease.release()).toBeUndefined()
  expect(rows()).toHaveLength(1)
})

test('where no answer comes it is looked for, and sent again only after the late window', async () => {
  for (const answers of [['lost'], ['swallowed'], ['swallowed', 'swallowed'], ['swallowed', 'lost']] as const) {
    const { lease, rows } = await stage(answers)
    await lease.remember('split-name', 'sha256-v1:a')
    expect(rows().map(each => each.digest)).toEqual(['sha256-v1:a'])
  }
  const { lease } = await stage(Array.from({ length: 9 }, () => 'swallowed' as const))
  expect(await codeOf(() => lease.remember('split-name', 'sha256-v1:a'))).toBe('LE109')
})

test('a migration that runs again has one row, and one whose number is taken gets another', async () => {
  const { lease, rows, put } = await stage()
  await lease.remember('split-name', 'sha256-v1:a')
  await lease.remember('split-name', 'sha256-v1:a')
  await lease.remember('split-name', 'sha256-v1:b')
  expect(rows().map(each => each.digest)).toEqual(['sha256-v1:b'])
  const taken = { ...migrationValues({ migration: 'other', digest: 'd' }, 'o', 0), who: 'namesake' }
  put(taken)
  await lease.remember('other', 'sha256-v1:c')
  expect(settledIn(rows()).get('other')?.digest).toBe('sha256-v1:c')
  expect(rows()).toHaveLength(3)
})
