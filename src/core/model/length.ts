/** Characters as people count them: a pair of surrogates is one. */
export function lengthOf(text: string): number {
  return /[\ud800-\udbff]/.test(text) ? [...text].length : text.length
}
