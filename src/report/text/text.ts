import { escapeText } from '../escape.ts'
import { columns, paragraph, spread, WIDTH, wrapped } from '../layout.ts'
import type { Block, Entry, Group, Page, PartId } from '../page.ts'
import { differencesGroups } from '../pages/promotion.ts'
import type { Paint } from '../paint.ts'
import { blockLines } from './blocks.ts'
import { headLines, nextLines, sentence, tonePaint } from './screen.ts'

/** What a reader of the terminal asks for. */
export interface TextOptions {
  /** Parts that are folded unless asked for. */
  readonly unfolded?: ReadonlySet<PartId> | undefined
  /** What only this reader sees, below what is lost or refused; it is in no page. */
  readonly aside?: Group | undefined
}

/** Pages below each other, without a line feed at their end. Where plans differ comes first. */
export function pagesText(pages: readonly Page[], paint: Paint, options: TextOptions = {}): string {
  const differences = pages.map(each => each.differences ?? [])
  return [differencesText(differences, paint), ...pages.map(each => pageText(each, paint, options))]
    .filter(each => each !== '')
    .join('\n\n')
}

/** Where the plans of several environments differ, without a line feed; '' for nothing to compare. */
export function differencesText(environments: readonly (readonly Entry[])[], paint: Paint): string {
  return differencesGroups(environments)
    .flatMap(each => blockLines(each, paint))
    .map(lines => lines.join('\n'))
    .join('\n')
}

/** A page as people read it in a terminal or a file of text; without a line feed at its end. */
export function pageText(page: Page, paint: Paint, { unfolded = new Set(), aside }: TextOptions = {}): string {
  const shown = page.parts.filter(part => part.isFolded !== true || unfolded.has(part.id))
  const above = shown.findLastIndex(part => part.id === 'losses' || part.id === 'hazards')
  const blocks = shown.flatMap((part, at) => (at === above && aside ? [...part.blocks, aside] : part.blocks))
  const parts = together(above === -1 && aside ? [aside, ...blocks] : blocks, paint)
  const verdict = verdictLines(page, paint)
  const end = endLines(page, paint)
  const [first, ...more] = parts
  const paragraphs =
    page.verdict.isIdle || page.verdict.isOver === true
      ? // What belongs to the one line stands right below it.
        [
          [...verdict, ...(first?.isBelow === true ? first.lines : [])],
          ...(first?.isBelow === true ? more : parts).map(each => each.lines),
          end,
        ]
      : [page.environment === '' ? [] : topLines(page, paint), ...parts.map(each => each.lines), [...verdict, ...end]]
  return paragraphs
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')
}

interface Paragraph {
  readonly lines: readonly string[]
  /** It has no title of its own. */
  readonly isBelow: boolean
}

// Groups that follow each other are one paragraph.
function together(blocks: readonly Block[], paint: Paint): readonly Paragraph[] {
  const paragraphs: Paragraph[] = []
  let wasGroup = false
  for (const block of blocks) {
    const isGroup = block.kind === 'group'
    const isBelow = isGroup && block.title === ''
    for (const lines of blockLines(block, paint)) {
      const last = isGroup && wasGroup ? paragraphs.pop() : undefined
      paragraphs.push({ lines: [...(last?.lines ?? []), ...lines], isBelow: last?.isBelow ?? isBelow })
    }
    wasGroup = isGroup
  }
  return paragraphs
}

function topLines({ environment, where, about }: Page, paint: Paint): readonly string[] {
  const said = about.map(each => sentence(each, paint)).join(' ')
  return [...headLines(environment, where, paint), ...(said === '' ? [] : paragraph(said, 0, paint.width))]
}

function verdictLines({ verdict: { label, says, tone, beside = '' } }: Page, paint: Paint): readonly string[] {
  const text = `${label === '' ? '' : `${escapeText(label)}: `}${sentence(says, paint)}`
  const isWide = paint.width === undefined || columns(text) + columns(beside) + 2 <= paint.width
  const lines =
    label === '' && isWide
      ? spread(text, beside, paint.width)
      : wrapped(`${text}  ${beside}`.trimEnd(), (paint.width ?? WIDTH) - 2)
  return lines.map((line, index) => tonePaint(tone, paint)(index === 0 ? line : `  ${line}`))
}

function endLines({ saved, next }: Page, paint: Paint): readonly string[] {
  const file = saved === undefined ? [] : [`Saved ${escapeText(saved)}`]
  return [...file, ...nextLines(next, paint)]
}
