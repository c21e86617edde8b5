import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'

import { Failure } from '../../src/core/model/failure.ts'
import type { CallPlace } from '../../src/core/model/ports.ts'
import { carryThrough } from '../../src/engine/loop.ts'
import type { Left, Task, Turn } from '../../src/engine/loop.ts'
import { done, LATE, LOOP_CASES, postponed } from './loopCases.ts'

test.each(LOOP_CASES)('$law', async each => {
  const {
    now = 'old',
    looksFirst = false,
    isOwn = false,
    looks = [],
    answers = [],
    lateWindowMs = 120_000,
    ends,
  } = each
  const waits: string[] = []
  let [seen, left] = [0, 0]
  const turns: Turn[] = []
  const { signal } = new AbortController()
  // What is begun and not waited for is over too late.
  let pending = 0
  const takesTime = async (then: () => unknown) => {
    pending += 1
    await setImmediate()
    pending -= 1
    then()
  }
  const place: CallPlace = { leave: () => takesTime(() => (left += 1)) }
  const task: Task<string, string> = {
    operation: 'fields.edit',
    title: 'it',
    looksFirst,
    left: (at): Left<string> =>
      at === 'new' ? done : at === 'old' ? { kind: 'open', order: 'new' } : { kind: 'surprise', moved: [] },
    look: () => {
      expect(pending).toBe(0)
      const found = looks[Math.min(seen, looks.length - 1)]
      seen += 1
      return found instanceof Error ? Promise.reject(found) : Promise.resolve(found)
    },
    reserve: () => Promise.resolve(place),
    keepsPlace: true,
    send: (order, _, turn) => {
      expect(order).toBe('new')
      turns.push(turn)
      const answer = answers[turns.length - 1] ?? new Error('sent too often')
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    },
    isOwnEffect: () => isOwn,
    moved: () => [],
  }
  const told = async () => {
    try {
      const ended = await carryThrough(task, now, {
        clock: { now: () => 0, monotonic: () => 0, sleep: ms => takesTime(() => waits.push(`${ms / 1_000}`)) },
        notify: () => undefined,
        patience: { settleMs: 3_000, lateWindowMs },
        signal,
        through: (ms, interrupt) => {
          expect(interrupt).toBe(signal)
          return takesTime(() => waits.push(ms === 120_000 ? LATE : `${ms / 1_000}`))
        },
      })
      if ('now' in ended) return `${ended.kind} ${ended.now}`
      if ('problem' in ended)
        return ended.kind === 'failed'
          ? `${ended.kind} ${ended.problem.code}`
          : `${ended.kind} ${ended.problem.code} ${ended.problem.message}`
      return ended.unheeded === true ? `${ended.kind} unheeded` : ended.kind
    } catch (error) {
      return `throws ${error instanceof Failure ? error.code : String(error)}`
    }
  }
  expect([await told(), `${turns.length} sent`, `${seen} looks`, ...waits].join(', ')).toBe(ends)
  // Whatever happens, no place stays taken.
  expect(pending).toBe(0)
  expect(left).toBeGreaterThanOrEqual(turns.length)
  expect(turns.map(each => each.isAgain)).toEqual(turns.map((_, at) => answers.slice(0, at).includes(postponed)))
})
