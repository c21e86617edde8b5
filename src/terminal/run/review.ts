import { performPlan } from '../../commands/plan.ts'
import { metBy, performReview } from '../../commands/review.ts'
import type { FailOn, Reviewed } from '../../commands/review.ts'
import { failure } from '../../core/model/failure.ts'
import { FORMAT_VERSION } from '../../report/json.ts'
import { pagesMarkdown } from '../../report/markdown/markdown.ts'
import type { Page } from '../../report/page.ts'
import { planPage } from '../../report/pages/plan.ts'
import { withDifferences } from '../../report/pages/promotion.ts'
import { SUMMARY_LENGTH, unplannedPage } from '../../report/pages/review.ts'
import { pagesText } from '../../report/text/text.ts'
import { openReviewing } from '../../world.ts'
import type { OpenReviewing } from '../../world.ts'
import { EXIT, exitCodeOf, worstExit } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { expectCommand } from '../next.ts'
import { printResult } from '../printResult.ts'
import { startProgress } from '../progress.ts'
import { redactedPages, redactSecrets } from '../redact.ts'
import { tryReports, writeReports } from '../reports.ts'
import type { ReportFlags } from '../reports.ts'
import { tellForge } from '../review/comment.ts'
import { tellOutputs } from '../review/outputs.ts'
import { chosen, outsideOf, withWorld } from '../session.ts'

export interface ReviewFlags extends ReportFlags {
  readonly failOn?: readonly (FailOn | 'never')[] | undefined
  readonly comment: 'true' | 'changes-only' | 'false'
  readonly labels: boolean
  readonly annotations: boolean
  readonly summary: boolean
  readonly allow?: readonly string[] | undefined
  readonly json?: true | undefined
}

/** `review`: plans every environment, and says it where a pull request is reviewed. */
export async function runReview(io: Io, globals: Globals, flags: ReviewFlags): Promise<ExitCode> {
  const progress = await startProgress(io, globals)
  const open = await openReviewing(outsideOf(io, globals, progress), chosen(globals)).finally(() => progress.end())
  redactSecrets(open.secrets)
  const pull = open.ci?.pull
  if (pull?.isForeign === true && pull.hasSecrets)
    throw failure('RV101', 'a pull request from a fork runs with the secrets of this repository', {
      hint: 'use `on: pull_request`: it is then planned from the lock file, without secrets',
    })
  const names = globals.env === undefined ? open.environments : globals.env.split(',')
  if (names.length === 0) throw failure('RV102', 'the config has only emulators, and they are not reviewed')
  await tryReports(open.files, flags)
  const reviewed: Reviewed[] = []
  for (const name of names) reviewed.push(await planned(io, globals, flags, open, name))
  const pages = redactedPages(
    withDifferences(
      reviewed.map(each => pageOf(each, flags.allow ?? [])),
      reviewed.flatMap(each => ('document' in each ? [each.document] : [])),
    ),
  )
  const document = { formatVersion: FORMAT_VERSION, environments: pages.map(each => each.json) }
  printResult(io, globals, flags, document, paint => pagesText(pages, paint))
  await writeReports(open.files, flags, pages)
  const exit = worstExit(reviewed.map(each => exitOf(each, flags.failOn ?? [])))
  const url = await tellForge(io, globals, flags, open, reviewed, pages)
  if (flags.summary) await open.writeSummary(`${pagesMarkdown(pages, SUMMARY_LENGTH).text}\n`)
  const failures = reviewed.flatMap(each => ('failure' in each ? [each.failure] : []))
  await tellOutputs(io, pages, { exit, failures, url })
  return exit
}

// What strangers wrote, and what no credentials are there for, is compared with the lock file.
function planned(
  io: Io,
  globals: Globals,
  flags: ReviewFlags,
  open: OpenReviewing,
  environment: string,
): Promise<Reviewed> {
  const offline = open.isUntrusted || open.lacksCredentials(environment)
  const careful = { ...globals, env: environment, code: globals.code && !offline }
  return performReview(environment, () =>
    withWorld(io, careful, {}, world => performPlan(world, { offline, allow: flags.allow ?? [] })),
  )
}

function pageOf(reviewed: Reviewed, given: readonly string[]): Page {
  if ('failure' in reviewed) return unplannedPage(reviewed.environment, reviewed.failure)
  return planPage(reviewed.document, { next: expectCommand(reviewed.document, given) })
}

function exitOf(reviewed: Reviewed, on: readonly (FailOn | 'never')[]): ExitCode {
  if ('failure' in reviewed) return exitCodeOf(reviewed.failure.code)
  if (reviewed.document.plan.problems.some(each => each.severity === 'error')) return EXIT.refused
  const codes = { losses: EXIT.refused, drift: EXIT.drift, changes: EXIT.changesPending } as const
  return worstExit(
    metBy(
      reviewed.document,
      on.filter(each => each !== 'never'),
    ).map(each => codes[each]),
  )
}
