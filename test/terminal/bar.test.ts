import { expect, test, vi } from 'vitest'
import type { Event } from '../../src/core/model/ports.ts'
import { barProgress } from '../../src/terminal/bar.ts'
import { silentProgress } from '../../src/terminal/progress.ts'

const NOW = 1_700_000_000_000
const rows = (done: number): Event => ({
  type: 'rows',
  datastore: 'empdir',
  done,
  of: 1_000,
  perMinute: 29,
  leftMs: 1_920_000,
})

/** What stands on the last line of the screen after each event. */
function shown(events: readonly Event[]): readonly string[] {
  vi.useFakeTimers()
  let text = ''
  const lines = { ...silentProgress, notify: (event: Event) => void (text += `<${event.type}>\n`) }
  const bar = barProgress(lines, { columns: 200, write: more => void (text += more), now: () => NOW })
  const after = events.map(event => {
    bar.notify(event)
    return text.split('\n').at(-1)?.split('\u001b[2K').at(-1) ?? ''
  })
  vi.useRealTimers()
  return [...after, ...text.split('\n').filter(line => line.includes('<'))]
}

test('rows are a bar with rate, time left and the reason of a wait; all else stands above it', () => {
  const wait = { why: 'budget', operation: 'records.insert', until: NOW + 24_000, spent: 29, limit: 30 } as const
  const bar = '[██░░░░░░░░░░░░░░░░░░] empdir  100 of 1,000 rows written, 29 a minute, 32 min left'
  expect(
    shown([
      { type: 'waiting', wait },
      rows(100),
      { type: 'waiting', wait },
      { type: 'resumed', operation: 'records.insert' },
      { type: 'reading', what: 'datastores' },
      rows(1_000),
    ]),
  ).toEqual([
    '',
    bar,
    `${bar}, waits 24 s: 29 of 30 record calls used`,
    bar,
    bar,
    '',
    '<waiting>',
    expect.stringContaining('<reading>'),
    expect.stringContaining('<rows>'),
  ])
})
