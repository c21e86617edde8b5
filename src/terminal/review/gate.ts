import { reviewGate } from '../../commands/reviewed.ts'
import type { ReviewGate } from '../../commands/reviewed.ts'
import type { PlanDocument } from '../../core/plan/document.ts'
import { failure } from '../../core/model/failure.ts'
import { pagesMarkdown } from '../../report/markdown/markdown.ts'
import { planPage } from '../../report/pages/plan.ts'
import { reviewHead, SUMMARY_LENGTH } from '../../report/pages/review.ts'
import { openReviewing } from '../../world.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { expectCommand } from '../next.ts'
import { startProgress } from '../progress.ts'
import { redactedPages, redactSecrets } from '../redact.ts'
import { chosen, outsideOf } from '../session.ts'

/** What lets an apply pass, and keeps the plan for the summary of the job. */
export interface OpenGate {
  gate(environment: string): ReviewGate
}

/** The pipeline that an apply --reviewed belongs to. Throws RV103 where there is none, or no branch, or no token. */
export async function openGate(io: Io, globals: Globals): Promise<OpenGate> {
  const progress = await startProgress(io, globals)
  const outside = outsideOf(io, globals, progress)
  const open = await openReviewing(outside, chosen(globals))
  redactSecrets(open.secrets)
  const { ci, forge, seal, project, hash, random } = open
  const branch = ci?.branch
  if (ci === undefined || branch === undefined || ci.pull !== undefined)
    throw failure('RV103', 'apply --reviewed only runs in the pipeline of a push to a branch', {
      hint: 'see docs/ci.md',
    })
  if (forge === undefined)
    throw failure(
      'RV103',
      `${ci.kind === 'github' ? 'GITHUB_TOKEN' : 'GITLAB_TOKEN'} is not set, so no review can be read`,
      { hint: 'see docs/ci.md' },
    )
  const { clock, notify } = outside
  const about = {
    forge,
    seal,
    project,
    repository: ci.repository,
    hash,
    random,
    ci,
    branch,
    clock,
    notify,
    signal: io.signal,
  }
  const render = (slots: Parameters<typeof reviewHead>[0]) => reviewHead(slots, project)
  return {
    gate(environment) {
      const gate = reviewGate({ ...about, render }, environment)
      return {
        ...gate,
        async approve(document: PlanDocument) {
          await gate.approve(document).catch(async (error: unknown) => {
            // Whoever dispatches it by hand reads it there.
            const page = planPage(document, { next: expectCommand(document, []) })
            await open.writeSummary(`${pagesMarkdown(redactedPages([page]), SUMMARY_LENGTH).text}\n`)
            throw error
          })
        },
      }
    },
  }
}
