import { expect, test } from 'vitest'

import { byId } from '../../src/core/model/catalog.ts'
import type { Live } from '../../src/core/model/live.ts'
import {
  aroundWrites,
  intentValues,
  leaseValues,
  leavingOf,
  lockOutValues,
  looksAt,
  META_NAME,
  metaRows,
  otherMetas,
} from '../../src/core/pace/leaseRows.ts'
import { store } from './build.ts'

test.each([
  [0, 0, 0, 0],
  [50, 0, 0, 0],
  [51, 0, 0, 1],
  [50, 1, 1, 0],
  [49, 1, 0, 0],
  [60, 3, 3, 10],
  [0, 60, 10, 0],
])(
  'with %d intents in the org and %d writes, %d leave beside them and %d at the end',
  (intents, writes, beside, atEnd) => {
    expect(leavingOf(intents, writes)).toEqual({ beside, atEnd })
  },
)

test.each([
  [0, 1],
  [97, 1],
  [98, 2],
  [197, 2],
  [198, 3],
])('a look at a lease with %d intents takes %d calls', (intents, calls) => {
  expect(looksAt(intents)).toHaveLength(calls)
  expect(aroundWrites(intents)).toHaveLength(2 + 2 * calls)
})

test('a write that nobody wrote before looks at one page', () => {
  expect(aroundWrites()).toEqual(aroundWrites(0))
  expect(aroundWrites()).toHaveLength(4)
})

test('ids are sorted as the numbers that they are', () => {
  const sorted = ['9', '10', '8', '10', '100'].sort(byId)
  expect(sorted).toEqual(['8', '9', '10', '10', '100'])
  expect([byId('1', '1'), Math.sign(byId('1', '2')), Math.sign(byId('2', '1'))]).toEqual([0, -1, 1])
})

test('leases of other prefixes are those of the org that are not ours, by the names that Cliq has', () => {
  const named = (name: string) => [name, store({}, [], name)] as const
  const live = {
    catalog: new Map([named(META_NAME), named('rooms'), named(`b_${META_NAME}`)]),
    bystanders: [META_NAME, `a_${META_NAME}`, 'other'].map(unique_name => ({ unique_name })),
  } as unknown as Live
  expect(otherMetas(live, 'stg_')).toEqual([`a_${META_NAME}`, META_NAME, `stg_b_${META_NAME}`])
  expect(otherMetas(live, '')).toEqual([`a_${META_NAME}`, `b_${META_NAME}`])
})

const owner = 'a'.repeat(32)
const lease = { owner, beat: 3, ttlMs: 5, since: 7, who: 'w', run: '' }
const rows = (...values: readonly Readonly<Record<string, string | boolean | null>>[]) =>
  metaRows(values.map((each, at) => ({ id: String(at + 1), values: each })))

test('rows read as they were written', () => {
  const intent = { owner, seq: 4, digest: 'd', sends: { operation: 'fields.add', calls: 20 } } as const
  const lockOut = { owner, buckets: ['fields.add', 'schema writes'], ms: 9 }
  expect(rows(leaseValues(lease), intentValues(intent), lockOutValues({ ...lockOut, ms: 8.5 }, 1))).toEqual({
    leases: [{ id: '1', ...lease }],
    intents: [{ id: '2', ...intent }],
    lockOuts: [{ id: '3', ...lockOut }],
  })
})

test('a lease that cannot be read counts as held, and an intent or a lock-out that cannot be read as none', () => {
  const written = leaseValues(lease)
  for (const odd of [{ owner: 'x' }, { owner: null }, { beat: 'x' }, { ttl_ms: '0' }, { ttl_ms: '' }, { since: '-1' }])
    expect(rows({ ...written, ...odd }).leases).toEqual([{ id: '1', owner: undefined }])
  expect(rows({ ...written, ttl_ms: '1' }).leases[0]?.owner).toBe(owner)
  expect(rows({ ...written, who: '-', run: null }).leases[0]).toMatchObject({ who: '', run: '' })
  const intent = intentValues({ owner, seq: 4, digest: 'd' })
  expect(rows(intent).intents).toEqual([{ id: '1', owner, seq: 4, digest: 'd' }])
  expect(rows({ ...intent, seq: 'x' }).intents).toEqual([])
  for (const who of ['nothing 1', 'fields.add', 'fields.add 1000', 'toString 1'])
    expect(rows({ ...intent, who }).intents[0]?.sends).toBeUndefined()
  expect(rows({ ...lockOutValues({ owner, buckets: ['a'], ms: 1 }, 1), ttl_ms: 'x' }).lockOuts).toEqual([])
})
