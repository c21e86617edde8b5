import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'

import { alone } from '../../src/world/turns.ts'
import type { Turning } from '../../src/world/turns.ts'
import { refusal, temporaryFolder } from '../files/temporary.ts'

/** A process whose clock goes on by ten seconds while it sleeps. */
function process(pid: number) {
  let now = 0
  const slept: number[] = []
  const clock = {
    now: () => now,
    monotonic: () => now,
    sleep: (ms: number) => {
      slept.push(ms)
      now += 10_000
      return Promise.resolve()
    },
  }
  const by: Turning = { argv: ['apply'], pid, startedAt: 1, isAlive: () => true, markOf: () => undefined, clock }
  return { by, slept }
}

test('the work of one process on a path goes one after another, also after one that fails', async () => {
  const folder = await temporaryFolder()
  const { by, slept } = process(7)
  const order: string[] = []
  const work =
    (name: string, fails = false) =>
    async () => {
      order.push(`${name} begins`)
      await setImmediate()
      order.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    }
  const first = alone(folder, 'a', by, work('first', true)).catch((error: Error) => `failed ${error.message}`)
  const others = ['second', 'third'].map(name => alone(folder, 'a', by, work(name)))
  // Who comes when one has ended goes behind all that came before.
  const late = first.then(() => alone(folder, 'a', by, work('late')))
  expect(await Promise.all([first, ...others, late])).toEqual(['failed first', 'second', 'third', 'late'])
  expect(order).toEqual(['first', 'second', 'third', 'late'].flatMap(each => [`${each} begins`, `${each} ends`]))
  expect(slept).toEqual([])
})

test('another process is waited for while it has its turn, for thirty seconds at most, and other paths are free', async () => {
  const folder = await temporaryFolder()
  const [ours, theirs] = [process(7), process(8)]
  await alone(folder, 'a', theirs.by, async () => {
    expect((await refusal(() => alone(folder, 'a', ours.by, () => Promise.resolve())))[0]?.code).toBe('LE101')
    expect(ours.slept).toEqual([20, 20, 20, 20])
    expect(await alone(folder, 'b', ours.by, () => Promise.resolve('done'))).toBe('done')
  })
  expect(await alone(folder, 'a', ours.by, () => Promise.resolve('done'))).toBe('done')
  // What is wrong with the work itself is nobody's turn.
  await expect(alone(folder, 'a', ours.by, () => Promise.reject(new Error('of ours')))).rejects.toThrow('of ours')
  expect(ours.slept).toHaveLength(4)
})

test('a wait that is interrupted ends', async () => {
  const folder = await temporaryFolder()
  const [{ by }, theirs] = [process(7), process(8)]
  const sleep = (ms: number) => by.clock.sleep(ms).then(() => Promise.reject(new Error('interrupted')))
  await alone(folder, 'a', theirs.by, () => {
    const waiting = alone(folder, 'a', { ...by, clock: { ...by.clock, sleep } }, () => Promise.resolve())
    return expect(waiting).rejects.toThrow('interrupted')
  })
})
