import { PassThrough } from 'node:stream'

import xterm from '@xterm/headless'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Event, Wait } from '../../src/core/model/ports.ts'
import type { Step } from '../../src/core/model/step.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { eventLine } from '../../src/report/progress.ts'
import { liveProgress } from '../../src/terminal/live.ts'
import { silentProgress } from '../../src/terminal/progress.ts'
import { redactSecrets } from '../../src/terminal/redact.ts'

const START = new Date(2026, 10, 30, 10, 0, 0).getTime()
const steps: readonly Step[] = [
  { call: 'add-fields', datastore: 'empdir', fields: new Map() },
  { call: 'edit-fields', datastore: 'empdir', fields: new Map() },
  { call: 'delete-fields', datastore: 'empdir', fields: ['notes'] },
]
const started = (index: number): Event => ({ type: 'step-started', index, of: 3, step: steps[index]! })
const done = (index: number): Event => ({ type: 'step-done', index, of: 3, step: steps[index]! })
const lockOut: Wait = { why: 'lock-out', operation: 'fields.edit', until: START + 298_000 }
const budget: Wait = { why: 'budget', operation: 'fields.edit', until: START + 25_000, spent: 9, limit: 10 }
const insert: Wait = { why: 'budget', operation: 'records.insert', until: START + 24_000, spent: 29, limit: 30 }

/** A real terminal of a width, drawn on by the progress of a run. */
function terminal(columns: number) {
  const screen = new xterm.Terminal({ cols: columns, rows: 24, allowProposedApi: true })
  const controller = new AbortController()
  let pending = ''
  const stream = Object.assign(new PassThrough(), { columns, rows: 24, isTTY: true })
  const write = (text: string) => void stream.write(text)
  stream.on('data', (part: Buffer) => (pending += String(part).replaceAll('\n', '\r\n')))
  const lines = {
    ...silentProgress,
    notify: (event: Event) => write(`${eventLine(event, { ...plainPaint, width: columns }) ?? ''}\n`),
  }
  const progress = liveProgress(
    lines,
    { stream: stream as unknown as NodeJS.WriteStream, now: () => Date.now(), signal: controller.signal },
    { ...plainPaint, width: columns },
  )
  progress.expect(steps)
  const shown = async (): Promise<readonly string[]> => {
    // What draws is loaded when the first thing is drawn, and asks the disk.
    const isDrawn = () => pending !== ''
    for (let turns = 0; turns < 2_000 && !isDrawn(); turns += 1) await new Promise(resolve => setImmediate(resolve))
    const text = pending
    pending = ''
    await new Promise<void>(resolve => screen.write(text, resolve))
    const { active } = screen.buffer
    const all = Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? '')
    return all.slice(0, all.findLastIndex(line => line !== '') + 1)
  }
  return { progress, shown, write, stop: () => controller.abort(130) }
}

beforeEach(() => void vi.useFakeTimers({ now: START, toFake: ['setInterval', 'clearInterval', 'Date'] }))
afterEach(() => void vi.useRealTimers())

test('a step that waits counts down each second, those to come are quiet, and an ended one keeps no old text', async () => {
  const { progress, shown } = terminal(80)
  for (const event of [started(0), done(0), started(1)]) progress.notify(event)
  progress.notify({ type: 'waiting', wait: budget })
  expect(await shown()).toEqual([
    '✓ 1/3  add-fields empdir',
    '… 2/3  edit-fields empdir  waits 25 s: 9 of 10 schema writes used',
    '· 3/3  delete-fields empdir (notes)',
  ])
  vi.advanceTimersByTime(10_000)
  expect((await shown())[1]).toBe('… 2/3  edit-fields empdir  waits 15 s: 9 of 10 schema writes used')
  progress.notify({ type: 'resumed', operation: 'fields.edit' })
  progress.notify(done(1))
  expect(await shown()).toEqual([
    '✓ 1/3  add-fields empdir',
    '✓ 2/3  edit-fields empdir',
    '· 3/3  delete-fields empdir (notes)',
  ])
  await progress.end()
})

