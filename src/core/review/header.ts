import { byCodeUnit } from '../model/catalog.ts'
import type { Json } from '../model/plain.ts'
import { plainSlot } from './slot.ts'
import type { Figures } from '../plan/document.ts'
import type { Marks, Slot, SlotOutcome } from './slot.ts'

/** What every comment of ours starts with; it counts nowhere else. */
export const MARKER = '<!-- cliq-ds '

/** Characters of a hidden line; what is longer goes into comments that follow. */
const PART_LENGTH = 16_000

/** The hidden line of a comment: one part of what a review of a project says. */
export interface Header {
  /** The project's folder in the repository, `.` for its root. */
  readonly project: string
  /** Which part of how many. */
  readonly part: readonly [number, number]
  readonly slots: ReadonlyMap<string, Slot>
}

/** The hidden line, without a line feed. Nothing in it can end the HTML comment or be read as anything else. */
export function headerLine({ project, part, slots }: Header): string {
  const sorted = [...slots].sort(([a], [b]) => byCodeUnit(a, b))
  const value: Json = {
    v: 1,
    project,
    ...(part[1] > 1 && { part: `part ${part[0]} of ${part[1]}` }),
    slots: Object.fromEntries(sorted.map(([name, slot]) => [name, plainSlot(slot)])),
  }
  return `${MARKER}${inert(JSON.stringify(value))} -->`
}

/** The first line of the issue about drift in one environment. */
export function driftLine(project: string, environment: string): string {
  return `${MARKER}drift ${inert(JSON.stringify({ project, environment }))} -->`
}

// Signs of HTML, the end of a comment, and all that is not plain ASCII are written as JSON writes a code unit.
function inert(json: string): string {
  return json
    .replaceAll(/[<>&]|[^ -~]/g, found => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('--', String.raw`-\u002d`)
}

/** The slots of a project in parts that fit, at least one; each names the whole of its slots, with a share of their changes. */
export function partsOf(project: string, slots: ReadonlyMap<string, Slot>): readonly Header[] {
  const parts: Map<string, Slot>[] = []
  const opened = () => {
    const part = new Map<string, Slot>()
    parts.push(part)
    return { part, left: PART_LENGTH - lengthOf(project, new Map()) }
  }
  let now = opened()
  const begin = (name: string, slot: Slot) => {
    const bare = { ...slot, changes: new Map<string, Marks>(), ways: undefined }
    const length = lengthOf(project, new Map([[name, bare]])) - lengthOf(project, new Map()) + 16
    if (length > now.left && now.part.size > 0) now = opened()
    now.left -= length
    now.part.set(name, bare)
  }
  for (const [name, slot] of [...slots].sort(([a], [b]) => byCodeUnit(a, b))) {
    begin(name, slot)
    for (const [datastore, marks] of slot.changes) {
      const way = slot.ways?.get(datastore)
      const length = inert(JSON.stringify([datastore, marks, datastore, way ?? []])).length + 8
      if (length > now.left) {
        now = opened()
        begin(name, slot)
      }
      now.left -= length
      const own = now.part.get(name)
      if (own !== undefined) now.part.set(name, withChange(own, datastore, marks, way))
    }
  }
  return parts.map((each, at) => ({ project, part: [at + 1, parts.length], slots: each }))
}

// With room for `part 12 of 34`.
function lengthOf(project: string, slots: ReadonlyMap<string, Slot>): number {
  return headerLine({ project, part: [1, 1], slots }).length + 40
}

function withChange(slot: Slot, datastore: string, marks: Marks, way: readonly string[] | undefined): Slot {
  const changes = new Map([...slot.changes, [datastore, marks]])
  return way === undefined
    ? { ...slot, changes }
    : { ...slot, changes, ways: new Map([...(slot.ways ?? []), [datastore, way]]) }
}

/** The hidden line of a comment's text; undefined for a text that does not start with a whole and sound one. */
export function readHeader(body: string): Header | undefined {
  if (!body.startsWith(MARKER)) return undefined
  const [line = ''] = body.split('\n', 1)
  const text = /^<!-- cliq-ds (\{[ -~]*\}) -->\r?$/u.exec(line)?.[1]
  if (text === undefined) return undefined
  try {
    return headerOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

function headerOf(value: unknown): Header | undefined {
  if (!isMapping(value) || value['v'] !== 1) return undefined
  const { project, part = 'part 1 of 1', slots } = value
  const [, at = '', of = ''] = (typeof part === 'string' && /^part ([1-9]\d{0,3}) of ([1-9]\d{0,3})$/u.exec(part)) || []
  if (typeof project !== 'string' || at === '' || Number(at) > Number(of) || !isMapping(slots)) return undefined
  const read = Object.entries(slots).map(([name, each]) => [name, slotOf(each)] as const)
  const whole = read.flatMap(([name, slot]) => (slot === undefined ? [] : [[name, slot] as const]))
  return whole.length < read.length ? undefined : { project, part: [Number(at), Number(of)], slots: new Map(whole) }
}

const DIGEST = /^[\w-]{43}$/u
const SHORT_DIGEST = /^[\w-]{22}$/u

function slotOf(value: unknown): Slot | undefined {
  if (!isMapping(value)) return undefined
  const { target, head, base, run, version, truncated, state, figures, changes, ways, outcome, signature } = value
  const texts = [target, head, base, run, version]
  if (!texts.every(each => typeof each === 'string') || typeof truncated !== 'boolean') return undefined
  if (state !== 'open' && state !== 'applying' && state !== 'closed') return undefined
  if (signature !== undefined && typeof signature !== 'string') return undefined
  const marks = mapOf(changes, each => isTexts(each, DIGEST) && each.length === 2)
  const through = ways === undefined ? undefined : mapOf(ways, each => isTexts(each, SHORT_DIGEST))
  if (marks === undefined || (ways !== undefined && through === undefined)) return undefined
  if (!isFigures(figures) || (outcome !== undefined && !isOutcome(outcome))) return undefined
  // Each part was looked at; a mapping of the wire has no type of its own.
  return {
    ...(value as unknown as Slot),
    changes: marks as ReadonlyMap<string, Marks>,
    ways: through,
    outcome,
    signature,
  }
}

const FIGURES = ['add', 'change', 'remove', 'losses', 'drift', 'calls', 'seconds']

function isFigures(value: unknown): value is Figures {
  return (
    isMapping(value) && typeof value['digest'] === 'string' && FIGURES.every(each => typeof value[each] === 'number')
  )
}

function isOutcome(value: unknown): value is SlotOutcome {
  return isMapping(value) && ['result', 'at', 'link'].every(each => typeof value[each] === 'string')
}

function isTexts(value: unknown, form: RegExp): value is readonly string[] {
  return Array.isArray(value) && value.every(each => typeof each === 'string' && form.test(each))
}

function mapOf(value: unknown, fits: (each: unknown) => boolean): ReadonlyMap<string, readonly string[]> | undefined {
  if (!isMapping(value) || !Object.values(value).every(fits)) return undefined
  return new Map(Object.entries(value) as [string, readonly string[]][])
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
