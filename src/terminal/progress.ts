import type { Event, Notify, Wait } from '../core/model/ports.ts'
import { eventLine, waitLine } from '../report/progress.ts'
import type { Paint } from '../report/paint.ts'
import type { Globals } from './globals.ts'
import type { Progress } from './hearing.ts'
import { canDraw } from './io.ts'
import type { Io } from './io.ts'
import { paintFor } from './paint.ts'

/** How often a wait is mentioned again where nothing can be drawn over itself, ms. */
const REMINDER_MS = 15_000

/** Progress for this terminal: drawn, as lines, or none. */
export async function startProgress(io: Io, options: Pick<Globals, 'quiet' | 'color'>): Promise<Progress> {
  if (options.quiet) return silentProgress
  const paint = paintFor(io.err, io, options.color)
  const lines = lineProgress(io, paint)
  if (!canDraw(io)) return lines
  const { liveProgress } = await import('./live.ts')
  return liveProgress(lines, { stream: process.stderr, now: Date.now, signal: io.signal }, paint)
}

export const silentProgress: Progress = { notify: () => undefined, expect: () => undefined, end: async () => undefined }

/** Progress as any other sink of events. */
export function progressTo(notify: Notify): Progress {
  return { ...silentProgress, notify }
}

/** One line an event on stderr; a long wait is said again every 15 s. */
export function lineProgress(io: Io, paint: Paint): Progress {
  const reminders = new Map<string, NodeJS.Timeout>()
  const say = (event: Event) => {
    const line = event.type === 'waiting' ? waitLine(event.wait, Date.now()) : eventLine(event, paint)
    if (line !== undefined) io.err.write(`${line}\n`)
  }
  const forget = (operation: Wait['operation']) => {
    clearInterval(reminders.get(operation))
    reminders.delete(operation)
  }
  return {
    notify: event => {
      if (event.type === 'waiting') {
        forget(event.wait.operation)
        reminders.set(event.wait.operation, setInterval(() => say(event), REMINDER_MS).unref())
      }
      if (event.type === 'resumed') forget(event.operation)
      say(event)
    },
    expect: () => undefined,
    end: async () => [...reminders.values()].forEach(timer => clearInterval(timer)),
  }
}
