import type { Failure } from '../../core/model/failure.ts'
import { retryAtOf } from '../../core/pace/pace.ts'
import { figuresOf } from '../../core/plan/document.ts'
import type { Figures } from '../../core/plan/document.ts'
import type { Page } from '../../report/page.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import { isSet } from '../io.ts'
import type { Concluded, Io } from '../io.ts'
import { redactedPages } from '../redact.ts'

/** What later steps can read of a review or an apply: sums over its environments, and the digest of each. */
export function stepOutputs(
  pages: readonly Pick<Page, 'environment' | 'figures'>[],
  { exit, failures, url = '' }: Concluded,
): Readonly<Record<string, string>> {
  const figures = pages.map(each => each.figures ?? figuresOf(undefined))
  const sum = (key: Exclude<keyof Figures, 'digest'>) => figures.reduce((all, each) => all + each[key], 0)
  const digests = Object.fromEntries(pages.map((each, at) => [each.environment, figures[at]?.digest ?? '']))
  const retryAt = failures.map(retryAtOf).find(each => each !== undefined)
  return {
    changes: String(sum('add') + sum('change') + sum('remove')),
    adds: String(sum('add')),
    updates: String(sum('change')),
    removes: String(sum('remove')),
    losses: String(sum('losses')),
    drift: String(sum('drift')),
    calls: String(sum('calls')),
    seconds: String(Math.round(Math.max(0, ...figures.map(each => each.seconds)))),
    digest: pages.length === 1 ? (figures[0]?.digest ?? '') : '',
    digests: JSON.stringify(digests),
    'comment-url': url,
    'exit-code': String(exit),
    'failure-reason': reasonOf(exit, failures),
    'retry-at': retryAt === undefined ? '' : new Date(retryAt).toISOString(),
  }
}

/** Tells later steps and jobs what a command came to, where a pipeline asks for it. */
export async function tellOutputs(io: Io, pages: readonly Page[], concluded: Concluded): Promise<void> {
  if (io.conclude !== undefined) return io.conclude(pages, concluded)
  if (!isSet(io.env['GITHUB_OUTPUT']) && !isSet(io.env['CLIQ_DS_DOTENV'])) return
  const { writeOutputs } = await import('../../world/outputs.ts')
  await writeOutputs(io.env, stepOutputs(redactedPages(pages), concluded))
}

/** Why a run failed, in the words of the outputs; '' for one that did not. */
function reasonOf(exit: ExitCode, failures: readonly Failure[]): string {
  switch (exit) {
    case EXIT.refused:
      return failures.every(asksForConsent) ? 'consent-missing' : 'invalid'
    case EXIT.stale:
      return 'stale'
    case EXIT.leaseHeld:
      return 'lease-held'
    case EXIT.lockedOut:
      return 'locked-out'
    case EXIT.credentials:
      return 'auth'
    case EXIT.stopped:
    case EXIT.diverged:
      return 'partly-applied'
    case EXIT.drift:
      return 'drift'
    case EXIT.usage:
    case EXIT.unexpected:
      return 'invalid'
    case EXIT.ok:
    case EXIT.changesPending:
    case EXIT.interrupted:
    case EXIT.terminated:
      return ''
  }
}

// Losses that nobody named; what is wrong in a definition is no question of consent.
function asksForConsent({ problems }: Failure): boolean {
  return problems.every(each => each.severity === 'warning' || each.code.startsWith('DS'))
}
