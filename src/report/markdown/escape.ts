import { escapeText } from '../escape.ts'

// Words that no Markdown dialect and no forge reads as more than words: no mark, no mention, no number of an issue, no
// commit, no address, no list.
const PLAIN =
  /^["'(]*[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-'’.,/][\p{L}\p{M}\p{N}]+)*["')]*[.,;:?]?["')]*$|^["()]?[,;:.]?$|^[·—–%]$/u
const ACTING = /www\.|^["'(]*(?:\d+[.)]$|gh-\d|[0-9a-f]{7,}\b)|\d[a-f0-9]{6,}/iu

/**
 * Text of any origin as Markdown that shows it and does nothing else: whatever could be more than a word stands in a
 * code span, where forges link and mention nothing. The only way for text into Markdown.
 */
export function markdownText(text: string): string {
  const parts: { code: boolean; words: string[] }[] = []
  for (const word of text.split(/[ \n]+/u)) {
    if (word === '') continue
    const code = !PLAIN.test(word) || ACTING.test(word)
    const last = parts.at(-1)
    if (last?.code === code) last.words.push(word)
    else parts.push({ code, words: [word] })
  }
  const shown = parts.map(({ code, words }) => (code ? codeSpan(words.join(' ')) : words.join(' '))).join(' ')
  return `${/^[ \n]/u.test(text) ? ' ' : ''}${shown}${/\S[ \n]+$/u.test(text) ? ' ' : ''}`
}

/** The text as a code span, whatever it holds; never empty. */
export function codeSpan(text: string): string {
  const shown = escapeText(text)
  if (shown === '') return '(empty)'
  const longest = Math.max(0, ...(shown.match(/`+/gu) ?? []).map(each => each.length))
  const fence = '`'.repeat(longest + 1)
  // A blank at both ends is taken off again, and keeps a backtick of the text from the fence.
  const isPadded = shown.startsWith(' ') && shown.endsWith(' ') && shown.trim() !== ''
  const isAmbiguous = /^`|`$/u.test(shown) || isPadded
  return isAmbiguous ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`
}

/** Markdown as a cell of a table, whose bars would end it. */
export function cell(markdown: string): string {
  return markdown.replaceAll(/\\\|/gu, String.raw`\\u{7c}`).replaceAll('|', String.raw`\|`)
}
