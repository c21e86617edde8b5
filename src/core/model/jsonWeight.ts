/** How much JSON may be before it is read. */
export interface JsonBounds {
  /** Levels of lists and mappings. */
  readonly levels: number
  /** Keys and values, each of which takes memory however short it is; there may be twice as many lines. */
  readonly parts: number
}

/** What a text would weigh as JSON. */
export interface JsonWeight {
  /** Whether it is within its bounds, so that JSON.parse may be given it. */
  readonly isSafe: boolean
  /** How many keys are written in it. */
  readonly keys: number
  /** Where it becomes too large, if it does. */
  readonly tooLargeAt?: number
}

/** Weighs a text before it is read: JSON.parse would take all the memory that there is. */
export function weighed(text: string, { levels, parts: most }: JsonBounds): JsonWeight {
  let [depth, parts, keys, lines, isQuoted] = [0, 0, 0, 0, false]
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at)
    if (sign === LINE_FEED) lines += 1
    else if (sign === QUOTE) isQuoted = !isQuoted
    else if (isQuoted) at += sign === BACKSLASH ? 1 : 0
    else if (sign === BRACE || sign === BRACKET) {
      depth += 1
      parts += 1
    } else if (sign === BRACE + 2 || sign === BRACKET + 2) depth -= 1
    else if (sign === COMMA) parts += 1
    else if (sign === COLON) keys += 1
    if (depth > levels) return { isSafe: false, keys }
    // Where each line begins is kept too, for places.
    if (parts + keys > most || lines > 2 * most) return { isSafe: false, keys, tooLargeAt: at }
  }
  return { isSafe: true, keys }
}

const [LINE_FEED, QUOTE, COMMA, COLON, BRACKET, BACKSLASH, BRACE] = [0x0a, 0x22, 0x2c, 0x3a, 0x5b, 0x5c, 0x7b]

/**
 * How many keys a value has that JSON.parse made, without those of one name. Of a repeated key it keeps the last value
 * without a word, so there are fewer than are written.
 */
export function keysIn(value: unknown, besides?: string): number {
  if (typeof value !== 'object' || value === null) return 0
  let keys = 0
  if (Array.isArray(value)) for (const each of value) keys += keysIn(each, besides)
  else for (const [key, each] of Object.entries(value)) keys += (key === besides ? 0 : 1) + keysIn(each, besides)
  return keys
}
