import type { OperationName } from './operations.ts'
import type { Switches } from './options.ts'
import type { OrgStore, View } from './store.ts'

/** Who calls. Limits are counted per user, whatever the token. */
export interface User {
  readonly id: string
  readonly name: string
}

/** One call, understood as far as its address and its JSON. */
export interface Call {
  readonly operation: OperationName
  /** The `{id}`, `{name}`, `{record}` and `{extension}` of the path; empty where the path has none. */
  readonly id: string
  readonly name: string
  readonly record: string
  readonly extension: string
  readonly query: URLSearchParams
  /** Undefined when there was no body; unreadable JSON is its text. */
  readonly body: unknown
  readonly user: User
  /** Unix time in ms at which it takes effect. */
  readonly at: number
  /** The address as answers repeat it. */
  readonly url: string
}

/** What an operation works on: the org as it is, and as readers see it. */
export interface Org {
  readonly store: OrgStore
  readonly view: View
  readonly switches: Switches
  readonly random: () => number
}

/** What an operation answers; no body stands for "no content". */
export interface Reply {
  readonly status: number
  readonly body?: unknown
  readonly changed: boolean
}

/** One operation: reads the call, changes the org, answers, or throws a Refusal and leaves no trace. */
export type Perform = (org: Org, call: Call) => Reply
