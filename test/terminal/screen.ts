import { PassThrough } from 'node:stream'

import xterm from '@xterm/headless'
import type { Event, Wait } from '../../src/core/model/ports.ts'
import type { Step } from '../../src/core/model/step.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { eventLine } from '../../src/report/progress.ts'
import { liveProgress } from '../../src/terminal/live.ts'
import { silentProgress } from '../../src/terminal/progress.ts'

export const START = new Date(2026, 10, 30, 10, 0, 0).getTime()
export const steps: readonly Step[] = [
  { call: 'add-fields', datastore: 'empdir', fields: new Map() },
  { call: 'edit-fields', datastore: 'empdir', fields: new Map() },
  { call: 'delete-fields', datastore: 'empdir', fields: ['notes'] },
]
export const started = (index: number): Event => ({ type: 'step-started', index, of: 3, step: steps[index]! })
export const done = (index: number): Event => ({ type: 'step-done', index, of: 3, step: steps[index]! })
export const lockOut: Wait = { why: 'lock-out', operation: 'fields.edit', until: START + 298_000 }
export const budget: Wait = { why: 'budget', operation: 'fields.edit', until: START + 25_000, spent: 9, limit: 10 }
export const insert: Wait = { why: 'budget', operation: 'records.insert', until: START + 24_000, spent: 29, limit: 30 }

/** A real terminal of a width, drawn on by the progress of a run. */
export function terminal(columns: number) {
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
