import type { Switches } from './options.ts'

/** A text as the switch keeps it. */
export function keptText(text: string, { texts }: Pick<Switches, 'texts'>): string {
  switch (texts) {
    case 'verbatim':
      return text
    case 'trimmed':
      return text.trim()
    case 'normalised':
      return text.replaceAll(/\r\n?/g, '\n').normalize('NFC').trim()
  }
}
