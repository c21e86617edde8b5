import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Event } from '../../src/core/model/ports.ts'
import { redactSecrets } from '../../src/terminal/redact.ts'
import { START, steps, started, done, lockOut, budget, insert, terminal } from './screen.ts'

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
