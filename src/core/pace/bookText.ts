import { OPERATIONS } from '../model/operations.ts'
import type { Operation } from '../model/operations.ts'
import type { Book, Learned, SpentCall } from './ledger.ts'

/** The book in a text of `JSON.stringify`; undefined for any other text, so that a damaged one never reads as an idle budget. */
export function bookOfText(text: string): Book | undefined {
  const value = parsed(text)
  if (!isRecord(value)) return undefined
  const { calls, lockOuts, trials, mints, owners, learned, since, lostAt, written } = value
  if (!Array.isArray(calls) || !calls.every(isCall)) return undefined
  if (!isTimes(lockOuts) || !Array.isArray(mints) || !mints.every(isTime) || !isLearned(learned)) return undefined
  if (!isTimes(owners)) return undefined
  if (!isFigures(trials, ['until', 'ms']) || (lostAt !== undefined && !isTime(lostAt))) return undefined
  return {
    calls,
    lockOuts,
    trials,
    mints,
    owners,
    learned,
    ...(isTime(since) && { since }),
    ...(lostAt !== undefined && { lostAt }),
    ...(isWritten(written) && { written }),
  }
}

function isWritten(value: unknown): value is NonNullable<Book['written']> {
  if (!isRecord(value) || !isTime(value['at']) || !isRecord(value['up'])) return false
  const { run, ms } = value['up']
  return typeof run === 'string' && isTime(ms)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isCall(value: unknown): value is SpentCall {
  if (!isRecord(value)) return false
  const { id, operation, sentAt, repliedAt } = value
  return (
    typeof id === 'string' && isOperation(operation) && isTime(sentAt) && (repliedAt === undefined || isTime(repliedAt))
  )
}

function isLearned(value: unknown): value is Learned {
  if (!isRecord(value)) return false
  const { shared, apart, limits, unexplained, waits } = value
  return (
    isTimes(shared) &&
    Array.isArray(apart) &&
    apart.every(each => typeof each === 'string') &&
    isFigures(limits, ['limit', 'at', 'busyAt', 'firm']) &&
    isFigures(unexplained, ['at', 'spent', 'times']) &&
    isFigures(waits, ['ms', 'at'])
  )
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'string' && Object.hasOwn(OPERATIONS, value)
}

function isTimes(value: unknown): value is Readonly<Record<string, number>> {
  return isRecord(value) && Object.values(value).every(isTime)
}

function isFigures<Name extends string>(
  value: unknown,
  names: readonly Name[],
): value is Readonly<Record<string, Readonly<Record<Name, number>>>> {
  return (
    isRecord(value) && Object.values(value).every(each => isRecord(each) && names.every(name => isTime(each[name])))
  )
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
