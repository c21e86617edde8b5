import { asTyped } from '../paint.ts'
import type { Paint } from '../paint.ts'
import type { Tone, Word, Words } from '../page.ts'
import { escapeText } from '../escape.ts'
import { quoted, wrapped } from '../layout.ts'

/** Paint for a tone; none for plain words. */
export function tonePaint(tone: Tone, paint: Paint): (text: string) => string {
  switch (tone) {
    case 'plain':
      return text => text
    case 'strong':
      return paint.bold
    case 'bad':
      return paint.red
    case 'doubt':
      return paint.yellow
    case 'quiet':
      return paint.dim
  }
}

/** A sentence as text on one line, escaped; commands in it as they have to be typed here. */
export function sentence(words: Words, paint: Pick<Paint, 'typed'>): string {
  return words.map(word => wordText(word, paint)).join('')
}

/** The first line of a report: which environment, and where it is. */
export function headLines(environment: string, where: string, paint: Paint): readonly string[] {
  const name = escapeText(environment)
  const [first = '', ...more] = wrapped(`Environment ${name} · ${escapeText(where)}`, paint.width ?? Infinity)
  return [first.replace(name, paint.bold(name)), ...more]
}

/** What to type next, a command a line, each whole. */
export function nextLines(next: readonly string[], paint: Paint): readonly string[] {
  return next.map((each, index) => `${index === 0 ? 'Next ' : '     '} ${paint.cyan(escapeText(each))}`)
}

function wordText(word: Word, paint: Pick<Paint, 'typed'>): string {
  if (typeof word === 'string') return escapeText(word)
  if ('name' in word) return escapeText(word.name)
  if ('value' in word) return quoted(word.value, 40)
  return 'command' in word ? asTyped(escapeText(word.command), paint) : escapeText(word.strong)
}
