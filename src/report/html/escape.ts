import { escapeText } from '../escape.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text of any origin as text of HTML or a quoted attribute, and nothing else. The only way for text into HTML. */
export function htmlText(text: string): string {
  return escapeText(text).replaceAll(/[&<>"']/gu, each => ENTITIES[each] ?? each)
}
