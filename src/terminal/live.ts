import type { Event, Wait } from '../core/model/ports.ts'
import type { Step } from '../core/model/step.ts'
import { frame } from '../report/frame.ts'
import type { RowsRow, StepRow } from '../report/frame.ts'
import { disarmed, escapeText } from '../report/escape.ts'
import type { Paint } from '../report/paint.ts'
import { eventLine } from '../report/progress.ts'
import type { Progress } from './hearing.ts'
import { drawn } from './picture.ts'
import type { Drawing } from './picture.ts'
import { redacted } from './redact.ts'

/** Where lines can be drawn over themselves. */
export interface Screen {
  readonly stream: NodeJS.WriteStream
  /** Unix time in ms. */
  now(): number
  /** Aborted where somebody stops the run: from then on all is said in lines. */
  readonly signal?: AbortSignal | undefined
}

const TICK_MS = 1_000
const RATE_MS = 180_000

interface Pace {
  readonly at: number
  readonly done: number
}

/**
 * Steps, rows and waits drawn in place at the end of the screen, counting down each second, with what was said meanwhile
 * above them; before that and once the run is interrupted all is said as `lines` says it.
 */
export function liveProgress(lines: Progress, screen: Screen, paint: Paint): Progress {
  let expected: readonly Step[] = []
  let steps: StepRow[] = []
  const rows = new Map<string, RowsRow>()
  const paces = new Map<string, readonly Pace[]>()
  const waits = new Map<Wait['operation'], Wait>()
  const said: string[] = []
  let drawing: Drawing | undefined
  let isOver = false
  const picture = () => {
    const moment = { steps, rows: [...rows.values()], waits: [...waits.values()] }
    // listr2 writes to the stream itself, past what keeps secrets out of all other output.
    return disarmed(redacted([...said, ...frame(moment, screen.now(), screen.stream.columns, paint)].join('\n')))
  }
  let last: string | undefined
  const finish = async () => {
    isOver = true
    last ??= picture()
    await drawing?.end()
  }
  screen.signal?.addEventListener('abort', () => void finish(), { once: true })
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
        if (steps.length === 0 && expected.length < (screen.stream.rows ?? 24) - 4)
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
      const isTaken = !isOver && take(event)
      if (isTaken) drawing ??= drawn(screen.stream, () => last ?? picture())
      else if (drawing === undefined || isOver) lines.notify(event)
      else said.push(...[eventLine(event, paint)].filter(each => each !== undefined))
      drawing?.update()
    },
    expect: list => {
      expected = list
    },
    end: async () => {
      rows.clear()
      waits.clear()
      steps = steps.map(row => (row.state === 'open' || row.state === 'begun' ? { ...row, state: 'not-started' } : row))
      await finish()
      await lines.end()
    },
  }
}
