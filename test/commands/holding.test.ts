import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'

import { guarded, underLease } from '../../src/commands/holding.ts'
import { performUnlock } from '../../src/commands/unlock.ts'
import type { World } from '../../src/commands/world.ts'
import { failure } from '../../src/core/model/failure.ts'
import type { Event } from '../../src/core/model/ports.ts'
import { guardOf } from '../../src/engine/guard.ts'
import type { Holding } from '../../src/engine/guard.ts'
import { refusal } from '../files/temporary.ts'
import { store } from '../laws/build.ts'

const warning = { code: 'LE108', severity: 'warning', message: 'not released' } as const
const step = { call: 'delete-datastore', datastore: 'rooms' } as const

/** What was done, in order; each of these takes a while, and what is not waited for comes late. */
function stage({ inDoubt = 0, released = undefined as typeof warning | undefined, fails = '' } = {}) {
  const done: string[] = []
  const notes: Event[] = []
  const slowly = async <T>(name: string, value?: T) => {
    await setImmediate()
    // The disk takes longer than all else.
    if (name.startsWith('append')) await setImmediate()
    done.push(name)
    if (name.startsWith(fails) && fails !== '') throw failure('LE102', 'taken away')
    return value as T
  }
  const lease = {
    isInOrg: true,
    renew: () => slowly<void>('renew'),
    intend: (digest: string, _: unknown, sends?: object) => slowly<void>(`intend ${digest} ${JSON.stringify(sends)}`),
    doubt: () => void done.push('doubt'),
    through: (ms: number) => slowly<void>(`through ${ms}`),
    release: () => slowly('release', released),
  } satisfies Holding
  const journal = {
    inDoubt: Array.from({ length: inDoubt }, () => null),
    append: (entry: object) => slowly<void>(`append ${JSON.stringify(entry)}`),
    close: () => slowly<void>('close'),
  }
  const world = {
    clock: { now: () => 7, monotonic: () => 7, sleep: () => Promise.resolve() },
    notify: (event: Event) => void notes.push(event),
    project: { digest: () => 'digest' },
    environment: { name: 'live' },
    acquireLease: () => slowly('acquire', lease),
    openJournal: () => slowly('open', journal),
    breakLease: (id: string) => slowly(`break ${id}`, 'somebody'),
    freeLease: (isUndecided: boolean) => slowly(`free ${isUndecided}`, 'a dead run'),
  } as unknown as World
  const codes = () =>
    notes.map(each => (each.type === 'note' ? `${each.problem.code} ${each.problem.message}` : each.type))
  return { world, lease, journal, done, codes }
}

test('a lease is given back however the work under it ends, and only after it', async () => {
  const well = stage()
  const work = async (held: typeof well, fails = false) => {
    await setImmediate()
    held.done.push('work')
    if (fails) throw new Error('of ours')
    return 5
  }
  expect(await underLease(well.world, {}, () => work(well))).toBe(5)
  expect([well.done, well.codes()]).toEqual([['acquire', 'work', 'release'], []])
  const badly = stage({ released: warning })
  await expect(underLease(badly.world, {}, () => work(badly, true))).rejects.toThrow('of ours')
  expect([badly.done, badly.codes()]).toEqual([['acquire', 'work', 'release'], ['LE108 not released']])
})

test.each([
  [0, undefined],
  [1, 'JR102 an earlier apply was interrupted at a call; its result was read from the org'],
  [2, 'JR102 an earlier apply was interrupted at 2 calls; its result was read from the org'],
])('with %d calls in doubt of an earlier run the next one says so', async (inDoubt, says) => {
  const { world, lease, done, codes } = stage({ inDoubt })
  const about = { plan: { base: new Map(), target: new Map() }, digest: 'd' }
  const work = async () => {
    await setImmediate()
    done.push('work')
  }
  await guarded(world, about, lease, work)
  expect(done).toEqual(['open', 'append {"type":"run","digest":"d","at":7}', 'work', 'close'])
  await guarded(world, { ...about, checks: 'skipped' }, lease, work)
  await guarded(world, { ...about, checks: 'bounded' }, lease, work)
  expect(done.filter(each => each.includes('run'))).toEqual([
    'append {"type":"run","digest":"d","at":7}',
    'append {"type":"run","digest":"d","at":7,"checks":"skipped"}',
    'append {"type":"run","digest":"d","at":7}',
  ])
  expect(codes()).toEqual(says === undefined ? [] : [says, says, says])
})

test('a journal is closed though the work fails', async () => {
  const { world, lease, done } = stage()
  const about = { plan: { base: new Map(), target: new Map([['rooms', store({}, [], 'rooms')]]) }, digest: 'd' }
  await expect(guarded(world, about, lease, () => Promise.reject(new Error('of ours')))).rejects.toThrow('of ours')
  expect(done.at(-1)).toBe('close')
})

const records = (held: ReturnType<typeof stage>) => ({
  journal: held.journal,
  clock: held.world.clock,
  plain: () => 'plain',
  digest: () => 'digest',
})
const sends = '{"operation":"datastores.delete","calls":1}'

test('a write is written down, then the lease is proven and the intent shown, each before the next', async () => {
  const held = stage()
  const guard = guardOf(held.lease, records(held))
  expect(guard.roomFirst).toBe(true)
  await guard.before(step, 3)
  expect(held.done).toEqual([
    'append {"type":"intent","index":3,"step":"plain","at":7}',
    'renew',
    `intend digest ${sends}`,
  ])
  await guard.through(9, new AbortController().signal)
  expect(held.done.at(-1)).toBe('through 9')
  const { isInOrg: _, ...local } = held.lease
  expect(guardOf(local, records(held)).roomFirst).toBe(false)
})

test.each(['renew', 'intend'])(
  'where the lease is lost at its %s, the journal says that nothing was sent',
  async fails => {
    const held = stage({ fails })
    expect((await refusal(() => guardOf(held.lease, records(held)).before(step, 3)))[0]?.code).toBe('LE102')
    expect(held.done.at(-1)).toBe('append {"type":"end","index":3,"outcome":"failed","at":7}')
  },
)

test('what went out and was not seen done keeps the lease for a while, and nothing else does', async () => {
  const kinds = ['done', 'skipped', 'failed', 'unknown', 'surprise'] as const
  const doubted = async (isSent: boolean) => {
    const found: string[] = []
    for (const kind of kinds) {
      const held = stage()
      const guard = guardOf(held.lease, records(held))
      if (isSent) guard.sending(3)
      guard.sending(4)
      await guard.after(step, 3, { kind } as never)
      expect(held.done.at(-1)).toBe(`append {"type":"end","index":3,"outcome":"${kind}","at":7}`)
      if (held.done.includes('doubt')) found.push(kind)
    }
    return found
  }
  expect([await doubted(true), await doubted(false)]).toEqual([['unknown', 'surprise'], []])
})

test('a lease is freed by its id, or without one by what the journal knows of its run', async () => {
  const unlocked = async (id: string | undefined, inDoubt: number) => {
    const held = stage({ inDoubt })
    const { environment, who } = await performUnlock(held.world, id)
    return [environment, who, ...held.done]
  }
  expect(await unlocked('an id', 1)).toEqual(['live', 'somebody', 'break an id'])
  expect(await unlocked(undefined, 0)).toEqual(['live', 'a dead run', 'open', 'close', 'free false'])
  expect(await unlocked(undefined, 1)).toEqual(['live', 'a dead run', 'open', 'close', 'free true'])
})
