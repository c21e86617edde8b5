/**
 * Whether a text matches a pattern in which `*` stands for any text. Goes back to the last `*` only, so that no pattern
 * takes longer than its length times that of the text.
 */
export function matches(pattern: string, text: string): boolean {
  let [at, from, star, since] = [0, 0, -1, 0]
  while (at < text.length)
    if (pattern[from] === '*') {
      star = from
      since = at
      from += 1
    } else if (pattern[from] === text[at]) {
      at += 1
      from += 1
    } else if (star === -1) return false
    else {
      since += 1
      at = since
      from = star + 1
    }
  while (pattern[from] === '*') from += 1
  return from === pattern.length
}

/** The first pattern that a name matches; undefined where none does. */
export function firstMatching(patterns: readonly string[], name: string): string | undefined {
  return patterns.find(each => matches(each, name))
}
