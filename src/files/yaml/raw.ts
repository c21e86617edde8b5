import type { Problem } from '../../core/problem.ts'
import { placeAt } from './lines.ts'
import type { Lines } from './lines.ts'

// Bidirectional controls can make a reviewer read another text than the machine does, comments included.
const CONTROLS = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/u

/** What can be said of a text before anything parses it: its size, a merge conflict, characters that hide. */
export function rawProblem(text: string, lines: Lines, limit: number): Problem | undefined {
  if (text.length > limit) return tooLarge(lines.file, text.length, limit)
  const control = text.search(CONTROLS)
  if (control !== -1) {
    const name = characterName(text.charCodeAt(control))
    return problem('YM118', `the character ${name} is not allowed`, placeAt(lines, control))
  }
  return conflict(text, lines)
}

/** A file that is larger than its kind may be; `size` and `limit` in bytes. */
export function tooLarge(file: string, size: number, limit: number): Problem {
  const megabytes = (bytes: number) => `${Math.ceil((bytes / 1_048_576) * 10) / 10} MB`
  return problem('YM116', `the file is ${megabytes(size)}, the limit is ${megabytes(limit)}`, { file, line: 1, col: 1 })
}

/** `U+202E` for a code unit. */
export function characterName(unit: number): string {
  return `U+${unit.toString(16).toUpperCase().padStart(4, '0')}`
}

function conflict(text: string, lines: Lines): Problem | undefined {
  const open = /^<{7} .*$/m.exec(text)
  const close = /^>{7} .*$/m.exec(text)
  if (open === null || close === null) return undefined
  const [at, end] = [placeAt(lines, open.index), placeAt(lines, close.index)]
  return problem('YM111', `unresolved merge conflict in lines ${at.line} to ${end.line}`, at)
}

function problem(code: string, message: string, at: Problem['at']): Problem {
  return { code, severity: 'error', message, ...(at && { at }) }
}