test.each([
  [40, ['! 2/3  locked out for 4 min 58 s', '! 2/3  locked out for 4 min 28 s']],
  [
    80,
    [
      '! 2/3  locked out by Cliq; retrying in 4 min 58 s, at 10:04:58',
      '! 2/3  locked out by Cliq; retrying in 4 min 28 s, at 10:04:58',
    ],
  ],
  [
    120,
    [
      '! 2/3  edit-fields empdir  locked out by Cliq; retrying in 4 min 58 s, at 10:04:58',
      '! 2/3  edit-fields empdir  locked out by Cliq; retrying in 4 min 28 s, at 10:04:58',
    ],
  ],
] as const)('a lock-out fits into %i columns and goes on counting', async (columns, expected) => {
  const { progress, shown } = terminal(columns)
  progress.notify(started(1))
  progress.notify({ type: 'waiting', wait: lockOut })
  const first = await shown()
  vi.advanceTimersByTime(30_000)
  const later = await shown()
  expect([first[1], later[1]]).toEqual(expected)
  expect([first.length, later.length]).toEqual([3, 3])
  await progress.end()
})

test.each([
  [40, '… waits 14 s · 100 of 1,000 rows'],
  [80, '… waits 14 s: 29 of 30 record calls used · empdir 100 of 1,000 rows'],
  [120, '… waits 14 s: 29 of 30 record calls used · empdir 100 of 1,000 rows · 31 min 50 s left · 29 a minute'],
  [
    160,
    '… waits 14 s: 29 of 30 record calls used · empdir 100 of 1,000 rows · 31 min 50 s left · 29 a minute · [██░░░░░░░░░░░░░░░░░░]',
  ],
])(
  'a seed shows the wait first, a time left that moves, and a bar where %i columns have room',
  async (columns, line) => {
    const { progress, shown } = terminal(columns)
    progress.notify({ type: 'rows', datastore: 'empdir', done: 100, of: 1_000, perMinute: 29, leftMs: 1_920_000 })
    progress.notify({ type: 'waiting', wait: insert })
    vi.advanceTimersByTime(10_000)
    expect(await shown()).toEqual([line])
    progress.notify({ type: 'resumed', operation: 'records.insert' })
    progress.notify({ type: 'rows', datastore: 'empdir', done: 1_000, of: 1_000 })
    expect(await shown()).toEqual(['… empdir  1,000 of 1,000 rows written'])
    await progress.end()
  },
)

test('the rate is that of the last minutes', async () => {
  const { progress, shown } = terminal(120)
  const rows = (count: number): Event => ({ type: 'rows', datastore: 'empdir', done: count, of: 1_000, perMinute: 99 })
  progress.notify(rows(0))
  vi.advanceTimersByTime(60_000)
  progress.notify(rows(30))
  expect((await shown())[0]).toContain('30 a minute')
  await progress.end()
})

test('what is printed by others stands above, a failure says why, and what was not begun says so', async () => {
  const { progress, shown } = terminal(80)
  progress.notify(started(0))
  const problem = { code: 'NT104', severity: 'error', message: 'no answer arrived' } as const
  progress.notify({ type: 'note', problem: { ...problem, code: 'RL103', severity: 'warning' } })
  progress.notify({ type: 'step-failed', index: 0, of: 3, step: steps[0]!, problem })
  await progress.end()
  expect(await shown()).toEqual([
    '! RL103: no answer arrived',
    '! 1/3  add-fields empdir  NT104: no answer arrived',
    '- 2/3  edit-fields empdir  not started',
    '- 3/3  delete-fields empdir (notes)  not started',
  ])
})

test('after Ctrl-C the picture stays as it was, and what follows is said below it', async () => {
  const { progress, shown, write, stop } = terminal(80)
  progress.notify(started(0))
  expect(await shown()).toHaveLength(3)
  write('\nStopping after the current call\n')
  stop()
  await shown()
  progress.notify(done(0))
  await progress.end()
  expect(await shown()).toEqual([
    '… 1/3  add-fields empdir',
    '· 2/3  edit-fields empdir',
    '· 3/3  delete-fields empdir (notes)',
    'Stopping after the current call',
    '✓ 1/3  add-fields        empdir',
  ])
})

test('a secret in what Cliq said is not drawn', async () => {
  redactSecrets(['1000.a-refresh-token'])
  const { progress, shown } = terminal(120)
  progress.notify(started(0))
  const problem = { code: 'NT104', severity: 'error', message: 'refused 1000.a-refresh-token' } as const
  progress.notify({ type: 'note', problem })
  progress.notify({ type: 'step-failed', index: 0, of: 3, step: steps[0]!, problem })
  await progress.end()
  const text = (await shown()).join('\n')
  expect(text).not.toContain('a-refresh-token')
  expect(text.split('refused (secret)')).toHaveLength(3)
})

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
