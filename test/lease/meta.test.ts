import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'

import type { Datastore } from '../../src/core/model/catalog.ts'
import { META } from '../../src/core/pace/leaseRows.ts'
import { longestSince, shortestSince, stampOf } from '../../src/engine/elapsed.ts'
import { readyMeta } from '../../src/engine/lease/rows.ts'
import type { RowOutcome } from '../../src/engine/lease/rows.ts'
import { pause } from '../../src/engine/pause.ts'
import { refusal } from '../files/temporary.ts'
import { scene } from './scene.ts'

const refused = (code: string): RowOutcome => ({
  kind: 'not-done',
  problem: { code, severity: 'error', message: 'no' },
})
const lost: RowOutcome = { kind: 'unknown', problem: { code: 'NT101', severity: 'error', message: 'no answer' } }
const unfit: Datastore = { ...META, unique_keys: [] }

/** What making the meta datastore ready takes; `looks` is what is there, one look after another. */
async function ready(
  looks: readonly (Datastore | undefined)[],
  outcome: RowOutcome = { kind: 'done' },
  known?: Datastore | 'missing',
) {
  const { deps, calls, time } = scene()
  let count = 0
  const describeMeta = () => {
    calls.push('describe')
    count += 1
    return Promise.resolve(looks[count - 1])
  }
  const createMeta = () => {
    calls.push('create')
    return Promise.resolve(outcome)
  }
  const code = await readyMeta({ ...deps.rows, describeMeta, createMeta }, deps, known).then(
    () => 'ready',
    async (error: unknown) => (await refusal(() => Promise.reject(error)))[0]?.message.split(': ')[1],
  )
  return `${calls.join(' ')}, ${time.now / 1_000} s: ${code}`
}

test.each([
  ['that is there', [META], undefined, undefined, 'describe, 0 s: ready'],
  [
    'that is there and will not do',
    [unfit],
    undefined,
    undefined,
    'describe, 0 s: it lacks the unique key of kind and seq, or has others',
  ],
  ['that is made', [undefined], { kind: 'done' }, undefined, 'describe create, 0 s: ready'],
  ['that is known to be there', [], undefined, META, ', 0 s: ready'],
  ['that is known to be missing', [], { kind: 'done' }, 'missing', 'create, 0 s: ready'],
  [
    'that another run made meanwhile',
    [undefined, META],
    refused('RF101'),
    undefined,
    'describe create describe, 3 s: ready',
  ],
  [
    'that another run made meanwhile, and which will not do',
    [undefined, unfit],
    refused('RF101'),
    undefined,
    'describe create describe, 3 s: it lacks the unique key of kind and seq, or has others',
  ],
  ['whose making got no answer', [undefined, META], lost, undefined, 'describe create describe, 3 s: ready'],
  [
    'whose making got no answer and came to nothing',
    [undefined, undefined],
    lost,
    undefined,
    'describe create describe, 3 s: no answer',
  ],
  ['that Cliq refuses to make', [undefined], refused('RF104'), undefined, 'describe create, 0 s: no'],
] as const)('a datastore for the lease %s', async (_, looks, outcome, known, says) => {
  expect(await ready(looks, outcome, known)).toBe(says)
})

test('how long it was is told by both clocks: the longest of the two, or the shortest, and never less than nothing', () => {
  let [monotonic, wall] = [100, 1_000]
  const clock = { now: () => wall, monotonic: () => monotonic, sleep: () => Promise.resolve() }
  const then = stampOf(clock)
  const after = (mono: number, real: number) => {
    monotonic = 100 + mono
    wall = 1_000 + real
    return [longestSince(then, clock), shortestSince(then, clock)]
  }
  expect([after(0, 0), after(5, 5), after(5, 9), after(9, 5), after(7, -50)]).toEqual([
    [0, 0],
    [5, 5],
    [9, 5],
    [9, 5],
    [7, 0],
  ])
})

test('a wait of a second or more is told, with its end, and resumed when it is over', async () => {
  const told = async (ms: number) => {
    const events: string[] = []
    const waits = {
      clock: {
        now: () => 50,
        monotonic: () => 0,
        sleep: async () => void (await setImmediate(), events.push('slept')),
      },
      notify: (event: object) => void events.push(JSON.stringify(event)),
    }
    await pause('settle', 'records.list', ms, waits)
    return events
  }
  expect(await told(999)).toEqual(['slept'])
  expect(await told(1_000)).toEqual([
    '{"type":"waiting","wait":{"why":"settle","operation":"records.list","until":1050}}',
    'slept',
    '{"type":"resumed","operation":"records.list"}',
  ])
})
