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

/** A sentence as text on one line, escaped. */
export function sentence(words: Words): string {
  return words.map(wordText).join('')
}

function wordText(word: Word): string {
  if (typeof word === 'string') return escapeText(word)
  if ('name' in word) return escapeText(word.name)
  if ('value' in word) return quoted(word.value, 40)
  return escapeText('command' in word ? word.command : word.strong)
}
