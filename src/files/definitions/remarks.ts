import { Lexer } from 'yaml'

/** A comment of a YAML text. */
export interface Remark {
  /** From its `#`, without white space at its end. */
  readonly text: string
  readonly start: number
  /** Whether it has its line for itself. */
  readonly isAlone: boolean
  /** Columns before it, from 0. */
  readonly column: number
  /** Whether a blank line stands above it. */
  readonly gap: boolean
}

/** Every comment of a YAML text that can be read, in order. */
export function remarksOf(text: string): readonly Remark[] {
  const remarks: Remark[] = []
  let start = 0
  let isScalar = false
  for (const token of new Lexer().lex(text)) {
    const isMark = MARKS.has(token)
    if (token.startsWith('#') && !isScalar) remarks.push(remarkAt(text, start, token))
    isScalar = token === SCALAR
    if (!isMark) start += token.length
  }
  return remarks
}

// What the lexer puts between the pieces of the text and is not part of it.
const SCALAR = '\u001f'
const MARKS = new Set([SCALAR, '\u0002', '\u0018'])

function remarkAt(text: string, start: number, token: string): Remark {
  const line = lineStart(text, start)
  const before = text.slice(line, start).replace('\ufeff', '')
  return {
    text: token.trimEnd(),
    start,
    isAlone: before.trim() === '',
    column: before.length,
    gap: hasGapAbove(text, start),
  }
}

/** The offset at which the line of an offset starts. */
export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
}

/** Whether the line above that of an offset is blank. */
export function hasGapAbove(text: string, offset: number): boolean {
  const line = lineStart(text, offset)
  return line > 0 && text.slice(lineStart(text, line - 1), line).trim() === ''
}
