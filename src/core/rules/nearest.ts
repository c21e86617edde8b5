/** The known word that a mistyped one most likely means; undefined when none is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const typed = word.toLowerCase().slice(0, 64)
  const near = [...known].map(each => ({ each, distance: editDistance(typed, each.toLowerCase()) }))
  const [best] = near
    .filter(({ each, distance }) => distance <= Math.max(1, Math.floor(each.length / 3)))
    .sort((a, b) => a.distance - b.distance)
  return best?.each
}

/** A hint that offers the nearest known word, or names all of them. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  return near === undefined ? `known here: ${known.join(', ')}` : `did you mean \`${near}\`?`
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
