import type { DefinitionEntry } from './entries.ts'
import type { Remark } from './remarks.ts'

/** What stands before the first entry and behind the last one. */
export interface Margins {
  readonly head: readonly Remark[]
  /** Whether a blank line ends the head. */
  readonly headGap: boolean
  readonly foot: readonly Remark[]
}

/** Gives every comment to the entry that it speaks of, so that it moves along with it. */
export function attach(entries: readonly DefinitionEntry[], remarks: readonly Remark[]): Margins {
  const all = entries.flatMap(flat)
  const before: Remark[] = []
  const foot: Remark[] = []
  for (const remark of remarks) {
    const next = all.findIndex(each => each.start > remark.start)
    const previous = all[(next === -1 ? all.length : next) - 1]
    if (isInside(remark, previous)) continue
    if (previous === undefined) before.push(remark)
    else if (!remark.isAlone) addTail(previous, remark)
    else addLine(remark, previous, all[next], foot)
  }
  return { ...headOf(before, entries[0]), foot }
}

function flat(entry: DefinitionEntry): readonly DefinitionEntry[] {
  return [entry, ...entry.children.flatMap(flat)]
}

function isInside({ start }: Remark, entry: DefinitionEntry | undefined): boolean {
  const [from = 0, to = 0] = entry?.whole ?? []
  return start > from && start < to
}

function addTail(entry: DefinitionEntry, remark: Remark): void {
  if (entry.tail === '') entry.tail = remark.text
  else entry.lead.push({ ...remark, gap: false })
}

// What is indented deeper than the next entry closes the part before it.
function addLine(remark: Remark, previous: DefinitionEntry, next: DefinitionEntry | undefined, foot: Remark[]): void {
  const floor = next?.depth ?? -1
  if (next !== undefined && (previous.depth <= floor || remark.column <= next.column)) {
    next.lead.push(remark)
    return
  }
  let entry = previous
  while (entry.column > remark.column && entry.parent !== undefined && entry.parent.depth > floor) entry = entry.parent
  const closed = entry.parent?.foot ?? foot
  closed.push(remark)
}

const MODELINE = /^#\s*yaml-language-server:/u

// The head is what a blank line parts from the first key; what stands right above the key goes with it.
function headOf(before: readonly Remark[], first: DefinitionEntry | undefined): Omit<Margins, 'foot'> {
  if (first === undefined) return { head: before, headGap: false }
  const isGapBelow = (index: number) => before[index + 1]?.gap ?? first.gap
  const last = before.findLastIndex((each, index) => MODELINE.test(each.text) || isGapBelow(index))
  const [head, lead] = [before.slice(0, last + 1), before.slice(last + 1)]
  const headGap = last !== -1 && isGapBelow(last)
  if (lead[0] !== undefined) first.lead.unshift({ ...lead[0], gap: false }, ...lead.slice(1))
  else first.gap = false
  return { head, headGap }
}
