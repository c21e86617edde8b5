import { expect, test } from 'vitest'

import { intentValues, leaseValues, META } from '../../src/core/pace/leaseRows.ts'
import { acquireOrgLease } from '../../src/engine/lease/lease.ts'
import { codeOf, held, OTHER, scene } from './scene.ts'

test('the meta datastore is what every runner of any version looks for', () => {
  const shown = [...META.fields].map(([name, { type, mandatory }]) => `${name} ${type}${mandatory ? ' mandatory' : ''}`)
  expect([META.unique_name, ...shown, ...META.unique_keys.map(String)]).toEqual([
    'cliqds_meta',
    'beat number',
    'digest limited-text',
    'kind limited-text mandatory',
    'owner limited-text',
    'run limited-text',
    'seq number mandatory',
    'since number',
    'ttl_ms number',
    'who limited-text',
    'kind,seq',
  ])
})

test('a lease that is proven only when half of its time is over is not owned', async () => {
  // Its two reads are 3 s apart.
  expect(await codeOf(() => scene().take({ ttlMs: 6_000 }))).toBe('LE101')
  expect((await scene().take({ ttlMs: 6_002 })).id).toHaveLength(32)
})

test('what holds the rows of a lease up itself is not told there', async () => {
  const { take, calls } = scene()
  const lease = await take()
  const before = calls.length
  lease.lockedOut(['records.insert', 'fields.add'], 300_000)
  lease.lockedOut(['fields.add', 'record calls'], 300_000)
  expect(calls.slice(before)).toEqual([])
  lease.lockedOut(['fields.add', 'schema writes'], 300_000)
  expect(calls.slice(before)).toEqual(['insert'])
})

test('who holds a lease is told as far as a field holds it, counted as people count', () => {
  const told = (who: string) => [...String(leaseValues({ ...held, who })['who'])]
  expect([told('é'.repeat(200)).length, told('😀'.repeat(201)).length, told('').join('')]).toEqual([200, 200, '-'])
})

test('a row that was sent and never shows is looked for three times before it is given up', async () => {
  const { deps, calls } = scene()
  const terms = { ttlMs: 900_000, waitMs: 0, takeover: 'stale', who: 'w', run: '' } as const
  const lists = () => calls.filter(each => each === 'list').length
  let isBlind = false
  const rows = {
    ...deps.rows,
    list: async () => {
      const all = await deps.rows.list()
      return isBlind ? all.filter(each => each.values['seq'] === '0') : all
    },
  }
  const lease = await acquireOrgLease('org', terms, { ...deps, rows })
  isBlind = true
  const before = lists()
  expect(await codeOf(() => lease.intend('d'))).toBe('LE109')
  expect(lists() - before).toBe(9)
  await lease.release()
  // Its own row, 252 s long, a look every 3 s, and three times more to take it away.
  const unseen = { ...deps.rows, list: async () => (await deps.rows.list()).slice(0, 0) }
  const from = calls.length
  expect(await codeOf(() => acquireOrgLease('org', terms, { ...deps, rows: unseen }))).toBe('LE101')
  expect(calls.slice(from).filter(each => each === 'list')).toHaveLength(88)
})

test('while something is waited for a lease is renewed twice within the half of its time in which it must be', async () => {
  const { take, calls, time } = scene()
  const lease = await take()
  const [from, since] = [calls.length, time.now]
  await lease.through(900_000)
  expect([time.now - since, calls.slice(from).filter(each => each === 'update').length]).toEqual([900_000, 4])
  lease.check()
})

test('of the intents beyond the newest fifty each is removed once, one with each write and the others at the end', async () => {
  const { take, put, calls } = scene()
  for (let seq = 1; seq <= 60; seq += 1) put(intentValues({ seq, owner: OTHER, digest: 'd' }))
  const lease = await take()
  await lease.intend('e')
  expect(calls.filter(each => each === 'remove')).toHaveLength(1)
  await lease.release()
  // Eleven intents, and the lease itself.
  expect(calls.filter(each => each === 'remove')).toHaveLength(12)
})

test('an intent that still counts as spent stays, though fifty newer ones lie there', async () => {
  const { put, deps, calls } = scene()
  for (let seq = 1; seq <= 60; seq += 1) put(intentValues({ seq, owner: OTHER, digest: 'd' }))
  // The first went in a window before the newest, the others a moment later.
  const at = (seq: unknown) => (seq === '61' ? 100_000 : seq === '1' ? 40_000 : 40_001)
  const list = async () => (await deps.rows.list()).map(each => ({ ...each, addedAt: at(each.values['seq']) }))
  const terms = { ttlMs: 900_000, waitMs: 0, takeover: 'stale', who: 'w', run: '' } as const
  const lease = await acquireOrgLease('org', terms, { ...deps, rows: { ...deps.rows, list } })
  await lease.intend('e')
  await lease.release()
  expect(calls.filter(each => each === 'remove')).toHaveLength(2)
})

test('an old intent is removed once, and the lowest first, however late its end is seen and in whatever order they lie', async () => {
  const { put, deps, org, time } = scene()
  for (let seq = 60; seq >= 1; seq -= 1) put(intentValues({ seq, owner: OTHER, digest: 'd' }))
  const seqOf = new Map(org.seen(time.now).map(({ id, values }) => [id, values['seq']]))
  const removed: unknown[] = []
  const remove = (id: string) => {
    removed.push(seqOf.get(id))
    return Promise.resolve({ kind: 'done' } as const)
  }
  const terms = { ttlMs: 900_000, waitMs: 0, takeover: 'stale', who: 'w', run: '' } as const
  const lease = await acquireOrgLease('org', terms, { ...deps, rows: { ...deps.rows, remove } })
  await lease.intend('e')
  await lease.intend('f')
  expect(removed).toEqual(['1', '2'])
})
