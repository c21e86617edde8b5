import { join } from 'node:path'

import { EMPTY_BOOK } from '../../core/pace/ledger.ts'
import type { Book, Learned, Ledger, SpentCall } from '../../core/pace/ledger.ts'
import { OPERATIONS } from '../../core/model/operations.ts'
import type { Operation } from '../../core/model/operations.ts'
import { changeKept } from '../disk/generations.ts'
import type { Kept } from '../disk/generations.ts'

/**
 * The ledger in the state folder, one book an account, shared by all processes of this machine. A damaged book counts
 * as one whose every budget was spent just now, with the lock-outs and lessons of the last whole one. Throws a Failure FS1xx when the folder cannot be written.
 */
export function diskLedger(stateDir: string, now: () => number = Date.now): Ledger {
  return {
    change: (account, decide) =>
      changeKept(
        folderOf(stateDir, account),
        kept => {
          const before = bookOf(kept, now())
          const { book, found } = decide(before)
          // A book that was lost is written even as it is: else it would be lost anew at every look.
          const isKept = book === before && before.lostAt === undefined
          return { text: isKept ? undefined : JSON.stringify(book), found }
        },
        text => decoded(text) !== undefined,
      ),
  }
}

function folderOf(stateDir: string, account: string): string {
  if (!/^[0-9A-Za-z_-]{1,100}$/u.test(account)) throw new Error('not a name of an account')
  return join(stateDir, 'ledgers', account)
}

function bookOf(kept: Kept, now: number): Book {
  if (kept.kind === 'none') return EMPTY_BOOK
  const text = kept.kind === 'text' ? kept.text : kept.before
  const book = (text === undefined ? undefined : decoded(text)) ?? EMPTY_BOOK
  return kept.kind === 'text' ? book : { ...book, lostAt: now }
}

function decoded(text: string): Book | undefined {
  const value = parsed(text)
  if (!isRecord(value)) return undefined
  const { calls, lockOuts, mints, learned, lostAt, written } = value
  if (!Array.isArray(calls) || !calls.every(isCall)) return undefined
  if (!isFigures(lockOuts) || !Array.isArray(mints) || !mints.every(isTime) || !isLearned(learned)) return undefined
  if (lostAt !== undefined && !isTime(lostAt)) return undefined
  return {
    calls,
    lockOuts,
    mints,
    learned,
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
  const { shared, apart, limits, unexplained } = value
  const isLimit = (each: unknown) => isRecord(each) && isTime(each['limit']) && isTime(each['at'])
  return (
    isFigures(shared) &&
    isFigures(unexplained) &&
    Array.isArray(apart) &&
    apart.every(each => typeof each === 'string') &&
    isRecord(limits) &&
    Object.values(limits).every(isLimit)
  )
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'string' && Object.hasOwn(OPERATIONS, value)
}

function isFigures(value: unknown): value is Readonly<Record<string, number>> {
  return isRecord(value) && Object.values(value).every(isTime)
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
