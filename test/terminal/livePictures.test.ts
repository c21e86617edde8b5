import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Event, Wait } from '../../src/core/model/ports.ts'
import { START, steps, started, done, budget, insert, terminal } from './screen.ts'

beforeEach(() => void vi.useFakeTimers({ now: START, toFake: ['setInterval', 'clearInterval', 'Date'] }))
afterEach(() => void vi.useRealTimers())

const rowsOf = (done: number, leftMs: number): Event => ({
  type: 'rows',
  datastore: 'empdir',
  done,
  of: 1_000,
  perMinute: 29,
  leftMs,
})
const slow: Wait = { ...insert, until: START + 45_000 }

/** What is told before the wait, what waits, and what is told once it is over. */
const RUNS: Readonly<
  Record<string, { readonly before: readonly Event[]; readonly wait: Wait; readonly after: readonly Event[] }>
> = {
  apply: {
    before: [started(0), done(0), started(1)],
    wait: { ...budget, until: START + 45_000 },
    after: [done(1), started(2), done(2)],
  },
  seed: { before: [rowsOf(100, 1_920_000)], wait: slow, after: [rowsOf(1_000, 0)] },
  restore: { before: [started(0), done(0), rowsOf(10, 2_100_000)], wait: slow, after: [rowsOf(1_000, 0)] },
}
const problem = { code: 'NT104', severity: 'error', message: 'no answer arrived' } as const

/** How a run goes on a terminal: at 0, 10 and 30 s of a wait, and after each end that it can have. */
async function pictures(verb: string, columns: number): Promise<string> {
  const { before, wait, after } = RUNS[verb]!
  const pages: string[] = []
  for (const end of ['success', 'failure', 'Ctrl-C']) {
    vi.setSystemTime(START)
    const { progress, shown, write, stop } = terminal(columns)
    for (const event of before) progress.notify(event)
    progress.notify({ type: 'waiting', wait })
    const page = async (title: string) =>
      void pages.push([`--- ${columns} columns, ${title}`, ...(await shown())].join('\n'))
    if (end === 'success') {
      await page('0 s of a wait')
      for (const [seconds, title] of [
        [10, '10 s'],
        [20, '30 s'],
      ] as const) {
        vi.advanceTimersByTime(seconds * 1_000)
        await page(`${title} of a wait`)
      }
    } else await shown()
    progress.notify({ type: 'resumed', operation: wait.operation })
    if (end === 'success') for (const event of after) progress.notify(event)
    if (end === 'failure') progress.notify({ type: 'step-failed', index: 1, of: 3, step: steps[1]!, problem })
    if (end === 'Ctrl-C') {
      write('\nStopping after the current call\n')
      stop()
    }
    await progress.end()
    await page(end)
  }
  return `${pages.join('\n')}\n`
}

test.each(Object.keys(RUNS))(
  '%s shows its wait, its success, its failure and Ctrl-C on terminals of 40, 80 and 120 columns',
  async verb => {
    const all: string[] = []
    for (const columns of [40, 80, 120]) {
      const text = await pictures(verb, columns)
      expect(text.split('\n').filter(line => line.length > columns)).toEqual([])
      all.push(text)
    }
    await expect(all.join('')).toMatchFileSnapshot(`fixtures/live-${verb}.txt`)
  },
)
