import type { Formatting } from '../core/results/format.ts'
import { counted } from './amounts.ts'
import { escapeText } from './escape.ts'
import { asTyped } from './paint.ts'
import type { Paint } from './paint.ts'
import { problemsText } from './problemText.ts'

/** What fmt wrote: the files, those that have errors, then the sum. */
export function formattedText(found: Formatting, paint: Paint): string {
  const lines = found.otherwise.map(({ file }) => `formatted  ${escapeText(file)}`)
  const sum = `${counted(found.files, 'file')}: ${found.otherwise.length} formatted${leftText(found)}`
  return [...errorsText(found, paint), ...lines, sum].join('\n')
}

/** What fmt would write, file by file with its diff where that may be seen; then the sum and the command to run. */
export function unformattedText(found: Formatting, diffs: readonly (string | undefined)[], paint: Paint): string {
  const hidden = '(not shown: the file has hidden defaults)'
  const parts = found.otherwise.map(({ file }, index) => `${paint.bold(escapeText(file))}\n${diffs[index] ?? hidden}\n`)
  const count = found.otherwise.length
  const sum = `${counted(found.files, 'file')}: ${count === 0 ? 'all' : count} ${count === 0 ? 'formatted' : 'not formatted'}${leftText(found)}`
  return [
    ...errorsText(found, paint),
    ...parts,
    sum,
    ...(count === 0 ? [] : [`Next  ${asTyped('cliq-ds fmt', paint)}`]),
  ].join('\n')
}

function errorsText({ problems, sources }: Formatting, paint: Paint): readonly string[] {
  return problems.length === 0 ? [] : [`${problemsText(problems, sources, paint)}\n`]
}

function leftText({ left }: Formatting): string {
  return left.length === 0 ? '' : `, ${counted(left.length, 'file')} of code or JSON left as is`
}
