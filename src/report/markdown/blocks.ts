import { counted, duration, grouped } from '../amounts.ts'
import type { Block, Branch, Calls, Group, Note, Problems, Row, Rows, Side, Steps, Value, Words } from '../page.ts'
import { movedBranches } from '../problemText.ts'
import { cell, codeSpan, markdownText } from './escape.ts'

/** A block as Markdown, in pieces that can be left out one by one; '' for nothing. */
export function blockPieces(block: Block): readonly string[] {
  switch (block.kind) {
    case 'tree':
      return block.branches.length === 0 ? ['No changes'] : block.branches.map(branchText)
    case 'group':
      return [groupText(block)]
    case 'list':
      return [`**${block.title}:** ${block.items.length === 0 ? 'none' : block.items.map(wordsText).join('; ')}`]
    case 'rows':
      return [rowsText(block)]
    case 'calls':
      return [callsText(block)]
    case 'steps':
      return [stepsText(block)]
    case 'problems':
      return problemPieces(block)
  }
}

/** A sentence as Markdown. */
export function wordsText(words: Words): string {
  const merged: (string | Exclude<Words[number], string>)[] = []
  for (const word of words) {
    const last = merged.at(-1)
    if (typeof word === 'string' && typeof last === 'string') merged[merged.length - 1] = last + word
    else merged.push(word)
  }
  return merged.map(wordText).reduce(beside, '')
}

// Two code spans that touch would be one.
function beside(text: string, next: string): string {
  return text.endsWith('`') && next.startsWith('`') ? `${text} ${next}` : text + next
}

function wordText(word: Words[number]): string {
  if (typeof word === 'string') return markdownText(word)
  if ('name' in word) return codeSpan(word.name)
  if ('value' in word) return codeSpan(word.value)
  return 'command' in word ? codeSpan(word.command) : `**${markdownText(word.strong)}**`
}

/** A group as a callout that stands out, an item a line. */
export function calloutText({ title, items, after = [] }: Group, kind: 'CAUTION' | 'WARNING'): string {
  const lines = items.map(each => `- ${wordsText(each.label)}: ${wordsText(each.text)}`)
  const more = after.map(each => wordsText(each.text))
  return [`[!${kind}]`, `**${title}**`, '', ...lines, ...(more.length === 0 ? [] : ['', ...more])]
    .map(line => `> ${line}`.trimEnd())
    .join('\n')
}

/** Text that is closed until somebody opens it. `summary` is Markdown of one line, without HTML. */
export function detailsText(summary: string, pieces: readonly string[]): string {
  return `<details><summary>${summary}</summary>\n\n${pieces.join('\n\n')}\n\n</details>`
}

/** Commands to paste, one a line, in a fence that none of them ends. */
export function commandsText(commands: readonly string[], escape: (text: string) => string): string {
  const lines = commands.map(escape)
  const longest = Math.max(2, ...lines.flatMap(each => (each.match(/`+/gu) ?? []).map(run => run.length)))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}sh`, ...lines, fence].join('\n')
}

/** Calls in one line: how many, and how long they take at least. */
export function callsSummary({ total, seconds }: Calls): string {
  return `${counted(total, 'call')}, earliest finish ${duration(seconds)}`
}

/** A table with a header; cells are Markdown. */
export function tableText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n')
}

function branchText({ sign, name, title, about, file, rows, notes }: Branch): string {
  const words = [title, ...about].filter(each => each !== '').map(markdownText)
  const where = file === undefined ? [] : [codeSpan(file)]
  const head = `**${sign === '' ? '' : `${codeSpan(sign)} `}${codeSpan(name)}** ${[...words, ...where].join(' · ')}`
  const header = ['', 'what', 'old → new', 'where', 'risk']
  const table = tableText(header, rows.map(rowCells))
  return [head, ...notes.map(each => `- ${noteText(each)}`), ...(rows.length === 0 ? [] : ['', table])].join('\n')
}

function rowCells(row: Row): readonly string[] {
  const { sign, subject, attribute, value, place, beside: other, notes } = row
  const subjects = [subject === '' ? '' : codeSpan(subject), markdownText(attribute)]
    .filter(each => each !== '')
    .join(' ')
  const at = place === undefined ? '' : `${place.isGone ? 'gone from ' : ''}${codeSpan(`${place.file}:${place.line}`)}`
  const risks = notes.map(noteText).join('; ')
  return [codeSpan(sign), subjects, valueText(value), at === '' ? markdownText(other) : at, risks || 'none']
}

function noteText({ level, word, code, text }: Note): string {
  const said = level === 'note' ? word : `**${word}**`
  return `${said} ${code}: ${wordsText(text)}`
}

function valueText({ from, defaultFrom, to, default: preset }: Value): string {
  const whole = (side: Side, beside: Side | undefined) =>
    beside === undefined ? sideText(side) : `${sideText(side)}, default ${sideText(beside)}`
  return from === undefined ? whole(to, preset) : `${whole(from, defaultFrom)} → ${whole(to, preset)}`
}

function sideText(side: Side): string {
  return 'text' in side ? codeSpan(side.text) : markdownText(side.said)
}

function groupText({ title, says, items, branches = [], after = [] }: Group): string {
  const head = title === '' ? '' : `**${title}:**`
  const first = [head, says === undefined ? '' : wordsText(says)].filter(each => each !== '').join(' ')
  const list = items.map(each => `- ${wordsText(each.label)}: ${wordsText(each.text)}`).join('\n')
  return [first, list, ...branches.map(branchText), ...after.map(each => wordsText(each.text))]
    .filter(each => each !== '')
    .join('\n\n')
}

function rowsText({ datastore, about, lines, rest }: Rows): string {
  const counts = lines.map(({ sign, count, verb }) => `- ${codeSpan(sign)} ${grouped(count)} ${verb}`)
  return [`**${codeSpan(datastore)}** ${wordsText(about)}`, ...counts, `- ${wordsText(rest)}`].join('\n')
}

function callsText({ rows, finish }: Calls): string {
  const cells = rows.map(each => [
    each.class,
    grouped(each.count),
    each.used === undefined ? '' : `${each.used.spent} of ${each.used.limit}`,
    each.operations.map(({ name, count }) => `${name} ${grouped(count)}`).join(', '),
  ])
  return [tableText(['calls', 'count', 'used now', 'operations'], cells), '', wordsText(finish)].join('\n')
}

function stepsText({ steps }: Steps): string {
  const lines = steps.map(({ call, datastore, fields, state }, index) => {
    const subject = fields.length === 0 ? '' : ` (${fields.map(codeSpan).join(', ')})`
    return `${index + 1}. ${call} ${codeSpan(datastore)}${subject}${state === undefined ? '' : `: ${state}`}`
  })
  return lines.join('\n')
}

function problemPieces({ problems }: Problems): readonly string[] {
  const lines = problems.map(problem => {
    const { code, severity, message, at, hint, more } = problem
    const place = at === undefined ? '' : ` ${codeSpan(`${at.file}:${at.line}:${at.col}`)}`
    const next = hint === undefined ? '' : `; ${markdownText(hint)}`
    const others = more === undefined ? '' : ` (and ${more} more of ${code})`
    return `- **${severity}** ${code}${place} ${markdownText(message)}${next}${others}${movedBranches(problem)
      .map(each => `\n\n${branchText(each)}\n`)
      .join('')}`
  })
  return lines.length === 0 ? [] : [lines.join('\n')]
}
