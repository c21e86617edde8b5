import { byCodeUnit } from '../../core/model/catalog.ts'
import type { Failure } from '../../core/model/failure.ts'
import type { Label } from '../../core/review/forge.ts'
import type { Slot } from '../../core/review/slot.ts'
import { duration, grouped } from '../amounts.ts'
import { tableText } from '../markdown/blocks.ts'
import { codeSpan, markdownText } from '../markdown/escape.ts'
import { pagesMarkdown } from '../markdown/markdown.ts'
import type { Page } from '../page.ts'
import { failurePage } from './failure.ts'

/** A comment holds 65,536 characters at GitHub; what a browser or an API counts more is left room. */
export const COMMENT_LENGTH = 60_000

/** A summary of more than 1 MiB is dropped whole, and a character has up to three bytes. */
export const SUMMARY_LENGTH = 330_000

/** The page of an environment that could not be planned. */
export function unplannedPage(environment: string, { problems, sources }: Pick<Failure, 'problems' | 'sources'>): Page {
  return { ...failurePage('plan', problems, sources), environment }
}

/** The sections of a comment by environment, cut so that all of them fit into what is left of it. */
export function reviewSections(
  pages: readonly Page[],
  share: number,
): ReadonlyMap<string, { readonly text: string; readonly isTruncated: boolean }> {
  // The shortest first: what one does not need is left to the others.
  const sorted = [...pages].sort((a, b) => pagesMarkdown([a]).text.length - pagesMarkdown([b]).text.length)
  let left = share
  return new Map(
    sorted.map((page, at) => {
      const { text, isTruncated } = pagesMarkdown([page], Math.floor(left / (sorted.length - at)))
      left -= text.length
      return [page.environment, { text, isTruncated }] as const
    }),
  )
}

/** The head of a comment: what it is, and one line for each environment, whichever job wrote it. */
export function reviewHead(slots: ReadonlyMap<string, Slot>, project: string): string {
  const sorted = [...slots].sort(([a], [b]) => byCodeUnit(a, b))
  const header = ['environment', '+', '~', '-', 'losses', 'drift', 'calls', 'time', 'plan', 'state']
  const rows = sorted.map(([name, { figures, state, outcome, truncated }]) => {
    const { add, change, remove, losses, drift, calls, seconds, digest } = figures
    const counts = [add, change, remove, losses, drift, calls].map(grouped)
    const plan = digest === '' ? 'none' : codeSpan(digest.slice(digest.indexOf(':') + 1).slice(0, 12))
    return [codeSpan(name), ...counts, duration(seconds), plan, stateText(state, truncated, outcome)]
  })
  const title = project === '.' ? '## Datastores' : `## Datastores of ${codeSpan(project)}`
  return `${title}\n\n${tableText(header, rows)}\n\n${sorted.every(([, { state }]) => state === 'open') ? OPEN : LOOK}`
}

const OPEN = 'Merging approves exactly this: an apply with `--reviewed` applies only these changes of only this commit.'
const LOOK = 'What was applied is no longer approved.'

function stateText(state: Slot['state'], truncated: boolean, outcome: Slot['outcome']): string {
  switch (state) {
    case 'open':
      if (outcome !== undefined) return outcomeText('open', outcome)
      return truncated ? 'too long to be approved' : 'for review'
    case 'applying':
      return outcome === undefined ? 'being applied' : outcomeText('stopped', outcome)
    case 'closed':
      return outcome === undefined ? 'closed' : outcomeText('closed', outcome)
  }
}

function outcomeText(state: string, { result, at, link }: NonNullable<Slot['outcome']>): string {
  const run = /^https:\/\/[\w./:-]+$/u.test(link) ? ` [run](${link})` : ''
  return `${state}: ${markdownText(result)}, ${codeSpan(at)}${run}`
}

/** Labels of ours, of which a pull request has at most one. */
const LABELS: Readonly<Record<'losses' | 'changes' | 'none', Label>> = {
  losses: { name: 'cliq-ds: losses', colour: 'b60205', description: 'destroys values of datastores' },
  changes: { name: 'cliq-ds: changes', colour: 'fbca04', description: 'changes datastores' },
  none: { name: 'cliq-ds: no changes', colour: '0e8a16', description: 'changes no datastore' },
}

/** The label that the whole comment earns, and those that go. */
export function reviewLabels(slots: Iterable<Slot>): {
  readonly on: readonly Label[]
  readonly off: readonly string[]
} {
  const figures = [...slots].map(each => each.figures)
  const isChanging = figures.some(each => each.add + each.change + each.remove > 0)
  const label = LABELS[figures.some(each => each.losses > 0) ? 'losses' : isChanging ? 'changes' : 'none']
  return { on: [label], off: Object.values(LABELS).flatMap(each => (each === label ? [] : [each.name])) }
}
