import type { Operation } from '../../core/model/operations.ts'
import type { TimedCall, Timeline } from '../../core/plan/timeline.ts'
import { counted, duration, grouped } from '../amounts.ts'
import { OPERATION_NAMES } from '../stepText.ts'
import { htmlText } from './escape.ts'

/** Calls that are drawn one by one; more are drawn by window. */
const DRAWN = 2_000
const LANE = 40
const BAR = 16
const TOP = 20

/** When calls go as a picture, a lane for each operation, and the same in words below it. */
export function timelineHtml(timeline: Timeline, id: string): string {
  const lanes = lanesOf(timeline)
  if (lanes.length === 0) return ''
  const height = TOP + lanes.length * LANE + 4
  const title = `${counted(timeline.calls.length, 'call')} in ${duration(timeline.endMs / 1000)}, a lane for each operation`
  const draw = timeline.calls.length > DRAWN ? windowMarks : callMarks
  const marks = lanes.map((lane, at) => laneMarks(lane, TOP + at * LANE, timeline, draw))
  return [
    `<figure aria-labelledby="${id}"><figcaption id="${id}">${htmlText(title)}`,
    '<span class="soft"><span class="key call"></span>call<span class="key wait"></span>waits for its limit' +
      '<span class="key lock"></span>locked out by Cliq</span></figcaption>',
    `<svg role="img" aria-labelledby="${id}" height="${height}" xmlns="http://www.w3.org/2000/svg">`,
    ...axis(timeline.endMs),
    ...marks,
    '</svg>',
    `<ul>${lanes.map(lane => `<li>${htmlText(laneText(lane, timeline))}</li>`).join('')}</ul></figure>`,
  ].join('\n')
}

interface Lane {
  readonly operation: Operation
  readonly calls: readonly TimedCall[]
  readonly waits: readonly { readonly fromMs: number; readonly toMs: number }[]
  readonly lockedMs: number
}

function lanesOf(timeline: Timeline): readonly Lane[] {
  return [...timeline.limits.keys()].map(operation => {
    const calls = timeline.calls.filter(each => each.operation === operation)
    return { operation, calls, waits: waitsOf(calls, timeline), lockedMs: timeline.lockedMs.get(operation) ?? 0 }
  })
}

// A call that follows a reply by less than it takes to see waits for nothing; one that stands where the window opens does.
function waitsOf(calls: readonly TimedCall[], { windowMs, limits }: Timeline): Lane['waits'] {
  return calls.flatMap(({ operation, startMs }, at) => {
    const before = calls[at - 1]
    const oldest = calls[at - (limits.get(operation) ?? 0)]
    if (before === undefined || oldest === undefined) return []
    const isHeld = Math.abs(oldest.endMs + windowMs - startMs) < 1
    return isHeld && startMs > before.endMs ? [{ fromMs: before.endMs, toMs: startMs }] : []
  })
}

function laneText({ operation, calls, waits, lockedMs }: Lane, { limits, windowMs }: Timeline): string {
  const [first, last] = [calls[0], calls.at(-1)]
  const waited = waits.reduce((sum, each) => sum + each.toMs - each.fromMs, 0)
  const parts = [
    `${OPERATION_NAMES[operation]}: ${counted(calls.length, 'call')}, ${grouped(limits.get(operation) ?? 0)} in ${duration(windowMs / 1000)} at most`,
    `from ${duration((first?.startMs ?? 0) / 1000)} to ${duration((last?.endMs ?? 0) / 1000)}`,
    waits.length === 0 ? '' : `waits ${duration(waited / 1000)} for its limit`,
    lockedMs === 0 ? '' : `locked out by Cliq for ${duration(lockedMs / 1000)}`,
  ]
  return parts.filter(each => each !== '').join('; ')
}

type Draw = (lane: Lane, y: number, timeline: Timeline) => readonly string[]

function laneMarks(lane: Lane, y: number, timeline: Timeline, draw: Draw): string {
  const { endMs } = timeline
  const bar = y + 18
  const locked = lane.lockedMs === 0 ? [] : [rect('lock', 0, Math.min(lane.lockedMs, endMs), bar, endMs)]
  return [
    `<text x="0" y="${y + 12}">${htmlText(OPERATION_NAMES[lane.operation])}</text>`,
    `<rect class="rail" x="0" y="${bar}" width="100%" height="${BAR}"/>`,
    ...locked,
    ...lane.waits.map(each => rect('wait', each.fromMs, each.toMs, bar, endMs)),
    ...draw(lane, bar, timeline),
  ].join('\n')
}

function callMarks({ calls }: Lane, y: number, { endMs }: Timeline): readonly string[] {
  return calls.map(({ operation, startMs, endMs: doneMs, datastore }) => {
    const about = datastore === '' ? '' : ` ${datastore}`
    const title = `${OPERATION_NAMES[operation]}${about}, at ${duration(startMs / 1000)}`
    return rect('call', startMs, doneMs, y, endMs, title)
  })
}

// The height of a bar is what the window takes of its limit.
function windowMarks({ operation, calls }: Lane, y: number, { endMs, windowMs, limits }: Timeline): readonly string[] {
  const counts = new Map<number, number>()
  for (const { startMs } of calls) {
    const window = Math.floor(startMs / windowMs)
    counts.set(window, (counts.get(window) ?? 0) + 1)
  }
  const limit = limits.get(operation) ?? 1
  return [...counts].map(([window, count]) => {
    const height = Math.max(2, Math.round((Math.min(count, limit) / limit) * BAR))
    const title = `${counted(count, 'call')} from ${duration((window * windowMs) / 1000)} on`
    const to = Math.min((window + 1) * windowMs, endMs)
    return rect('call', window * windowMs, to, y + BAR - height, endMs, title, height)
  })
}

function rect(
  kind: 'call' | 'wait' | 'lock',
  fromMs: number,
  toMs: number,
  y: number,
  endMs: number,
  title = '',
  height = BAR,
): string {
  const [x, width] = [percent(fromMs, endMs), percent(toMs - fromMs, endMs)]
  const text = title === '' ? '' : `<title>${htmlText(title)}</title>`
  return `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}">${text}</rect>`
}

function percent(ms: number, of: number): string {
  return `${Math.round((ms / Math.max(1, of)) * 100_000) / 1_000}%`
}

function axis(endMs: number): readonly string[] {
  const label = (part: number, anchor: string) =>
    `<text x="${part * 100}%" y="12" text-anchor="${anchor}">${htmlText(duration((endMs * part) / 1000))}</text>`
  return [label(0, 'start'), label(0.5, 'middle'), label(1, 'end')]
}
