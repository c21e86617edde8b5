import type { Event, Wait } from '../core/model/ports.ts'
import type { Step } from '../core/model/step.ts'
import { frame } from '../report/frame.ts'
import type { RowsRow, StepRow } from '../report/frame.ts'
import { escapeText } from '../report/escape.ts'
import type { Paint } from '../report/paint.ts'
import type { Progress } from './hearing.ts'

/** Where lines can be drawn over themselves. */
export interface Screen {
  readonly columns: number
  readonly rows: number
  write(text: string): void
  /** Unix time in ms. */
  now(): number
  /** Aborted where somebody stops the run: what is printed then stands below what was drawn. */
  readonly signal?: AbortSignal | undefined
}

const TICK_MS = 1_000
const RATE_MS = 180_000

interface Pace {
  readonly at: number
  readonly done: number
}

/** Steps, rows and waits drawn in place at the end of the screen, counting down each second; all else as `lines` says it, above. */
export function liveProgress(lines: Progress, screen: Screen, paint: Paint): Progress {
  let expected: readonly Step[] = []
  let steps: StepRow[] = []
  const rows = new Map<string, RowsRow>()
  const paces = new Map<string, readonly Pace[]>()
  const waits = new Map<Wait['operation'], Wait>()
  let height = 0
  let ticking: NodeJS.Timeout | undefined
  screen.signal?.addEventListener('abort', () => (height = 0), { once: true })
  const erase = () => {
    if (height > 0) screen.write(`\r\u001b[${height}A\u001b[0J`)
    height = 0
  }
  const draw = () => {
    const moment = { steps, rows: [...rows.values()], waits: [...waits.values()] }
    const shown = frame(moment, screen.now(), screen.columns, paint)
    erase()
    if (shown.length > 0) screen.write(`${shown.join('\n')}\n`)
    height = shown.length
    if (height > 0) ticking ??= setInterval(draw, TICK_MS).unref()
  }
  const paceOf = ({ datastore, done, perMinute }: RowsRow['event'], now: number): number | undefined => {
    const known = (paces.get(datastore) ?? []).filter(each => each.at > now - RATE_MS)
    paces.set(datastore, [...known, { at: now, done }])
    const [first] = known
    return first === undefined || now - first.at < TICK_MS * 30
      ? perMinute
      : Math.round(((done - first.done) * 60_000) / (now - first.at))
  }
  const settle = (index: number, row: Partial<StepRow>) => {
    const before = steps[index]
    if (before !== undefined) steps[index] = { ...before, ...row }
    return before !== undefined
  }
  /** Takes what is drawn; false for what is said in a line of its own. */
  const take = (event: Event): boolean => {
    switch (event.type) {
      case 'step-started':
        // A list longer than the screen would scroll away while it is drawn.
        if (steps.length === 0 && expected.length < screen.rows - 4)
          steps = expected.map(step => ({ step, state: 'open' }))
        return settle(event.index, { state: 'begun' })
      case 'step-done':
        return settle(event.index, { state: 'done' })
      case 'step-skipped':
        return settle(event.index, { state: 'skipped' })
      case 'step-failed':
        return settle(event.index, {
          state: 'failed',
          because: `${event.problem.code}: ${escapeText(event.problem.message)}`,
        })
      case 'rows':
        if (event.done >= event.of) return rows.delete(event.datastore) && false
        rows.set(event.datastore, { event, at: screen.now(), perMinute: paceOf(event, screen.now()) })
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
    notify: event => {
      if (!take(event)) {
        erase()
        lines.notify(event)
      }
      draw()
    },
    expect: list => {
      expected = list
    },
    end: async () => {
      clearInterval(ticking)
      rows.clear()
      waits.clear()
      steps = steps.map(row => (row.state === 'open' || row.state === 'begun' ? { ...row, state: 'not-started' } : row))
      draw()
      clearInterval(ticking)
      await lines.end()
    },
  }
}
