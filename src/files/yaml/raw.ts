import type { Place, Problem } from '../../core/model/problem.ts'
import { placeAt } from './lines.ts'
import type { Lines } from './lines.ts'

// Bidirectional controls can make a reviewer read another text than the machine does, comments included.
const CONTROLS = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/gu
// Something binary has thousands of them.
const MOST = 10

/** What can be said of a text before anything parses it: its size, a merge conflict, characters that hide. */
export function rawProblems(text: string, lines: Lines, limit: number): readonly Problem[] {
  if (text.length > limit) return [tooLarge(lines.file, text.length, limit)]
  const controls = controlsIn(text, lines)
  return controls.length > 0 ? controls : conflicts(text, lines)
}

function controlsIn(text: string, lines: Lines): readonly Problem[] {
  const problems: Problem[] = []
  for (const { 0: character, index } of text.matchAll(CONTROLS)) {
    const unit = character.charCodeAt(0)
    const message = `the ${unit < 0x2000 ? 'control character' : 'bidirectional control'} ${characterName(unit)} is not allowed`
    const hint = 'delete it; it may be invisible, so retype the word around it'
    problems.push(problem('YM118', message, hint, placeAt(lines, index)))
    if (problems.length === MOST) break
  }
  return problems
}

/** A file that is larger than its kind may be; `size` and `limit` in bytes. */
export function tooLarge(file: string, size: number, limit: number): Problem {
  const megabytes = (bytes: number) => `${Math.ceil((bytes / 1_048_576) * 10) / 10} MB`
  const message = `the file is ${megabytes(size)}, the limit is ${megabytes(limit)}`
  return problem('YM116', message, 'check that this is the right file', { file, line: 1, col: 1 })
}

/** `U+202E` for a code unit. */
export function characterName(unit: number): string {
  return `U+${unit.toString(16).toUpperCase().padStart(4, '0')}`
}

function conflicts(text: string, lines: Lines): readonly Problem[] {
  const open = /^<{7} .*$/m.exec(text)
  const close = /^>{7} .*$/m.exec(text)
  if (open === null || close === null) return []
  const [at, end] = [placeAt(lines, open.index), placeAt(lines, close.index)]
  const message = `unresolved merge conflict in lines ${at.line} to ${end.line}`
  return [problem('YM111', message, 'resolve it and remove its markers', at)]
}

function problem(code: string, message: string, hint: string, at: Place): Problem {
  return { code, severity: 'error', message, at, hint }
}
