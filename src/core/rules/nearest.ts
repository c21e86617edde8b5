/** The known word that a mistyped one most likely means; undefined when none is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const typed = word.toLowerCase()
  let best: { readonly each: string; readonly distance: number } | undefined
  for (const each of known) {
    const most = Math.min(Math.max(1, Math.floor(each.length / 3)), (best?.distance ?? Infinity) - 1)
    // Words of such different lengths are as far apart, and a long one is not gone through.
    if (Math.abs(each.length - typed.length) > most) continue
    const distance = editDistance(typed, each.toLowerCase())
    if (distance <= most) best = { each, distance }
  }
  return best?.each
}

/** Names that are listed where none is near. */
const MOST_LISTED = 12

/** A hint that offers the nearest known word, or names what is known. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  if (near !== undefined) return `did you mean \`${near}\`?`
  const names = [...new Set(known)]
  const more = names.length > MOST_LISTED ? ` and ${names.length - MOST_LISTED} more` : ''
  return names.length === 0
    ? 'nothing is known here yet'
    : `known here: ${names.slice(0, MOST_LISTED).join(', ')}${more}`
}

// Optimal string alignment: inserted, lost, changed and swapped letters cost one each.
function editDistance(a: string, b: string): number {
  let older: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row: number[] = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const plain = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same)
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(swapped ? Math.min(plain, (older[j - 2] ?? 0) + 1) : plain)
    }
    older = last
    last = row
  }
  return last[b.length] ?? 0
}
