import type { Call, Reply } from './call.ts'
import { installDatastore } from './datastore-calls.ts'
import { SERVED_OPERATIONS } from './operations.ts'
import type { Switches } from './options.ts'
import { pastOf } from './past.ts'
import { PERFORMERS } from './performers.ts'
import { RefusedCall } from './refusal.ts'
import type { OrgStore } from './store.ts'
import { userOf } from './tokens.ts'

/** An org that is called, at times that never go backwards. */
export interface Organisation {
  /** Carries out one call: all of it or, when the reply is a refusal, none of it. */
  perform(call: Call): Reply
  /** Carries it out later, at the first call after `due`; what it would have answered is lost. */
  performLate(call: Call, due: number): void
  /** Carries out what is due. */
  settle(at: number): void
  /** Makes a datastore that belongs to an extension, which no documented call can, or installs its next version. Throws a RefusedCall. */
  extend(extension: ExtensionBody, at: number): void
  clear(): void
}

/** An extension with a datastore of its own, as a create body. */
export interface ExtensionBody {
  readonly id: string
  readonly key: string
  readonly datastore: unknown
}

/** The org that a store holds. */
export function organisationOf(store: OrgStore, switches: Switches, random: () => number): Organisation {
  const past = pastOf(store, switches.readLagMs)
  let late: readonly { readonly call: Call; readonly due: number }[] = []
  const perform = (call: Call): Reply => {
    try {
      if (SERVED_OPERATIONS[call.operation].method === 'GET') {
        const view = switches.readLagMs === 0 ? store : past.viewAt(call.at - switches.readLagMs)
        return PERFORMERS[call.operation]({ store, view, switches, random }, call)
      }
      return store.transact(() => {
        past.remember(call.at)
        return PERFORMERS[call.operation]({ store, view: store, switches, random }, call)
      })
    } catch (error) {
      return refusalReply(error)
    }
  }
  return {
    perform,
    performLate(call, due) {
      late = [...late, { call, due }].sort((a, b) => a.due - b.due)
    },
    settle(at) {
      const ready = late.filter(({ due }) => due <= at)
      late = late.filter(({ due }) => due > at)
      for (const { call, due } of ready) perform({ ...call, at: due })
    },
    extend({ id, key, datastore: body }, at) {
      const place = { id: '', name: '', record: '', query: new URLSearchParams(), url: '' }
      const call: Call = { ...place, operation: 'datastores.create', extension: id, body, user: userOf(''), at }
      store.transact(() => {
        store.putExtension(id, key)
        installDatastore({ store, view: store, switches, random }, call)
      })
    },
    clear() {
      late = []
      store.transact(() => store.clear())
    },
  }
}

/** The reply to a call that was refused, or that the server failed at. */
export function refusalReply(error: unknown): Reply {
  if (error instanceof RefusedCall) {
    const { status, code, message } = error
    return { status, changed: false, body: { message, ...(code === undefined ? {} : { code }) } }
  }
  const why = error instanceof Error ? error.message : String(error)
  return { status: 500, changed: false, body: { message: `The server failed. ${why}` } }
}
