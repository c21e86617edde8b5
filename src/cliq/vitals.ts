import type { AccessToken, Book } from '../core/pace/ledger.ts'
import { readsOf } from './connect.ts'
import type { ReachedOrg } from './connect.ts'
import { tidied } from './admission.ts'
import { changeBook } from './book.ts'
import { told } from './hearing.ts'
import { textAt } from './json.ts'
import { itemsOf } from './reading.ts'
import { performRead } from './reads.ts'
import { listDatastores, listRecords } from './requests.ts'
import { accountOf, bookNameOf, takeToken } from './tokens.ts'
import { openTransport } from './transport.ts'
import { budgetsOf } from '../core/pace/pace.ts'

/** An org as an examination reaches it: two harmless reads, and what is known without them. */
export interface OrgVitals {
  /** The access token in use; undefined for a ready one. Throws a Failure AU1xx. */
  fetchToken(): Promise<AccessToken | undefined>
  /** Lists one datastore; its name as Cliq has it, undefined when there is none. */
  fetchOneDatastore(): Promise<string | undefined>
  fetchOneRecord(datastore: string): Promise<void>
  aheadMs(): number | undefined
  readBook(): Promise<Book>
}

// Long enough for a full window to empty a little, too short for any lock-out.
const PATIENCE_MS = 20_000

/** Opens the vitals of an org; sends nothing yet. Calls that would wait long throw a LockedOut instead. */
export function openVitals({ target, deps, wire: patient, heard }: ReachedOrg): OrgVitals {
  const wire = patient.going({ until: deps.clock.now() + PATIENCE_MS })
  const reads = readsOf(target, deps)
  const account = accountOf(target.apiUrl, target.credentials)
  return {
    async fetchToken() {
      const { credentials, accountsUrl, userAgent } = target
      if ('accessToken' in credentials) return undefined
      const transport = told(deps.transport ?? openTransport(), deps.clock, deps.debug)
      const { tokens: cache, ledger, clock } = deps
      return takeToken(credentials, { accountsUrl, userAgent, transport, account, cache, ledger, clock })
    },
    async fetchOneDatastore() {
      const answer = await performRead(wire, listDatastores({ limit: 1 }), itemsOf, reads)
      return answer.kind === 'read' ? textAt(answer.value[0], 'unique_name') : undefined
    },
    async fetchOneRecord(datastore) {
      // Whoever may not see this datastore, or finds it gone, was let past the scope.
      const accepted = ['datastore_access_denied', 'datastore_not_found']
      await performRead(wire, listRecords({ datastore }, { limit: 1 }), itemsOf, reads, accepted)
    },
    aheadMs: () => heard().aheadMs,
    async readBook() {
      const { windowMs } = budgetsOf(target.rateLimits)
      const { ledger, clock } = deps
      const read = (name: string) =>
        changeBook(ledger, name, clock, (book, now) => ({ book, found: tidied(book, windowMs, now) }))
      // Calls are counted by user, minted tokens by refresh token.
      const { mints } = await read(account)
      return { ...(await read(bookNameOf(target))), mints }
    },
  }
}
