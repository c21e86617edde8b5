// Words that some YAML reads as something else than text: 1.2 core here, 1.1 in older tools.
const WORDS = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n', 'nan', 'inf'])
const PLAIN_IN_FLOW = /^\p{L}[\p{L}\p{M}\p{N} _.;()/'-]*$/u
const PLAIN_IN_BLOCK = /^\p{L}[\p{L}\p{M}\p{N} _.;()/',-]*$/u
// JSON leaves these raw, and the reader of YAML refuses or trims them.
const RAW = /[^\P{Cc}]|[\u00ad\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu

/** A text as YAML that reads back as the same text: plain where nothing can mistake it, else in double quotes. */
export function scalarText(text: string, context: 'flow' | 'block'): string {
  const plain = context === 'flow' ? PLAIN_IN_FLOW : PLAIN_IN_BLOCK
  if (plain.test(text) && !text.endsWith(' ') && !WORDS.has(text.toLowerCase())) return text
  return quotedText(text)
}

/** A text in double quotes, as YAML and as JSON. */
export function quotedText(text: string): string {
  return JSON.stringify(text).replace(RAW, each => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
