import { CODES } from '../core/codes/codes.ts'
import { CLIQ_CODES } from '../core/codes/cliqCodes.ts'
import type { CodeFacts } from '../core/codes/facts.ts'
import { GROUPS } from '../core/codes/groups.ts'
import { exitCodeOf, exitCodeOfGroup } from '../terminal/exit.ts'

/** The page of all codes, as Markdown. Throws for a group without a heading. */
export function codesPage(): string {
  const unnamed = Object.keys(CODES).filter(code => !Object.hasOwn(GROUPS, code.slice(0, 2)))
  if (unnamed.length > 0) throw new Error(`no heading for ${unnamed.join(', ')}`)
  const groups = Object.entries(GROUPS).map(([letters, heading]) => groupPage(letters, heading))
  const head = [
    '# Codes',
    '',
    'Every problem that `cliq-ds` prints has a code that never changes its meaning. `cliq-ds explain CODE` prints the same',
    "text as this page, and takes Cliq's own codes as well. The exit code is that of a run which the problem ended; warnings and risks end none.",
    '',
    'This page is made by `npm run docs` from `src/core/codes/`.',
  ]
  return [head.join('\n'), ...groups.filter(page => page !== undefined), ''].join('\n\n').replace(/\n+$/u, '\n')
}

function groupPage(letters: string, heading: string): string | undefined {
  const codes = Object.entries(CODES).filter(([code]) => code.startsWith(letters))
  if (codes.length === 0) return undefined
  const entries = codes.map(([code, facts]) => entry(code, facts))
  return [`## ${letters}: ${heading} (exit ${exitCodeOfGroup(letters)})`, ...entries].join('\n\n')
}

function entry(code: string, { title, why, fix, next, example }: CodeFacts): string {
  const theirs = Object.keys(CLIQ_CODES).filter(each => CLIQ_CODES[each]?.code === code)
  const told = theirs.length === 0 ? '' : `\n\n**Cliq's own:** ${theirs.map(each => `\`${each}\``).join(', ')}`
  const then = next === undefined ? '' : `\n\n**Next:** \`${next}\``
  const exit = exitCodeOf(code)
  const ends = exit === exitCodeOfGroup(code.slice(0, 2)) ? '' : `\n\n**Exit:** ${exit}`
  const shown = example.replaceAll(/^(?=.)/gmu, '    ')
  return `### ${code}: ${escaped(title)}\n\n${escaped(why)}\n\n**Fix:** ${escaped(fix)}${then}${ends}${told}\n\n${shown}`
}

// Signs that Markdown would take for its own; quoted code stays as it is.
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/u)
    .map(part => (part.startsWith('`') ? part : part.replaceAll(/[<>*[\]\\]|_(?=\w)/gu, sign => `\\${sign}`)))
    .join('')
}
