import { keepDriftIssue } from '../../commands/driftIssue.ts'
import { Failure, failure } from '../../core/model/failure.ts'
import { driftLine } from '../../core/review/header.ts'
import { escapeText } from '../../report/escape.ts'
import { pagesMarkdown } from '../../report/markdown/markdown.ts'
import type { Page } from '../../report/page.ts'
import { COMMENT_LENGTH } from '../../report/pages/review.ts'
import { problemsText } from '../../report/problemText.ts'
import { openReviewing } from '../../world.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import { redactedPages, redactSecrets } from '../redact.ts'
import { chosen, outsideOf } from '../session.ts'

/** Keeps the issue of an environment in step with its drift. What the token may not do is told, and fails nothing. */
export async function tellIssue(io: Io, globals: Globals, page: Page, isDrifted: boolean): Promise<void> {
  try {
    const outside = outsideOf(io, globals, { notify: () => undefined })
    const { forge, project, secrets } = await openReviewing(outside, chosen(globals))
    redactSecrets(secrets)
    if (forge === undefined)
      throw failure('FG101', 'no token of GitHub or GitLab is set, so no issue can be written', {
        hint: 'see docs/ci.md',
      })
    const text = {
      title: `Drift in ${escapeText(page.environment)}`,
      body: pagesMarkdown(redactedPages([page]), COMMENT_LENGTH).text,
    }
    const url = await keepDriftIssue(forge, driftLine(project, page.environment), text, isDrifted)
    if (url !== '') io.err.write(`issue  ${escapeText(url)}\n`)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const problems = error.problems.map(each => ({ ...each, severity: 'warning' as const }))
    io.err.write(`${problemsText(problems, new Map(), paintFor(io.err, io, globals.color))}\n`)
  }
}
