import type { RowOutcome } from '../../src/engine/lease/rows.ts'
import { refusal } from '../files/temporary.ts'
import { scene } from './scene.ts'

const problem = { code: 'NT101', severity: 'error', message: 'no answer' } as const
export const lost: RowOutcome = { kind: 'unknown', problem }
export const refused = (code: string): RowOutcome => ({ kind: 'not-done', problem: { ...problem, code } })

/** How a write is answered in place of what it does: whether it takes effect, and what is said. */
type Answer = readonly [goes: boolean, outcome: RowOutcome | undefined]

/** A lease in hand whose next inserts, or updates, are answered so. */
export async function inHand(method: 'insert' | 'update', ...answers: readonly Answer[]) {
  const made = scene()
  const lease = await made.take()
  const own = made.rows[method] as (...args: readonly unknown[]) => Promise<RowOutcome>
  let count = 0
  Object.assign(made.rows, {
    [method]: async (...args: readonly unknown[]) => {
      const [goes, outcome] = answers[count] ?? [true, undefined]
      count += 1
      const done = goes ? await own(...args) : (made.calls.push(method), undefined)
      return outcome ?? done
    },
  })
  const [from, since] = [made.calls.length, made.time.now]
  const told = async (run: () => Promise<void>) => {
    const code = await run().then(
      () => 'well',
      async (error: unknown) => (await refusal(() => Promise.reject(error)))[0]?.code,
    )
    return `${code}, ${(made.time.now - since) / 1_000} s: ${made.calls.slice(from).join(' ')}`
  }
  return { ...made, lease, told }
}
