import { EMPTY_BOOK } from '../core/pace/ledger.ts'
import type { AccessToken, Book, Ledger, TokenCache } from '../core/pace/ledger.ts'

/** A ledger for one process, forgotten at its end: for where there is no state folder. */
export function memoryLedger(): Ledger {
  const books = new Map<string, Book>()
  return {
    async change(account, decide) {
      const { book, found } = decide(books.get(account) ?? EMPTY_BOOK)
      books.set(account, book)
      return found
    },
  }
}

/** A token cache for one process, forgotten at its end. */
export function memoryTokens(): TokenCache {
  const kept = new Map<string, Promise<AccessToken>>()
  return {
    async take(account, isGood, mint) {
      const before = kept.get(account)
      const token = await before?.catch(() => undefined)
      if (token !== undefined && isGood(token)) return token
      // Another call of this process may have begun to mint meanwhile.
      const now = kept.get(account)
      const minted = now !== undefined && now !== before ? now : mint()
      kept.set(account, minted)
      return minted
    },
    async forget(account) {
      kept.delete(account)
    },
  }
}
