import type { Operation } from '../../src/core/model/operations.ts'
import { EMPTY_BOOK } from '../../src/core/pace/ledger.ts'
import type { Book, Learned, SpentCall } from '../../src/core/pace/ledger.ts'
import { budgetsOf } from '../../src/core/pace/pace.ts'

export const NOW = 1_800_000_000_000
export const WINDOW = 60_000
export const budgets = budgetsOf()
export const CREATE = 'datastores.create'

/** So many calls, the first of them answered so long ago, ms, the others a second after one another. */
export const calls = (count: number, operation: Operation = CREATE, agoMs = 30_000): readonly SpentCall[] =>
  Array.from({ length: count }, (_, at) => {
    const sentAt = NOW - agoMs + at * 1_000 - 500
    return { id: `${operation} ${at}`, operation, sentAt, repliedAt: sentAt + 500 }
  })
export const book = (more: Partial<Omit<Book, 'learned'>> = {}, learned: Partial<Learned> = {}): Book => ({
  ...EMPTY_BOOK,
  ...more,
  learned: { ...EMPTY_BOOK.learned, ...learned },
})
