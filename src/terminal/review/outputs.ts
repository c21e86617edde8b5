import type { Reviewed } from '../../commands/review.ts'
import { slotFigures } from '../../commands/review.ts'
import type { SlotFigures } from '../../core/review/slot.ts'
import { retryAtOf } from '../printed.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'

/** What later steps can read of a review: sums over its environments, and the digest of each. */
export function reviewOutputs(
  reviewed: readonly Reviewed[],
  exit: ExitCode,
  url: string,
): Readonly<Record<string, string>> {
  const figures = reviewed.map(each => slotFigures('document' in each ? each.document : undefined))
  const sum = (key: Exclude<keyof SlotFigures, 'digest'>) => figures.reduce((all, each) => all + each[key], 0)
  const digests = Object.fromEntries(reviewed.map((each, at) => [each.environment, figures[at]?.digest ?? '']))
  const failures = reviewed.flatMap(each => ('failure' in each ? [each.failure] : []))
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
    digest: reviewed.length === 1 ? (figures[0]?.digest ?? '') : '',
    digests: JSON.stringify(digests),
    'comment-url': url,
    'exit-code': String(exit),
    'failure-reason': reasonOf(exit, failures.length > 0),
    'retry-at': retryAt === undefined ? '' : new Date(retryAt).toISOString(),
  }
}

/** Why a run failed, in the words of the outputs; '' for one that did not. */
function reasonOf(exit: ExitCode, isInvalid: boolean): string {
  switch (exit) {
    case EXIT.refused:
      return isInvalid ? 'invalid' : 'consent-missing'
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
