/** One mistake at one place of one file. */
export interface Mutant {
  readonly file: string
  readonly at: number
  readonly from: string
  readonly to: string
}

interface Mistake {
  readonly looksFor: RegExp
  /** What stands there then; nothing at all takes the whole call away with what is between its brackets. */
  readonly becomes: string | undefined | ((from: string) => string)
}

/** Mistakes that people make: what is looked for, and what stands there then. */
const MISTAKES: readonly Mistake[] = [
  { looksFor: / === /gu, becomes: ' !== ' },
  { looksFor: / !== /gu, becomes: ' === ' },
  { looksFor: / < /gu, becomes: ' <= ' },
  { looksFor: / <= /gu, becomes: ' < ' },
  { looksFor: / >= /gu, becomes: ' > ' },
  { looksFor: / > /gu, becomes: ' >= ' },
  { looksFor: / && /gu, becomes: ' || ' },
  { looksFor: / \|\| /gu, becomes: ' && ' },
  { looksFor: / \+ /gu, becomes: ' - ' },
  { looksFor: / - /gu, becomes: ' + ' },
  { looksFor: /\.some\(/gu, becomes: '.every(' },
  { looksFor: /\.every\(/gu, becomes: '.some(' },
  { looksFor: /\.find\(/gu, becomes: '.findLast(' },
  { looksFor: /\bMath\.min\(/gu, becomes: 'Math.max(' },
  { looksFor: /\bMath\.max\(/gu, becomes: 'Math.min(' },
  { looksFor: /\.(?:filter|toSorted|slice|trim|trimEnd|toReversed)\(/gu, becomes: undefined },
  { looksFor: /\.at\(-1\)/gu, becomes: '.at(0)' },
  { looksFor: /return await /gu, becomes: 'return ' },
  { looksFor: /(?<=^ +)await (?=\w[^\n]*\)$)/gmu, becomes: 'void ' },
  { looksFor: /\btrue\b(?=[,;)\n ])/gu, becomes: 'false' },
  { looksFor: /\bfalse\b(?=[,;)\n ])/gu, becomes: 'true' },
  { looksFor: /(?<=[ ([])(?:[2-9]|\d[\d_]{1,9})(?=[ ,;)\]\n])/gu, becomes: half },
  { looksFor: /(?<=[ ([])[01](?=[ ,;)\n])/gu, becomes: from => (from === '0' ? '1' : '2') },
  { looksFor: /(?<=^ +)throw (?=failure\()/gmu, becomes: 'void ' },
  // A way out that is forgotten, and a call that is.
  { looksFor: /(?<=^ +)if \([^\n{]+\) (?:return|continue|break|throw)\b[^\n{]*$/gmu, becomes: '' },
  { looksFor: /(?<=^ +)(?:await )?[a-z][\w.]*\([^\n]*\)$/gmu, becomes: '' },
]

function half(from: string): string {
  return String(Math.floor(Number(from.replaceAll('_', '')) / 2))
}

/** Every place of a file where a mistake fits, by the kind of mistake. */
export function sites(file: string, text: string): readonly (readonly Mutant[])[] {
  return MISTAKES.map(({ looksFor, becomes }) =>
    [...text.matchAll(looksFor)].flatMap(found => {
      if (isSilent(text, found.index)) return []
      const whole = becomes === undefined ? callFrom(text, found.index + found[0].length) : undefined
      const from = whole === undefined ? found[0] : text.slice(found.index, whole)
      const to = typeof becomes === 'function' ? becomes(from) : (becomes ?? '')
      return [{ file, at: found.index, from, to }]
    }),
  )
}

// Comments, types, imports and texts are no code that runs.
function isSilent(text: string, at: number): boolean {
  const start = text.lastIndexOf('\n', at) + 1
  const line = text.slice(start, at)
  const quotes = line.split("'").length - 1
  return (
    /^\s*(?:\/\/|\*|\/\*|import |export type |export interface |type |readonly |\|)/u.test(line) || quotes % 2 === 1
  )
}

// Where a call ends whose bracket was just opened.
function callFrom(text: string, from: number): number {
  let depth = 1
  let at = from
  for (; at < text.length && depth > 0; at += 1) {
    if (text[at] === '(') depth += 1
    if (text[at] === ')') depth -= 1
  }
  return at
}

/** A mistake as the list of those without weight names it: what follows in the file does not matter, nor what moved it. */
export function named(mutant: Mutant, text: string): string {
  const start = text.lastIndexOf('\n', mutant.at) + 1
  const end = text.indexOf('\n', mutant.at)
  const line = text.slice(start, end < 0 ? text.length : end)
  const before = line.slice(0, mutant.at - start).split(mutant.from).length
  const what = `${mutant.from.trim()} -> ${mutant.to.trim() || 'nothing'}`.replaceAll(/\s+/gu, ' ')
  return `${mutant.file} | ${line.trim()} | ${what}${before > 1 ? ` #${before}` : ''}`
}
