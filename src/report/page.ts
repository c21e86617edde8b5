import type { OperationClass } from '../core/model/operations.ts'
import type { Json } from '../core/model/plain.ts'
import type { Problem, Place } from '../core/model/problem.ts'
import type { RiskLevel } from '../core/model/risk.ts'
import type { Figures, Sign } from '../core/plan/document.ts'
import type { Timeline } from '../core/plan/timeline.ts'

/**
 * What a report says, before it is text, Markdown, HTML or JSON: facts that were selected and sorted once. Nothing in
 * it is escaped, cut or coloured; that is the work of a renderer, which adds no fact of its own.
 */
export interface Page {
  /** The command it reports on. */
  readonly verb: string
  readonly environment: string
  /** The org in words, such as `data centre eu (cliq.zoho.eu)`. */
  readonly where: string
  /** What was compared with what, a sentence each. */
  readonly about: readonly Words[]
  /** The sum of it. Where nothing is to do, it stands alone. */
  readonly verdict: Verdict
  /** In the order of a terminal, where the last line is read first. Reviews have an order of their own. */
  readonly parts: readonly Part[]
  /** How its plan differs from that of the first environment of the run. It stands before all pages. */
  readonly differences?: readonly Entry[] | undefined
  /** The file that holds the plan now. */
  readonly saved?: string | undefined
  /** Commands to type next, best first. */
  readonly next: readonly string[]
  /** What is wrong or may go wrong, for programs that list findings. */
  readonly findings: readonly Finding[]
  /** Things that stand well, each a test that passes. */
  readonly passed: readonly string[]
  /** What was not come to. */
  readonly skipped: readonly string[]
  /** What a table of several environments says of each; absent where a report is not about changes. */
  readonly figures?: Figures | undefined
  /** The same facts for programs. */
  readonly json: Json
}

/** The sum of a page, such as `Plan 49349e15fc2a: 1 to add`. */
export interface Verdict {
  /** What is summed up; '' for a sentence that needs none. */
  readonly label: string
  readonly says: Words
  readonly tone: Tone
  /** Whether there is nothing to do. */
  readonly isIdle: boolean
  /** It tells what has happened, so it comes first and the rest explains it. */
  readonly isOver?: true | undefined
  /** At its right end, such as an exit code. */
  readonly beside?: string | undefined
}

/** How a line is meant; words say the same. */
export type Tone = 'plain' | 'strong' | 'bad' | 'doubt' | 'quiet'

/** Our own words, or something that a person or Cliq gave: a name, a value, a command to type. */
export type Word =
  | string
  | { readonly name: string }
  | { readonly value: string }
  | { readonly command: string }
  | { readonly strong: string }

/** A sentence. */
export type Words = readonly Word[]

/** What parts are about, in the order of a review: what happened, what is lost, what may fail, what changes, what it costs, what stays. */
export const REVIEW_ORDER = [
  'outcome',
  'losses',
  'hazards',
  'checks',
  'problems',
  'changes',
  'drift',
  'ignored',
  'pending',
  'rows',
  'calls',
  'steps',
  'scopes',
  'kept',
] as const

/** What a part is about. */
export type PartId = (typeof REVIEW_ORDER)[number]

export interface Part {
  readonly id: PartId
  /** In a terminal only shown where it is asked for. */
  readonly isFolded?: true | undefined
  readonly blocks: readonly Block[]
}

export type Block = Tree | Group | Listing | Rows | Calls | Steps | Problems

/** Changes by datastore. */
export interface Tree {
  readonly kind: 'tree'
  readonly branches: readonly Branch[]
}

/** A datastore and what changes in it. */
export interface Branch {
  /** '' where the datastore itself stays. */
  readonly sign: Sign | ''
  readonly name: string
  /** Its display name. */
  readonly title: string
  /** Beside its name, such as how many records it has. */
  readonly about: readonly string[]
  /** The file that defines it. */
  readonly file?: string | undefined
  readonly rows: readonly Row[]
  /** About the datastore as a whole. */
  readonly notes: readonly Note[]
}

/** One fact that changes. */
export interface Row {
  readonly sign: Sign
  /** A field, or '' for the datastore itself. */
  readonly subject: string
  /** Of a datastore or field; '' for a whole field. */
  readonly attribute: string
  readonly value: Value
  /** Where it is defined. */
  readonly place?: { readonly file: string; readonly line: number; readonly isGone: boolean } | undefined
  /** Who moved it, or what becomes of it. */
  readonly beside: string
  readonly notes: readonly Note[]
}

/** What something is, or was and will be. */
export interface Value {
  readonly from?: Side | undefined
  /** The default that a field had, beside its type. */
  readonly defaultFrom?: Side | undefined
  readonly to: Side
  /** The default of a field, beside its type. */
  readonly default?: Side | undefined
}

/** Our own word for a value, or the value itself. */
export type Side = { readonly said: string } | { readonly text: string }

/** A sentence about a change, and how bad it is. */
export interface Note {
  readonly level: RiskLevel
  /** What the level is called here. */
  readonly word: string
  readonly code: string
  readonly text: Words
}

/** A title with things and what is said of each; without things, one sentence. */
export interface Group {
  readonly kind: 'group'
  /** '' where it belongs to what stands above. */
  readonly title: string
  readonly says?: Words | undefined
  readonly tone: Tone
  readonly items: readonly Entry[]
  readonly branches?: readonly Branch[] | undefined
  /** Sentences about all of it. */
  readonly after?: readonly { readonly text: Words; readonly tone: Tone }[] | undefined
}

/** A thing, and what is said of it. */
export interface Entry {
  readonly label: Words
  readonly text: Words
  readonly tone: Tone
}

/** A title with things, one a line. */
export interface Listing {
  readonly kind: 'list'
  readonly title: string
  readonly items: readonly Words[]
}

/** The rows of one seed. */
export interface Rows {
  readonly kind: 'rows'
  readonly datastore: string
  readonly about: Words
  readonly lines: readonly {
    readonly sign: Sign
    readonly count: number
    readonly verb: string
    /** Some of the rows, by name, with the fields that change. */
    readonly samples: readonly { readonly name: string; readonly fields: readonly string[] }[]
  }[]
  readonly rest: Words
}

/** Calls by class, with what each takes of its budget. */
export interface Calls {
  readonly kind: 'calls'
  readonly rows: readonly {
    readonly class: OperationClass
    readonly count: number
    /** Of the fullest budget, where the ledger was asked. */
    readonly used?: { readonly spent: number; readonly limit: number } | undefined
    readonly operations: readonly { readonly name: string; readonly count: number }[]
  }[]
  readonly total: number
  readonly seconds: number
  readonly finish: Words
  /** When each of them goes, for a picture. */
  readonly timeline?: Timeline | undefined
}

/** Calls in the order in which they begin. */
export interface Steps {
  readonly kind: 'steps'
  readonly steps: readonly {
    readonly call: string
    readonly datastore: string
    readonly fields: readonly string[]
    /** How it ended, once it has. */
    readonly state?: string | undefined
  }[]
}

/** What a person can fix, with the lines it stands on. */
export interface Problems {
  readonly kind: 'problems'
  readonly problems: readonly Problem[]
  /** Texts by file. */
  readonly sources: ReadonlyMap<string, string>
}

/** One finding for code scanning, test reports and quality reports. */
export interface Finding {
  readonly code: string
  readonly level: 'error' | 'warning' | 'note'
  readonly message: string
  readonly hint?: string | undefined
  readonly at?: Place | undefined
  /** The same for the same finding of another run, wherever its line has moved to. */
  readonly fingerprint: string
}
