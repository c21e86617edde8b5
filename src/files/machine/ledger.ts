import { join } from 'node:path'

import { EMPTY_BOOK } from '../../core/pace/ledger.ts'
import type { Book, Ledger } from '../../core/pace/ledger.ts'
import { bookOfText } from '../../core/pace/bookText.ts'
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
        text => bookOfText(text) !== undefined,
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
  const book = (text === undefined ? undefined : bookOfText(text)) ?? EMPTY_BOOK
  return kept.kind === 'text' ? book : { ...book, lostAt: now }
}
