import type { UniqueKey } from '../model/catalog.ts'
import { changeKey } from '../model/change.ts'
import type { Change } from '../model/change.ts'
import type { Operation } from '../model/operations.ts'
import type { MigrationCount } from './migrationCount.ts'
import type { Plan } from './plan.ts'
import type { Place, Problem } from '../model/problem.ts'
import { isHidden } from '../model/secrecy.ts'
import type { RowPlans } from '../rows/seedPlan.ts'
import type { Step } from '../model/step.ts'
import type { Timeline } from './timeline.ts'

/** A plan with what places it: what `plan` prints, `--out` saves and `show` prints again. */
export interface PlanDocument {
  readonly environment: string
  /** The org's mark in the lock file: data centre or host, with the prefix. */
  readonly target: string
  /** The org in words, such as `data centre eu (cliq.zoho.eu)`. */
  readonly where: string
  /** What the org's own names begin with; names here are without it. Absent for none. */
  readonly prefix?: string | undefined
  /** Unique keys as their definitions have them, by datastore, where that is not the canonical form. */
  readonly keys?: ReadonlyMap<string, readonly UniqueKey[]> | undefined
  /** `lock` for an offline plan, whose base is what the lock file remembers. */
  readonly source: 'live' | 'lock'
  /** How many datastores are defined. */
  readonly definitions: number
  readonly plan: Plan
  /** By change key, where the definitions say it. */
  readonly places: ReadonlyMap<string, Place>
  /** `sha256-v1:` and the hash of the plan's meaning. */
  readonly digest: string
  /** Warnings about the definitions; errors never get as far as a plan. */
  readonly warnings: readonly Problem[]
  /** How far records were read to tell what goes and what may fail; absent for an offline plan, which reads none. */
  readonly checks?: Checks
  /** `waived` where the config keeps no copies of what goes. */
  readonly backup?: 'waived'
  /** Digests of what it was made from besides the org, so that a stale plan can tell which of them moved. */
  readonly origins: Origins
  /** Defined datastores of extensions, which no plan is about, with the alias of the extension; absent where there are none. */
  readonly rowsOnly?: ReadonlyMap<string, string>
  /** Set for a plan that puts drift back and leaves the definitions out: the datastores it was asked for, none for all. */
  readonly reverts?: readonly string[]
  /** Set where only some datastores were asked for. */
  readonly chosen?: ChosenNames | undefined
  /** What its migrations make of the records that were read. Never saved. */
  readonly migrations?: readonly MigrationCount[] | undefined
  /** Rows that are written beside its steps; compared anew by each run, so never saved. */
  readonly rows?: RowPlans
  /** Calls that the ledger already counts in the running window, and the finish they lead to. Never saved. */
  readonly now?: {
    readonly spent: ReadonlyMap<Operation, number>
    readonly seconds: number
    /** Whether a part of them only counts as spent, since this machine does not know what others just spent. */
    readonly isCold?: true | undefined
  }
  /** When each call would go, where a report draws it. Never saved. */
  readonly timeline?: Timeline | undefined
}

/** Which datastores a run is about, where somebody named some. */
export interface ChosenNames {
  /** Those that were named, and the names that they had before; sorted. */
  readonly names: readonly string[]
  /** Defined or in the lock file, and left as they are; sorted. */
  readonly leftOut: readonly string[]
}

/** Whether a digest that a person gave names the plan: the start of one is enough. */
export function isNamedBy(digest: string, { digest: whole }: Pick<PlanDocument, 'digest'>): boolean {
  return whole.startsWith(digest)
}

/** Digests of meaning: order, comments and line ends do not matter. */
export interface Origins {
  readonly definitions: string
  /** Of the environment's part of the lock file. */
  readonly lockFile: string
}

export const CHECKS = ['bounded', 'all', 'skipped'] as const

/** How far records are read before a plan: the first 100 of a datastore, all of them, or none on request. */
export type Checks = (typeof CHECKS)[number]

