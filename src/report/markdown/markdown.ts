import { duration, grouped } from '../amounts.ts'
import { escapeText } from '../escape.ts'
import { REVIEW_ORDER } from '../page.ts'
import type { Block, Page, PartId } from '../page.ts'
import { blockPieces, calloutText, callsSummary, commandsText, detailsText, tableText, wordsText } from './blocks.ts'
import { codeSpan, markdownText } from './escape.ts'
import { differencesGroups } from '../pages/promotion.ts'

/** A report as Markdown, and what had to be left out of it. */
export interface Markdown {
  readonly text: string
  /** Whether parts were left out for its length. */
  readonly isCut: boolean
  /** Whether even losses were left out: it cannot stand for the whole. */
  readonly isTruncated: boolean
}

/** Pages as one Markdown text of at most `limit` characters: cut between datastores, and in losses last of all. */
export function pagesMarkdown(pages: readonly Page[], limit = Infinity): Markdown {
  const pieces = [...overview(pages), ...differences(pages), ...pages.flatMap(pagePieces)].filter(
    each => each.text !== '',
  )
  const whole = joined(pieces)
  if (whole.length <= limit) return { text: whole, isCut: false, isTruncated: false }
  const kept = shortened(pieces, limit - CUT.length - 2)
  const text = `${joined(kept)}\n\n${CUT}`
  if (text.length <= limit) return { text, isCut: true, isTruncated: false }
  return { text: truncated(joined(kept), limit), isCut: true, isTruncated: true }
}

interface Piece {
  readonly text: string
  /** What goes first where there is no room; 0 never goes. */
  readonly rank: 0 | 1 | 2
}

const CUT = 'Shortened: the full report has the rest.'
const LOST = '**Not all losses fit here. Read the full report.**'

function joined(pieces: readonly Piece[]): string {
  return pieces.map(each => each.text).join('\n\n')
}

function shortened(pieces: readonly Piece[], limit: number): readonly Piece[] {
  const left = new Set(pieces)
  let length = joined(pieces).length
  for (const rank of [2, 1] as const)
    for (const piece of pieces.toReversed()) {
      if (length <= limit) return [...left]
      if (piece.rank !== rank) continue
      left.delete(piece)
      length -= piece.text.length + 2
    }
  return [...left]
}

// Between lines: a line that is cut could open what nothing closes.
function truncated(text: string, limit: number): string {
  const room = text.slice(0, Math.max(0, limit - LOST.length - 2))
  return `${room.slice(0, Math.max(0, room.lastIndexOf('\n')))}\n\n${LOST}`
}

function overview(pages: readonly Page[]): readonly Piece[] {
  if (pages.length < 2) return []
  const header = ['environment', '+', '~', '-', 'losses', 'drift', 'calls', 'time', 'plan']
  const rows = pages.map(({ environment, figures }) => {
    if (figures === undefined) return [codeSpan(environment), ...header.slice(1).map(() => '')]
    const { add, change, remove, losses, drift, calls, seconds, digest } = figures
    const counts = [add, change, remove, losses, drift, calls].map(grouped)
    return [codeSpan(environment), ...counts, duration(seconds), codeSpan(shortDigest(digest))]
  })
  return [{ text: tableText(header, rows), rank: 0 }]
}

function differences(pages: readonly Page[]): readonly Piece[] {
  return differencesGroups(pages.map(each => each.differences ?? []))
    .flatMap(blockPieces)
    .map(text => ({ text, rank: 2 }))
}

function shortDigest(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, 12)
}

function pagePieces(page: Page): readonly Piece[] {
  const { environment, where, about, verdict, parts, next } = page
  const title = verdict.label === '' ? '' : `${codeSpan(environment)}: `
  const subject = verdict.label === '' ? [] : [markdownText(verdict.label)]
  const lines = [markdownText(where), ...about.map(wordsText), ...subject].filter(each => each !== '').join(' · ')
  const beside = verdict.beside === undefined ? '' : ` · ${markdownText(verdict.beside)}`
  const inOrder = REVIEW_ORDER.flatMap(id => parts.filter(each => each.id === id))
  const isClosed = (id: PartId) => id === 'calls' || id === 'steps' || id === 'scopes'
  const open = inOrder.filter(each => !isClosed(each.id))
  const closed = inOrder.filter(each => isClosed(each.id)).flatMap(each => each.blocks)
  const end = next.length === 0 ? [] : [`Next:\n\n${commandsText(next, escapeText)}`]
  return [
    { text: `### ${title}${wordsText(verdict.says)}${beside}${lines === '' ? '' : `\n\n${lines}`}`, rank: 0 },
    ...open.flatMap(({ id, blocks }) => blocks.flatMap(block => openPieces(id, block))),
    ...closedPieces(closed),
    ...end.map((text): Piece => ({ text, rank: 0 })),
  ]
}

function openPieces(id: PartId, block: Block): readonly Piece[] {
  if ((id === 'losses' || id === 'hazards') && block.kind === 'group' && block.items.length > 0)
    return [{ text: calloutText(block, block.tone === 'bad' ? 'CAUTION' : 'WARNING'), rank: 0 }]
  const rank = id === 'changes' ? 1 : 2
  return blockPieces(block).map(text => ({ text, rank }))
}

function closedPieces(blocks: readonly Block[]): readonly Piece[] {
  const calls = blocks.find(each => each.kind === 'calls')
  const pieces = blocks.flatMap(blockPieces)
  if (calls === undefined) return pieces.map(text => ({ text, rank: 2 }))
  return [{ text: detailsText(callsSummary(calls), pieces), rank: 2 }]
}
