import { structuredPatch } from 'diff'

import { HIDDEN } from '../core/model/plain.ts'
import { escapeText } from './escape.ts'
import type { Paint } from './paint.ts'
import { keepsSecrets, secretFrom } from './secrets.ts'

/** Two layouts of a definition file, and the defaults in it that are not for the eye. */
export interface Relaid {
  readonly before: string
  readonly after: string
  readonly hidden: readonly string[]
}

const MOST_LINES = 40

/**
 * What differs between two layouts, as a unified diff of one line of context; undefined where that would show a hidden
 * default, or where all that differs is covered.
 */
export function layoutDiff({ before, after, hidden }: Relaid, paint: Paint): string | undefined {
  const [was, is] = [before, after].map(text => (hidden.length > 0 || keepsSecrets(text) ? covered(text) : text))
  if (was === undefined || is === undefined || shows(before, hidden, was) || shows(after, hidden, is)) return undefined
  const { hunks } = structuredPatch('', '', was, is, '', '', { context: 1, timeout: 1_000 }) ?? { hunks: [] }
  const lines = hunks.flatMap(({ oldStart, newStart, lines: all }) => [
    paint.cyan(`@@ ${oldStart} -> ${newStart} @@`),
    ...all.map(line => painted(line, paint)),
  ])
  if (lines.length === 0) return undefined
  const more = lines.length - MOST_LINES
  return [...lines.slice(0, MOST_LINES), ...(more > 0 ? [paint.dim(`… ${more} more lines`)] : [])].join('\n')
}

function covered(text: string): string {
  const lines = text.split(/\r\n|\n/)
  return lines
    .map((line, index) => {
      const from = secretFrom(lines, index)
      return from === undefined ? line : line.slice(0, from) + HIDDEN
    })
    .join('\n')
}

// A default that is broken over lines, or stands where nothing covers it.
function shows(text: string, hidden: readonly string[], covered: string): boolean {
  return hidden.some(value => value !== '' && (!text.includes(value) || (value.length > 2 && covered.includes(value))))
}

function painted(line: string, paint: Paint): string {
  const text = line.slice(0, 1) + escapeText(line.slice(1))
  if (line.startsWith('+')) return paint.green(text)
  return line.startsWith('-') ? paint.red(text) : paint.dim(text)
}
