/** Pieces of JSON that take far more memory than room on the disk, as who means harm repeats them. */
export const HEAVY: readonly (readonly [what: string, piece: (at: number) => string])[] = [
  ['levels', () => '['],
  ['numbers', () => '0,'],
  ['empty objects', () => '{},'],
  ['empty lists', () => '[],'],
  ['objects of a key of their own', at => `{"k${at}":1},`],
  ['short texts', () => '"",'],
  ['lines', () => '\n'],
]

/** A list of so many megabytes of a piece. */
export function textOf(piece: (at: number) => string, megabytes: number): string {
  const pieces: string[] = ['[']
  for (let [at, size] = [0, 0]; size < megabytes * 1_048_576; at += 1_000) {
    const thousand = Array.from({ length: 1_000 }, (_, each) => piece(at + each)).join('')
    pieces.push(thousand)
    size += thousand.length
  }
  pieces.push('0]')
  return pieces.join('')
}
