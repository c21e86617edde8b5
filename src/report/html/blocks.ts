import type { Sign } from '../../core/plan/document.ts'
import { counted, duration, grouped } from '../amounts.ts'
import { excerptOf } from '../excerpt.ts'
import { movedBranches } from '../problemText.ts'
import type { Block, Branch, Calls, Group, Note, Problems, Row, Rows, Side, Steps, Value, Words } from '../page.ts'
import { htmlText } from './escape.ts'
import { timelineHtml } from './timeline.ts'

/** A block as HTML; `id` begins the ids of what is inside. */
export function blockHtml(block: Block, id: string): string {
  switch (block.kind) {
    case 'tree':
      return block.branches.length === 0 ? '<p>No changes</p>' : block.branches.map(branchHtml).join('\n')
    case 'group':
      return groupHtml(block)
    case 'list':
      return `<h3>${htmlText(block.title)}</h3>\n${listHtml(block.items.map(wordsHtml))}`
    case 'rows':
      return rowsHtml(block)
    case 'calls':
      return callsHtml(block, id)
    case 'steps':
      return stepsHtml(block)
    case 'problems':
      return problemsHtml(block)
  }
}

/** A sentence as HTML. */
export function wordsHtml(words: Words): string {
  return words.map(wordHtml).join('')
}

/** A table whose rows stand below each other on a phone; cells are HTML. */
export function tableHtml(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const label = (at: number) => (header[at] === '' ? '' : ` data-label="${htmlText(header[at] ?? '')}"`)
  const line = (cells: readonly string[]) =>
    `<tr>${cells.map((each, at) => `<td${label(at)}>${each}</td>`).join('')}</tr>`
  const head = header.map(
    each => `<th scope="col">${each === '' ? '<span class="hidden">kind</span>' : htmlText(each)}</th>`,
  )
  return `<table class="cards"><thead><tr>${head.join('')}</tr></thead>\n<tbody>\n${rows.map(line).join('\n')}\n</tbody></table>`
}

function wordHtml(word: Words[number]): string {
  if (typeof word === 'string') return htmlText(word)
  if ('name' in word) return `<code>${htmlText(word.name)}</code>`
  if ('value' in word) return `<code>${htmlText(word.value)}</code>`
  return 'command' in word ? `<code>${htmlText(word.command)}</code>` : `<strong>${htmlText(word.strong)}</strong>`
}

function listHtml(items: readonly string[]): string {
  return items.length === 0 ? '<p>none</p>' : `<ul>${items.map(each => `<li>${each}</li>`).join('\n')}</ul>`
}

const SIGNS: Readonly<Record<Sign, readonly [string, string]>> = {
  '+': ['add', 'added'],
  '~': ['change', 'changed'],
  '-': ['gone', 'removed'],
  '-/+': ['gone', 'replaced'],
}

function signHtml(sign: Sign): string {
  const [kind, word] = SIGNS[sign]
  return `<strong class="${kind}">${htmlText(sign)} ${word}</strong>`
}

function branchHtml({ sign, name, title, about, file, rows, notes }: Branch): string {
  const whole = sign === '' ? '' : `${signHtml(sign)} `
  const beside = [title, ...about].filter(each => each !== '').map(htmlText)
  const where = file === undefined ? [] : [`<code>${htmlText(file)}</code>`]
  const risks = notes.length === 0 ? '' : listHtml(notes.map(noteHtml))
  const table = rows.length === 0 ? '' : tableHtml(['', 'what', 'before', 'after', 'where', 'risk'], rows.map(cellsOf))
  const head = `<h4>${whole}<code>${htmlText(name)}</code> ${[...beside, ...where].join(' · ')}</h4>`
  return `<article>${head}${risks}${table}</article>`
}

function cellsOf({ sign, subject, attribute, value, place, beside, notes }: Row): readonly string[] {
  const field = subject === '' ? '' : `<code>${htmlText(subject)}</code>`
  const what = [field, htmlText(attribute)].filter(each => each !== '').join(' ')
  const at = place && `${place.isGone ? 'gone from ' : ''}<code>${htmlText(`${place.file}:${place.line}`)}</code>`
  return [signHtml(sign), what, ...sidesOf(value, sign), at ?? htmlText(beside), notes.map(noteHtml).join('<br>')]
}

function sidesOf({ from, defaultFrom, to, default: preset }: Value, sign: Sign): readonly [string, string] {
  const whole = (side: Side, beside: Side | undefined) =>
    beside === undefined ? sideHtml(side) : `${sideHtml(side)}, default ${sideHtml(beside)}`
  const after = whole(to, preset)
  if (from !== undefined) return [whole(from, defaultFrom), after]
  return sign === '-' ? [after, ''] : ['', after]
}

