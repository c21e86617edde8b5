import type { Paint } from '../paint.ts'
import type { Tone, Word, Words } from '../page.ts'
import { escapeText } from '../escape.ts'
import { quoted } from '../layout.ts'

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
export function sentence(words: Words, { typed }: Pick<Paint, 'typed'>): string {
  return words.map(each => wordText(each, typed ?? (text => text))).join('')
}

function wordText(word: Word, typed: (text: string) => string): string {
  if (typeof word === 'string') return escapeText(word)
  if ('name' in word) return escapeText(word.name)
  if ('value' in word) return quoted(word.value, 40)
  return 'command' in word ? typed(escapeText(word.command)) : escapeText(word.strong)
}
