import { slotFrom } from '../../commands/review.ts'
import type { Reviewed } from '../../commands/review.ts'
import { writeComment } from '../../commands/reviewComment.ts'
import type { SlotText } from '../../commands/reviewComment.ts'
import { Failure } from '../../core/model/failure.ts'
import { annotationLines } from '../../report/annotations.ts'
import type { Page } from '../../report/page.ts'
import { pagesMarkdown } from '../../report/markdown/markdown.ts'
import { COMMENT_LENGTH, reviewHead, reviewLabels, reviewSections } from '../../report/pages/review.ts'
import { problemsText } from '../../report/problemText.ts'
import type { OpenReviewing } from '../../world.ts'
import { readVersion } from '../../world/version.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import { outsideOf } from '../session.ts'

interface Telling {
  readonly comment: 'true' | 'changes-only' | 'false'
  readonly labels: boolean
  readonly annotations: boolean
}

/**
 * Marks the lines of the pull request, writes its comment and its label. What the token may not do is told with the text to
 * paste, and fails nothing. Resolves to the address of the comment, '' for none.
 */
export async function tellForge(
  io: Io,
  globals: Globals,
  flags: Telling,
  open: OpenReviewing,
  reviewed: readonly Reviewed[],
  pages: readonly Page[],
): Promise<string> {
  const { ci, forge } = open
  // stdout may be data.
  if (flags.annotations && ci?.kind === 'github')
    for (const line of annotationLines(
      pages.flatMap(each => each.findings),
      open.project,
    ))
      io.err.order?.(line)
  const isBlind = open.isUntrusted || reviewed.some(each => 'document' in each && each.document.source === 'lock')
  if (ci?.pull === undefined || flags.comment === 'false' || isBlind) return ''
  try {
    if (forge === undefined) throw missingToken(ci.kind)
    return await comment(io, globals, flags, open, reviewed, pages)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const problems = error.problems.map(each => ({ ...each, severity: 'warning' as const }))
    io.err.write(`${problemsText(problems, new Map(), paintFor(io.err, io, globals.color))}\n`)
    io.err.write(`The comment to paste:\n\n${pagesMarkdown(pages, COMMENT_LENGTH).text}\n`)
    return ''
  }
}

async function comment(
  io: Io,
  globals: Globals,
  flags: Telling,
  open: OpenReviewing,
  reviewed: readonly Reviewed[],
  pages: readonly Page[],
): Promise<string> {
  const { ci, forge, seal, project, hash, random } = open
  if (ci?.pull === undefined || forge === undefined) return ''
  const outside = outsideOf(io, globals, { notify: () => undefined })
  const own = slotTexts(open, reviewed, pages)
  const isQuiet = pages.every(each => each.verdict.isIdle)
  if (flags.comment === 'changes-only' && isQuiet) return ''
  const about = { forge, seal, project, repository: ci.repository, pull: ci.pull.number, hash, random }
  let slots: Parameters<typeof reviewHead>[0] = new Map()
  const written = await writeComment(
    { ...about, clock: outside.clock, signal: io.signal },
    own,
    now => reviewHead((slots = now), project),
    isQuiet,
  )
  if (written.kind === 'older') io.err.write('The comment already shows a later commit or run, so it is not changed.\n')
  if (written.kind === 'written' && flags.labels) {
    const { on, off } = reviewLabels(slots.values())
    await forge.setLabels(ci.pull.number, on, off)
  }
  return written.kind === 'written' ? written.url : ''
}

// Room that the hidden line and the table may take.
const HEAD_LENGTH = 18_000

function slotTexts(
  { ci, environments, hash, seal }: OpenReviewing,
  reviewed: readonly Reviewed[],
  pages: readonly Page[],
): ReadonlyMap<string, SlotText> {
  // Other jobs write into the same comment, each its share.
  const share = reviewed.length / Math.max(reviewed.length, environments.length)
  const sections = reviewSections(pages, Math.floor((COMMENT_LENGTH - HEAD_LENGTH) * share))
  return new Map(
    reviewed.flatMap(each => {
      const { text = '', isTruncated = true } = sections.get(each.environment) ?? {}
      if (ci?.pull === undefined) return []
      const source = {
        pull: ci.pull,
        run: ci.run,
        version: readVersion(),
        hash,
        sign: seal?.sign,
        truncated: isTruncated,
      }
      return [[each.environment, { slot: slotFrom(each, source), section: text }] as const]
    }),
  )
}

function missingToken(kind: 'github' | 'gitlab'): Failure {
  const name = kind === 'github' ? 'GITHUB_TOKEN' : 'GITLAB_TOKEN'
  const message = `${name} is not set, so no comment can be written`
  return new Failure([{ code: 'FG101', severity: 'warning', message, hint: 'see docs/ci.md' }])
}