function sideHtml(side: Side): string {
  if ('said' in side) return htmlText(side.said)
  return side.text === '' ? '(empty)' : `<code>${htmlText(side.text)}</code>`
}

function noteHtml({ level, word, code, text }: Note): string {
  const kind = level === 'note' ? 'soft' : level === 'may-fail' ? 'change' : 'gone'
  return `<strong class="${kind}">${htmlText(word)}</strong> ${htmlText(code)}: ${wordsHtml(text)}`
}

function groupHtml({ title, says, tone, items, branches = [], after = [] }: Group): string {
  const list =
    items.length === 0 ? '' : listHtml(items.map(each => `${wordsHtml(each.label)}: ${wordsHtml(each.text)}`))
  const inner = [
    title === '' ? '' : `<h3>${htmlText(title)}</h3>`,
    says === undefined ? '' : `<p>${wordsHtml(says)}</p>`,
    list,
    ...branches.map(branchHtml),
    ...after.map(each => `<p>${wordsHtml(each.text)}</p>`),
  ].join('\n')
  if (items.length === 0 || (tone !== 'bad' && tone !== 'doubt')) return inner
  return `<div class="${tone === 'bad' ? 'lost' : 'doubt'}">${inner}</div>`
}

function rowsHtml({ datastore, about, lines, rest }: Rows): string {
  const counts = lines.map(({ sign, count, verb, samples }) => {
    const names = samples.map(({ name, fields }) => {
      const changed = fields.length === 0 ? '' : ` (${fields.map(each => `<code>${htmlText(each)}</code>`).join(', ')})`
      return `<code>${htmlText(name)}</code>${changed}`
    })
    return `${signHtml(sign)} ${grouped(count)} ${htmlText(verb)}: ${names.join(', ')}${count > samples.length ? ', …' : ''}`
  })
  return `<h4><code>${htmlText(datastore)}</code> ${wordsHtml(about)}</h4>${listHtml([...counts, wordsHtml(rest)])}`
}

function callsHtml({ rows, finish, total, seconds, timeline }: Calls, id: string): string {
  const cells = rows.map(each => [
    htmlText(each.class),
    grouped(each.count),
    each.used === undefined ? '' : `${each.used.spent} of ${each.used.limit}`,
    each.operations.map(({ name, count }) => `${htmlText(name)} ${grouped(count)}`).join(', '),
  ])
  const summary = `${counted(total, 'call')}, earliest finish ${duration(seconds)}`
  const table = tableHtml(['calls', 'count', 'used now', 'operations'], cells)
  const picture = timeline === undefined ? '' : timelineHtml(timeline, `${id}-picture`)
  return `<h3>${htmlText(summary)}</h3>\n${table}\n<p>${wordsHtml(finish)}</p>\n${picture}`
}

function stepsHtml({ steps }: Steps): string {
  const items = steps.map(({ call, datastore, fields, state }) => {
    const subject = fields.length === 0 ? '' : ` (${fields.map(each => `<code>${htmlText(each)}</code>`).join(', ')})`
    return `<li>${htmlText(call)} <code>${htmlText(datastore)}</code>${subject}${state === undefined ? '' : `: ${state}`}</li>`
  })
  const count = counted(steps.length, 'step')
  return `<details open><summary>${count}, in the order in which they begin</summary><ol>${items.join('\n')}</ol></details>`
}

function problemsHtml({ problems, sources }: Problems): string {
  if (problems.length === 0) return ''
  const items = problems.map(problem => {
    const { code, severity, message, at, hint } = problem
    const place = at === undefined ? '' : ` <code>${htmlText(`${at.file}:${at.line}:${at.col}`)}</code>`
    const excerpt = at && excerptOf(at, sources, code)
    const lines = excerpt && `<pre>${htmlText(excerpt.line)}\n${htmlText(`${excerpt.caret}^`)}</pre>`
    const next = hint === undefined ? '' : ` Next: ${htmlText(hint)}`
    const kind = severity === 'error' ? 'gone' : 'change'
    return `<strong class="${kind}">${severity}</strong> ${htmlText(code)}${place} ${htmlText(message)}.${next}${lines ?? ''}${movedBranches(problem).map(branchHtml).join('\n')}`
  })
  return `<h3>Problems</h3>\n${listHtml(items)}`
}