/** A plan as it lies in a file. */
export interface SavedPlan {
  readonly document: PlanDocument
  /** Of the tool that wrote it. */
  readonly version: string
  /** Unix time in ms. */
  readonly createdAt: number
  /** Of the values that no plan shows; absent where it sends none. */
  readonly hidden?: HiddenSeal | undefined
  /** Where it was read, as a person named it. */
  readonly file?: string | undefined
}

/** A keyed digest of hidden values, and which key made it; the key itself lies elsewhere. */
export interface HiddenSeal {
  readonly key: string
  readonly seal: string
}

/** Rows of a plan by sign, and what it leaves alone. */
export interface Summary {
  readonly add: number
  readonly change: number
  readonly remove: number
  /** Datastores. */
  readonly unchanged: number
  /** Datastores and fields of the org that are not ours. */
  readonly unmanaged: number
  readonly drift: number
}

/** Changes as people count them. */
type Tally = Pick<Summary, 'add' | 'change' | 'remove'>

/** Counts changes: a field is one row, however many of its attributes change. What is replaced is both removed and added. */
export function tallyOf(changes: Iterable<Change>): Tally {
  const rows = new Map([...changes].map(change => [rowOf(change), signOf(change)] as const))
  const count = (...signs: readonly Sign[]) => [...rows.values()].filter(each => signs.includes(each)).length
  return { add: count('+', '-/+'), change: count('~'), remove: count('-', '-/+') }
}

/** Counts a plan as people read it. */
export function summaryOf(plan: Plan): Summary {
  const keptFields = [...plan.kept.fields.values()].reduce((sum, fields) => sum + fields.length, 0)
  return {
    ...tallyOf(plan.changes),
    unchanged: plan.unchanged.length,
    unmanaged: plan.kept.datastores.length + plan.kept.outside.length + keptFields,
    drift: plan.drift.length,
  }
}

/** A plan in the figures of a table; calls and seconds are those of an apply. */
export interface Figures extends Pick<Summary, 'add' | 'change' | 'remove' | 'drift'> {
  /** Changes that destroy values. */
  readonly losses: number
  readonly calls: number
  readonly seconds: number
  /** Of the whole plan; '' where there is none. */
  readonly digest: string
}

/** The figures of a plan; none where there is none. */
export function figuresOf(document: Pick<PlanDocument, 'plan' | 'digest'> | undefined): Figures {
  if (document === undefined)
    return { add: 0, change: 0, remove: 0, losses: 0, drift: 0, calls: 0, seconds: 0, digest: '' }
  const { plan, digest } = document
  const { add, change, remove, drift } = summaryOf(plan)
  const losses = plan.risks.filter(each => each.level === 'loss').length
  const { total: calls, seconds } = plan.estimate
  return { add, change, remove, losses, drift, calls, seconds, digest }
}

/** `-/+` is replaced: deleted, and made again under the same name. */
export type Sign = '+' | '~' | '-' | '-/+'

/** Whether a change adds, alters, takes away or replaces. */
export function signOf(change: Change): Sign {
  switch (change.kind) {
    case 'datastore-added':
    case 'field-added':
      return '+'
    case 'datastore-removed':
    case 'field-removed':
      return '-'
    case 'datastore-changed':
    case 'datastore-renamed':
    case 'datastore-recreated':
    case 'field-changed':
    case 'field-renamed':
    case 'field-recreated':
      return '~'
    case 'field-retyped':
      return '-/+'
  }
}

function rowOf(change: Change): string {
  return 'field' in change ? `${change.datastore}.${change.field}` : changeKey(change)
}

/** Whether the field's default is not for the eye, before or after the plan. */
export function hidesField(plan: Pick<Plan, 'base' | 'target'>, step: Step): (field: string) => boolean {
  const sides = [plan.base, plan.target].flatMap(catalog => catalog.get(step.datastore) ?? [])
  return name => sides.some(each => isHidden(each.fields.get(name)))
}
