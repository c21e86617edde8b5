import { ORDER } from '../../core/rules/allowance.ts'
import type { Comment } from '../../core/rules/allowance.ts'
import { placeAt } from './lines.ts'
import type { Lines } from './lines.ts'

/** A comment as a scanner finds it: its text with its sign, and where that starts. */
export interface FoundComment {
  readonly source: string
  readonly offset: number
}

/** Whether a text can hold a comment that is an order: cheap, so that most files are not scanned for one. */
export function mayHoldOrders(text: string): boolean {
  return text.includes(ORDER)
}

/** Comments of one line with the lines that they cover; `sign` is what starts them, `#` or `//`. */
export function commentsAt(
  text: string,
  lines: Lines,
  sign: '#' | '//',
  found: Iterable<FoundComment>,
): readonly Comment[] {
  return [...found].flatMap(({ source, offset }): readonly Comment[] => {
    if (!source.startsWith(sign)) return []
    const at = placeAt(lines, offset)
    const isAlone = text.slice(lines.starts[at.line - 1], offset).trim() === ''
    const covers = isAlone ? nextLine(text, lines, at.line, sign) : at.line
    return [{ text: source.slice(sign.length), at, covers }]
  })
}

// Comments and empty lines may stand between, so that one line can have several allowances.
function nextLine(text: string, { starts }: Lines, line: number, sign: string): number {
  for (let next = line + 1; next <= starts.length; next += 1) {
    const content = text.slice(starts[next - 1], starts[next]).trim()
    if (content !== '' && !content.startsWith(sign)) return next
  }
  return line
}
