import type { Event, Wait } from '../core/model/ports.ts'
import { operationOf } from '../core/model/step.ts'
import type { Step } from '../core/model/step.ts'
import { duration, grouped } from './amounts.ts'
import { escapeText } from './escape.ts'
import { columns, cut } from './layout.ts'
import type { Paint } from './paint.ts'
import { waitLine } from './progress.ts'
import { stepWords } from './stepText.ts'
import { sentence } from './text/screen.ts'

/** A step as the screen shows it: nothing of what it said before remains once it has ended. */
export interface StepRow {
  readonly step: Step
  readonly state: 'open' | 'begun' | 'done' | 'skipped' | 'failed' | 'not-started'
  /** Why it failed. */
  readonly because?: string | undefined
}

/** Rows of a datastore that are being written. */
export interface RowsRow {
  readonly event: Extract<Event, { readonly type: 'rows' }>
  /** When that was told, Unix time in ms. */
  readonly at: number
  /** Rows a minute over the last minutes. */
  readonly perMinute?: number | undefined
}

/** What is going on at a moment. */
export interface Moment {
  readonly steps: readonly StepRow[]
  readonly rows: readonly RowsRow[]
  readonly waits: readonly Wait[]
}

const BAR = 20

/** The lines of a moment, none wider than the screen: steps, rows, and the waits that belong to neither. */
export function frame({ steps, rows, waits }: Moment, now: number, width: number, paint: Paint): readonly string[] {
  const left = [...waits]
  const lines = steps.map((row, index) => {
    const own = row.state === 'begun' ? left.findIndex(wait => wait.operation === operationOf(row.step)) : -1
    const [wait] = own === -1 ? [] : left.splice(own, 1)
    return stepLine(row, `${index + 1}/${steps.length}`, wait, now, width, paint)
  })
  const bars = rows.map((row, index) => rowsLine(row, index === 0 ? left.splice(0, 1)[0] : undefined, now, width))
  return [
    ...lines,
    ...left.map(wait => fitting([endingAt(waitLine(wait, now), wait, now), `… ${briefly(wait, now)}`], width - 1)),
    ...bars,
  ]
}

const SIGNS = { open: '·', begun: '…', done: '✓', skipped: '✓', failed: '!', 'not-started': '-' } as const

function stepLine(
  { step, state, because }: StepRow,
  place: string,
  wait: Wait | undefined,
  now: number,
  width: number,
  paint: Paint,
): string {
  const says = {
    open: '',
    begun: '',
    done: '',
    skipped: '  already done',
    failed: `  ${because ?? ''}`,
    'not-started': '  not started',
  }
  const waits = wait === undefined ? says[state] : `  ${waitOf(wait, now)}`
  const colour = {
    open: paint.dim,
    begun: paint.bold,
    done: paint.green,
    skipped: paint.green,
    failed: paint.red,
    'not-started': paint.dim,
  }
  const name = `${place}  ${sentence(stepWords(step), {})}`
  // What has no room beside its step says more than the step does.
  const beside =
    wait === undefined
      ? [`${place}  ${step.call}${says[state]}`, `${place}${says[state]}`]
      : [`${place}  ${waitOf(wait, now)}`, `${place}  ${briefly(wait, now)}`]
  const shown = fitting([`${name}${waits}`, ...beside], width - 3)
  return `${colour[state](wait?.why === 'lock-out' ? '!' : SIGNS[state])} ${shown}`
}

// The first that has room, so that no word of what counts is broken.
function fitting(texts: readonly string[], width: number): string {
  return texts.find(each => columns(each) <= width) ?? cut(texts.at(-1) ?? '', width)
}

function briefly({ why, until }: Wait, now: number): string {
  const left = duration(Math.ceil(Math.max(0, until - now) / 1000))
  return why === 'lock-out' ? `locked out for ${left}` : `waits ${left}`
}

/** Rows: the wait and its reason first, then how many of all, the time left, the rate, and a bar where there is room. */
function rowsLine({ event, at, perMinute }: RowsRow, wait: Wait | undefined, now: number, width: number): string {
  const { datastore, done, of, leftMs } = event
  const parts = [
    ...(wait === undefined ? [] : [waitOf(wait, now)]),
    `${escapeText(datastore)} ${grouped(done)} of ${grouped(of)} rows`,
    ...(leftMs === undefined ? [] : [`${duration(Math.ceil(Math.max(0, leftMs - (now - at)) / 1000))} left`]),
    ...(perMinute === undefined ? [] : [`${grouped(perMinute)} a minute`]),
  ]
  const full = Math.min(BAR, Math.floor((done / Math.max(1, of)) * BAR))
  const all = [...parts, `[${'█'.repeat(full)}${'░'.repeat(BAR - full)}]`]
  const narrower = all.map((_, index) => all.slice(0, all.length - index).join(' · '))
  const count = `${grouped(done)} of ${grouped(of)} rows`
  const brief = wait === undefined ? [] : [`${briefly(wait, now)} · ${count}`, briefly(wait, now)]
  return `… ${fitting([...narrower, ...brief], width - 3)}`
}

function waitOf(wait: Wait, now: number): string {
  const text = waitLine(wait, now)
  return endingAt(wait.why === 'lease' ? text.slice(2) : text.replace(/^[…!] \S+ +/u, ''), wait, now)
}

// A wait of minutes says when it ends, so that nobody has to stay and look.
function endingAt(text: string, { until }: Wait, now: number): string {
  if (until - now < 60_000) return text
  const at = new Date(until)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${text}, at ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}
