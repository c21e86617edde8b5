import type { Event, Wait } from '../core/model/ports.ts'
import type { Step } from '../core/model/step.ts'
import { escapeText } from '../report/escape.ts'
import type { Moment, RowsRow, StepRow } from '../report/frame.ts'

/** What a run is at: its steps, the rows that go and the calls that wait, as far as they are drawn. */
export interface Scene {
  /** Takes what is drawn; false for what is said in a line of its own. */
  take(event: Event): boolean
  /** The steps that are to come. */
  expect(steps: readonly Step[]): void
  /** How it is now. */
  moment(): Moment
  /** The run is over: nothing waits or goes on any more, and what has not ended never began. */
  end(): void
}

const SURE_MS = 30_000
const RATE_MS = 180_000

/** A scene on which nothing happens yet. `room` is how many lines the screen has. */
export function openScene(now: () => number, room: () => number): Scene {
  let expected: readonly Step[] = []
  let steps: StepRow[] = []
  const rows = new Map<string, RowsRow>()
  const waits = new Map<Wait['operation'], Wait>()
  const rateOf = ratesOverMinutes()
  const settle = (index: number, row: Partial<StepRow>) => {
    const before = steps[index]
    if (before !== undefined) steps[index] = { ...before, ...row }
    return before !== undefined
  }
  const take = (event: Event): boolean => {
    switch (event.type) {
      case 'step-started':
        // A list longer than the screen would scroll away while it is drawn.
        if (steps.length === 0 && expected.length < room() - 4) steps = expected.map(step => ({ step, state: 'open' }))
        return settle(event.index, { state: 'begun' })
      case 'step-done':
        return settle(event.index, { state: 'done' })
      case 'step-skipped':
        return settle(event.index, { state: 'skipped' })
      case 'step-failed': {
        const { code, message } = event.problem
        return settle(event.index, { state: 'failed', because: `${code}: ${escapeText(message)}` })
      }
      case 'rows':
        if (event.done >= event.of) return rows.delete(event.datastore) && false
        rows.set(event.datastore, { event, at: now(), perMinute: rateOf(event, now()) })
        return true
      case 'waiting':
        waits.set(event.wait.operation, event.wait)
        return true
      case 'resumed':
        waits.delete(event.operation)
        return true
      case 'reading':
      case 'note':
        return false
    }
  }
  return {
    take,
    expect: list => void (expected = list),
    moment: () => ({ steps, rows: [...rows.values()], waits: [...waits.values()] }),
    end() {
      rows.clear()
      waits.clear()
      steps = steps.map(row => (row.state === 'open' || row.state === 'begun' ? { ...row, state: 'not-started' } : row))
    },
  }
}

/** Rows a minute over the last minutes, by datastore; until that can be told, what the event says itself. */
function ratesOverMinutes(): (event: RowsRow['event'], now: number) => number | undefined {
  const counts = new Map<string, readonly { readonly at: number; readonly done: number }[]>()
  return ({ datastore, done, perMinute }, now) => {
    const known = (counts.get(datastore) ?? []).filter(each => each.at > now - RATE_MS)
    counts.set(datastore, [...known, { at: now, done }])
    const [first] = known
    if (first === undefined || now - first.at < SURE_MS) return perMinute
    return Math.round(((done - first.done) * 60_000) / (now - first.at))
  }
}
