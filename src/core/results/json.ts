import type { FieldAttribute, FieldType } from '../model/catalog.ts'
import type { Operation } from '../model/operations.ts'
import type { Place } from '../model/problem.ts'
import type { RiskLevel } from '../model/risk.ts'
import type { Checks, ChosenNames, Summary } from '../plan/document.ts'
import type { SeedMode } from '../rows/seed.ts'

/** A problem as programs read it. */
export interface ProblemJson {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly at?: Place
  readonly hint?: string
  /** How many more of this code there are. */
  readonly more?: number
  /** What changed meanwhile: outside, or in the definitions. */
  readonly moved?: readonly (ChangeJson & { readonly by: 'outside' | 'definition' })[]
}

/** A field; a hidden default is not in it. */
export interface FieldJson {
  readonly name: string
  readonly type: FieldType
  readonly mandatory: boolean
  readonly masked: boolean
  readonly default_value?: string
}

/** A datastore, its fields by unique_name. */
export interface DatastoreJson {
  readonly unique_name: string
  readonly name: string
  readonly description: string
  readonly fields: Readonly<Record<string, FieldJson>>
  readonly unique_keys: readonly (readonly string[])[]
}

/** One fact that differs, told by its `kind`; `at` is where the definitions say it. */
export type ChangeJson = { readonly datastore: string; readonly at?: Place } & (
  | { readonly kind: 'datastore-added'; readonly to: DatastoreJson }
  | { readonly kind: 'datastore-removed'; readonly from: DatastoreJson }
  | { readonly kind: 'datastore-recreated' }
  | { readonly kind: 'datastore-renamed'; readonly from: string; readonly to: string }
  | {
      readonly kind: 'datastore-changed'
      readonly attribute: 'name' | 'description' | 'unique_keys'
      readonly from: string | DatastoreJson['unique_keys']
      readonly to: string | DatastoreJson['unique_keys']
    }
  | { readonly kind: 'field-added'; readonly field: string; readonly to: FieldJson }
  | { readonly kind: 'field-removed'; readonly field: string; readonly from: FieldJson }
  | { readonly kind: 'field-recreated'; readonly field: string }
  | {
      readonly kind: 'field-renamed'
      readonly field: string
      readonly from: string
      readonly was: FieldJson
      readonly to: FieldJson
    }
  | { readonly kind: 'field-retyped'; readonly field: string; readonly from: FieldJson; readonly to: FieldJson }
  | {
      readonly kind: 'field-changed'
      readonly field: string
      readonly attribute: FieldAttribute
      readonly from: string | boolean | null
      readonly to: string | boolean | null
      /** The values are not for the eye. */
      readonly hidden: boolean
    }
)

/** What a change may destroy, or why it may fail. */
export interface RiskJson {
  readonly level: RiskLevel
  readonly code: string
  /** Names the change, as consents do. */
  readonly change: string
  readonly because: string
  readonly consent?: string
  readonly granted: boolean
  /** What records show of it. */
  readonly held?: { readonly records: number; readonly withValue: number; readonly complete: boolean }
}

/** One call that writes, or rows that are carried between two. */
export interface StepJson {
  readonly call: string
  readonly operation: Operation
  readonly datastore: string
  readonly fields?: readonly string[]
}

/** Calls by operation. */
export type CallsJson = Readonly<Partial<Record<Operation, number>>>

/** One seed of a plan, in counts. */
export interface SeedJson {
  readonly name: string
  readonly file: string
  readonly datastore: string
  readonly mode: SeedMode
  readonly insert: number
  readonly update: number
  readonly remove: number
  readonly same: number
  readonly kept: number
  readonly complete: boolean
  readonly later: number
}

/** A plan, in the form of `cliq-ds schema plan`; `formatVersion` grows when a key goes or changes its meaning. */
export interface PlanJson {
  readonly formatVersion: 1
  readonly environment: string
  readonly target: string
  readonly where: string
  readonly source: 'live' | 'lock'
  readonly definitions: number
  readonly digest: string
  readonly summary: Summary
  readonly changes: readonly ChangeJson[]
  readonly risks: readonly RiskJson[]
  readonly steps: readonly StepJson[]
  readonly drift: readonly ChangeJson[]
  readonly unchanged: readonly string[]
  readonly kept: {
    readonly datastores: readonly string[]
    /** Full names of datastores whose names do not begin with the prefix. */
    readonly outside: readonly string[]
    readonly fields: Readonly<Record<string, readonly string[]>>
  }
  readonly adopts: readonly string[]
  readonly problems: readonly ProblemJson[]
  readonly estimate: {
    readonly calls: CallsJson
    readonly writes: number
    readonly total: number
    readonly seconds: number
    readonly scopes: readonly string[]
    readonly atLeast?: true
  }
  readonly seeds?: readonly SeedJson[]
  readonly checks?: Checks
  readonly backup?: 'waived'
  readonly rowsOnly?: Readonly<Record<string, string>>
  readonly reverts?: readonly string[]
  /** Set for a plan of some of the datastores. */
  readonly chosen?: ChosenNames
  /** Set in a run over several environments: how the changes compare with those of the first one. */
  readonly promotion?: {
    readonly than: string
    readonly same: boolean
    readonly more: readonly string[]
    readonly different: readonly string[]
    readonly fewer: readonly string[]
  }
}
