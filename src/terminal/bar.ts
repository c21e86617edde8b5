import type { Event, Wait } from '../core/model/ports.ts'
import { rowsBar } from '../report/progress.ts'
import type { Progress } from './hearing.ts'

/** Where a line can be drawn over itself. */
export interface Screen {
  readonly columns: number
  write(text: string): void
  /** Unix time in ms. */
  now(): number
}

const CLEAR = '\r\u001b[2K'
const TICK_MS = 1_000

/** Rows as a bar on the last line, with the wait that they stand in; all else as `lines` tells it, above. */
export function barProgress(lines: Progress, screen: Screen): Progress {
  let rows: Extract<Event, { readonly type: 'rows' }> | undefined
  let wait: Wait | undefined
  let ticking: NodeJS.Timeout | undefined
  const draw = () => {
    if (rows !== undefined) screen.write(CLEAR + rowsBar(rows, wait, screen.now()).slice(0, screen.columns - 1))
  }
  const clear = () => {
    if (rows !== undefined) screen.write(CLEAR)
  }
  const stop = () => {
    clear()
    clearInterval(ticking)
    ticking = undefined
    rows = undefined
    wait = undefined
  }
  const begin = (event: NonNullable<typeof rows>) => {
    rows = event
    ticking ??= setInterval(draw, TICK_MS).unref()
    draw()
  }
  return {
    notify: event => {
      if (event.type === 'rows' && event.done < event.of) return begin(event)
      if (event.type === 'rows') stop()
      if (rows !== undefined && (event.type === 'waiting' || event.type === 'resumed')) {
        wait = event.type === 'waiting' ? event.wait : undefined
        return draw()
      }
      clear()
      lines.notify(event)
      draw()
    },
    expect: steps => lines.expect(steps),
    end: async () => {
      stop()
      await lines.end()
    },
  }
}
