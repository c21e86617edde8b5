import { tableLines } from '../yaml/render.ts'
import type { Margins } from './attach.ts'
import type { DefinitionEntry } from './entries.ts'
import type { Remark } from './remarks.ts'

/** The lines of a definition: keys in one order, two spaces a level, fields on one line as a table. */
export function laidOut(entries: readonly DefinitionEntry[], { head, headGap, foot }: Margins): readonly string[] {
  const body = block(entries)
  return parted([
    ...remarkLines(head, ''),
    ...(headGap && head.length > 0 && body[0] !== '' ? ['', ...body] : body),
    ...remarkLines(foot, ''),
  ])
}

function block(entries: readonly DefinitionEntry[]): readonly string[] {
  const ordered = [...entries].sort((a, b) => a.rank - b.rank)
  const rows = ordered.flatMap(each => (each.cells === undefined ? [] : [{ key: each.text, cells: each.cells }]))
  const table = tableLines(rows)
  return ordered.flatMap(entry => {
    const indent = ' '.repeat(entry.depth * 2)
    const text = entry.cells === undefined ? entry.text : (table.shift() ?? '')
    return [
      ...remarkLines(entry.lead, indent),
      ...(entry.gap ? [''] : []),
      ...withTail(`${indent}${text}`, entry.tail),
      ...opened(block(entry.children)),
      ...remarkLines(entry.foot, `${indent}  `),
    ]
  })
}

function withTail(text: string, tail: string): readonly string[] {
  return (tail === '' ? text : `${text} ${tail}`).split('\n')
}

// No blank line follows the key that opens a part.
function opened(lines: readonly string[]): readonly string[] {
  return lines[0] === '' ? lines.slice(1) : lines
}

function remarkLines(remarks: readonly Remark[], indent: string): readonly string[] {
  return remarks.flatMap(({ text, gap }) => (gap ? ['', indent + text] : [indent + text]))
}

function parted(lines: readonly string[]): readonly string[] {
  return lines[0] === '' ? lines.slice(1) : lines
}
