import { grouped } from '../amounts.ts'
import { escapeText } from '../escape.ts'
import { cut, entry, NARROW_WIDTH, pad, padLeft, paragraph, WIDTH, wrapped } from '../layout.ts'
import type { Block, Calls, Group, Listing, Rows, Steps, Tone } from '../page.ts'
import type { Paint } from '../paint.ts'
import { problemsText } from '../problemText.ts'
import { sentence, tonePaint } from './screen.ts'
import { signPaint, treeLines } from './tree.ts'

const NAMES_AT = 42

/** A block in paragraphs of lines; between two of them goes an empty line. */
export function blockLines(block: Block, paint: Paint): readonly (readonly string[])[] {
  switch (block.kind) {
    case 'tree':
      return block.branches.length === 0 ? [['No changes']] : treeLines(block.branches, paint)
    case 'group':
      return [groupLines(block, paint)]
    case 'list':
      return [listLines(block, paint)]
    case 'rows':
      return [rowLines(block, paint)]
    case 'calls':
      return [callLines(block, paint)]
    case 'steps':
      return [stepLines(block, paint)]
    case 'problems':
      return block.problems.length === 0 ? [] : [[problemsText(block.problems, block.sources, paint)]]
  }
}

/** A group by itself. */
export function groupText(group: Group, paint: Paint): string {
  return groupLines(group, paint).join('\n')
}

function groupLines({ title, says, tone, items, branches = [], after = [] }: Group, paint: Paint): readonly string[] {
  return [
    ...(title === '' ? [] : titleLines(title, says === undefined ? '' : sentence(says, paint), tone, paint)),
    ...items.flatMap(each =>
      entry(sentence(each.label, paint), sentence(each.text, paint), 2, paint.width).map(tonePaint(each.tone, paint)),
    ),
    ...treeLines(branches, within(paint, 2))
      .flat()
      .map(line => `  ${line}`),
    ...after.flatMap(each => paragraph(sentence(each.text, paint), 2, paint.width).map(tonePaint(each.tone, paint))),
  ]
}

// A title, and a sentence beside it that goes on below itself.
function titleLines(title: string, says: string, tone: Tone, paint: Paint): readonly string[] {
  const [first = '', ...more] = says === '' ? [] : wrapped(says, (paint.width ?? Infinity) - title.length - 2)
  const margin = ' '.repeat(title.length + 2)
  const mark = tonePaint(tone, paint)
  return [paint.bold(title) + (first === '' ? '' : `  ${mark(first)}`), ...more.map(line => margin + mark(line))]
}

function within(paint: Paint, indent: number): Paint {
  return paint.width === undefined ? paint : { ...paint, width: paint.width - indent }
}

function listLines({ title, items }: Listing, paint: Paint): readonly string[] {
  const room = (paint.width ?? Infinity) - title.length - 2
  const lines = items.length === 0 ? ['none'] : items.flatMap(each => wrapped(sentence(each, paint), room))
  return lines.map((line, index) => `${index === 0 ? paint.bold(title) : ' '.repeat(title.length)}  ${line}`)
}

function rowLines({ datastore, about, lines, rest }: Rows, paint: Paint): readonly string[] {
  return [
    ...entry(paint.bold(escapeText(datastore)), sentence(about, paint), 2, paint.width),
    ...lines.flatMap(({ sign, count, verb, samples }) => {
      const names = samples.map(({ name, fields }) => {
        const changed = fields.length === 0 ? '' : ` (${fields.map(escapeText).join(', ')})`
        return `${cut(name, 40)}${changed}`
      })
      const more = count > samples.length ? ', …' : ''
      return entry(
        signPaint(sign, paint)(`${sign} ${grouped(count)} ${verb}`),
        `${names.join(', ')}${more}`,
        4,
        paint.width,
      )
    }),
    ...paragraph(sentence(rest, paint), 4, paint.width),
  ]
}

function callLines({ rows, finish }: Calls, paint: Paint): readonly string[] {
  const width = paint.width ?? WIDTH
  const isUsed = rows.some(each => each.used !== undefined)
  const head = `${pad('Calls to apply', 24)}count${isUsed ? '  used now' : ''}`
  const lines = rows.flatMap(each => {
    const used = each.used === undefined ? '' : padLeft(`${each.used.spent} of ${each.used.limit}`, 10)
    const names = each.operations.map(({ name, count }) => `${name} ${grouped(count)}`).join(', ')
    const left = `${pad(`  ${each.class}`, 24)}${padLeft(grouped(each.count), 5)}${used}`
    if (width < NARROW_WIDTH) return [left, ...paragraph(names, 4, width)]
    const [first = '', ...more] = wrapped(names, width - NAMES_AT)
    return [pad(left, NAMES_AT) + first, ...more.map(line => ' '.repeat(NAMES_AT) + line)]
  })
  const title = width < NARROW_WIDTH ? head : `${pad(head, NAMES_AT)}operations`
  return [paint.bold(title), ...lines, ...paragraph(sentence(finish, paint), 2, width)]
}

function stepLines({ steps }: Steps, paint: Paint): readonly string[] {
  const width = String(steps.length).length
  const room = width + 4
  const lines = steps.flatMap(({ call, datastore, fields, state }, index) => {
    const subject = fields.length === 0 ? '' : ` (${fields.map(escapeText).join(', ')})`
    const [first = '', ...more] = wrapped(
      `${call} ${escapeText(datastore)}${subject}${state === undefined ? '' : `: ${state}`}`,
      (paint.width ?? WIDTH) - room,
    )
    const number = padLeft(String(index + 1), width)
    return [`  ${number}  ${first}`, ...more.map(line => ' '.repeat(room) + line)]
  })
  const order = 'datastores in parallel, steps of one datastore in order'
  return [...titleLines('Steps', order, 'plain', paint), ...lines]
}
