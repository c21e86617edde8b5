import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'

import { intentValues, leaseValues } from '../../src/core/pace/leaseRows.ts'
import { migrationValues } from '../../src/core/pace/migrationRows.ts'
import { refusal } from '../files/temporary.ts'
import { inHand, lost } from './inHand.ts'
import { codeOf, held, OTHER, scene } from './scene.ts'

test('a reading that lacks our row is looked at once more before the lease is given up', async () => {
  const kept = async (blind: number) => {
    const { deps, rows, take, time } = scene()
    const lease = await take()
    let lists = 0
    const own = rows.list
    Object.assign(deps.rows, {
      list: async () => {
        lists += 1
        const all = await own()
        return lists <= blind ? all.filter(each => each.values['kind'] !== 'apply') : all
      },
    })
    const since = time.now
    const ended = await lease.intend('d').then(
      () => 'well',
      async (error: unknown) => (await refusal(() => Promise.reject(error)))[0]?.code,
    )
    return [ended, time.now - since]
  }
  expect([await kept(0), await kept(1), await kept(2)]).toEqual([
    ['well', 0],
    ['well', 3_000],
    ['LE102', 3_000],
  ])
})

test('a renewal counts up, is proven beside rows of others, and is not sent when its time is over', async () => {
  const { lease, org, time, put, told } = await inHand('update', [true, undefined], [true, lost])
  const beat = () => org.seen(time.now).find(each => each.values['owner'] === lease.id)?.values['beat']
  expect(beat()).toBe('0')
  await lease.renew()
  expect(beat()).toBe('1')
  put({ ...leaseValues(held), seq: '9' })
  await lease.renew()
  expect(beat()).toBe('2')
  time.now += 450_000
  expect(await told(() => lease.renew())).toContain('LE107')
  expect(beat()).toBe('2')
})

test('a lease that is lost while something is waited for ends the wait', async () => {
  const { lease, org, time } = await inHand('update')
  const since = time.now
  await lease.through(1)
  expect(time.now - since).toBe(1)
  org.remove(time.now, org.seen(time.now).find(each => each.values['owner'] === lease.id)?.id ?? '')
  expect(await codeOf(() => lease.through(5_000))).toBe('LE102')
  expect(time.now - since).toBe(1)
})

test('what goes beside the writes is over before the lease is given back', async () => {
  const { deps, take } = scene()
  const order: string[] = []
  const lease = await take()
  Object.assign(deps.rows, {
    insert: async () => {
      for (let turns = 0; turns < 9; turns += 1) await setImmediate()
      order.push('told')
      return { kind: 'done' }
    },
    remove: () => {
      order.push('removed')
      return Promise.resolve({ kind: 'done' })
    },
  })
  lease.lockedOut(['fields.add'], 9)
  await lease.release()
  expect(order).toEqual(['told', 'removed'])
})

test('what was waited for in vain counts as waited, and the last moment of a wait is used', async () => {
  const { deps, rows, take, put, told } = scene({ keys: 'absent' })
  put(leaseValues(held))
  let inserts = 0
  const insert = (values: Parameters<typeof rows.insert>[0]) => {
    inserts += 1
    return inserts === 1 ? Promise.resolve(lost) : rows.insert(values)
  }
  Object.assign(deps, { rows: { ...rows, insert } })
  expect(await codeOf(() => take({ waitMs: 150_000 }))).toBe('LE101')
  const until = told.flatMap(each => (each.type === 'waiting' && each.wait.why === 'lease' ? [each.wait.until] : []))
  expect(until).toEqual([150_000])
  const last = scene()
  last.put(leaseValues(held))
  expect(await codeOf(() => last.take({ waitMs: 60_001 }))).toBe('LE101')
  expect(last.calls.filter(each => each === 'list')).toHaveLength(3)
})

test('what the rows tell is heeded before the lease is ours, and an abandoned one is gone before another is sent', async () => {
  const { deps, rows, take, put, time } = scene()
  let isHeeded = false
  const slowly = async () => {
    for (let turns = 0; turns < 9; turns += 1) await setImmediate()
  }
  const remove = async (id: string) => {
    await slowly()
    return rows.remove(id)
  }
  Object.assign(deps, { rows: { ...rows, remove }, heed: () => slowly().then(() => void (isHeeded = true)) })
  put(leaseValues(held))
  await take({ waitMs: 3_600_000 })
  expect([isHeeded, time.now]).toEqual([true, 903_000])
})

test('a migration that arrives late is written once, under the number that it had', async () => {
  const { lease, org, time, events, told, put } = await inHand('insert', [false, lost])
  const row = migrationValues({ migration: 'a', digest: 'sha256-v1:a' }, lease.id, 0)
  events.push({ at: time.now + 60_000, go: () => void put(row) })
  expect(await told(() => lease.remember('a', 'sha256-v1:a'))).toBe('well, 123 s: insert list update list')
  const again = await inHand('insert', [false, lost])
  await again.lease.remember('a', 'sha256-v1:a')
  expect(org.seen(time.now).find(each => each.values['kind'] === row['kind'])?.values['seq']).toBe(row['seq'])
  expect(again.org.seen(again.time.now).find(each => each.values['kind'] === row['kind'])?.values['seq']).toBe(
    row['seq'],
  )
})

test('a row of our number that has another owner is not ours', async () => {
  const { rows, lease } = await inHand('insert')
  const own = rows.list
  const list = async () =>
    (await own()).map(each => ({
      ...each,
      values: each.values['kind'] === 'apply' ? { ...each.values, owner: OTHER } : each.values,
    }))
  Object.assign(rows, { list })
  expect(await codeOf(() => lease.intend('d'))).toBe('LE102')
})

test('another intent in the place of ours stops us, also when ours lies first', async () => {
  const { deps, rows, take, put } = scene({ keys: 'absent' })
  const lease = await take()
  const own = rows.insert
  Object.assign(deps.rows, {
    insert: async (values: Parameters<typeof own>[0]) => {
      const outcome = await own(values)
      put(intentValues({ seq: 1, owner: OTHER, digest: 'd' }))
      return outcome
    },
  })
  expect(await codeOf(() => lease.intend('d'))).toBe('LE102')
})

test('a lease whose removal fails is said not to be given back', async () => {
  const { deps, take } = scene()
  const lease = await take()
  Object.assign(deps.rows, { remove: () => Promise.reject(new Error('no way')) })
  expect((await lease.release())?.message).toContain('was not released: no way')
})

test('whoever gives way and gets no answer looks again after each settling time, three times', async () => {
  const { deps, rows, take, put, time } = scene({ keys: 'absent' })
  put(leaseValues(held))
  const tries: number[] = []
  Object.assign(deps.rows, {
    remove: (...args: Parameters<typeof rows.remove>) => {
      tries.push(time.now)
      return Promise.resolve({ ...lost, args })
    },
  })
  expect(await codeOf(take)).toBe('LE101')
  expect([...tries, time.now]).toEqual([0, 3_000, 6_000, 9_000])
})
