import type { Place } from '../../core/model/problem.ts'

/** Bytes of UTF-8 that a YAML file may have. */
export const YAML_LIMIT = 1_048_576

/** A text's file and the offsets at which its lines start. */
export interface Lines {
  readonly file: string
  readonly starts: readonly number[]
}

/** Where the lines of a text start; lines end at `\n`, and a byte order mark is in none. */
export function linesOf(text: string, file: string): Lines {
  const starts = [text.startsWith('\ufeff') ? 1 : 0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return { file, starts }
}

/** The place of an offset in UTF-16 units. */
export function placeAt({ file, starts }: Lines, offset: number): Place {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { file, line: low + 1, col: Math.max(1, offset - (starts[low] ?? 0) + 1) }
}
