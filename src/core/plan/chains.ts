import { STAND_IN_FIELD } from '../model/catalog.ts'
import type { Operation } from '../model/operations.ts'
import { CALL_MS, schedulePhases } from '../pace/pace.ts'
import type { Budgets, Schedule, Spent } from '../pace/pace.ts'
import { callsOnly } from '../pace/links.ts'
import type { Chain as Calls } from '../pace/links.ts'
import { operationOf } from '../model/step.ts'
import type { Step } from '../model/step.ts'

/** Steps of one datastore, by their index in the plan: they go one after another. */
export type Chain = readonly number[]

/** Chains that go side by side. The datastores to delete are a phase of their own, after all others. */
export function phasesOf(steps: readonly Step[]): readonly (readonly Chain[])[] {
  const phases = [new Map<string, number[]>(), new Map<string, number[]>()] as const
  const origin = new Map<string, string>()
  steps.forEach((step, index) => {
    const name = origin.get(step.datastore) ?? step.datastore
    origin.set(nameAfter(step), name)
    const phase = phases[step.call === 'delete-datastore' ? 1 : 0]
    phase.set(name, [...(phase.get(name) ?? []), index])
  })
  return phases.map(phase => [...phase.values()])
}

/** The unique_name that the step's datastore has once it is done. */
export function nameAfter(step: Step): string {
  return step.call === 'edit-datastore' ? (step.set.unique_name ?? step.datastore) : step.datastore
}

/** Whether the step removes fields or a datastore, stand-ins included. */
export function deletes({ call }: Step): boolean {
  return call === 'delete-fields' || call === 'delete-datastore'
}

/** Whether the step could undo what somebody did: it removes or edits. */
export function writesOver(step: Step): boolean {
  return deletes(step) || step.call === 'edit-fields' || step.call === 'edit-datastore'
}

/** Whether the step takes values from records. A field that stands in for another holds none. */
export function destroys(step: Step): boolean {
  if (step.call === 'delete-fields') return step.fields.some(name => name !== STAND_IN_FIELD)
  return step.call === 'delete-datastore'
}

/** The steps before which records are copied, by index: the first of each datastore that destroys, with its name before the plan. */
export function copiesOf(steps: readonly Step[]): ReadonlyMap<number, string> {
  const origin = new Map<string, string>()
  const copies = new Map<string, number>()
  steps.forEach((step, index) => {
    const name = origin.get(step.datastore) ?? step.datastore
    origin.set(nameAfter(step), name)
    if (destroys(step) && !copies.has(name)) copies.set(name, index)
  })
  return new Map([...copies].map(([name, index]) => [index, name] as const))
}

/**
 * The calls that carry a step out. A 204 proves nothing and what goes is looked at first, so a delete takes two reads;
 * `pages` are the calls that copy the records before it, `around` those that a lease takes before any write.
 */
export function callsOf(step: Step, pages?: number, around?: readonly Operation[]): readonly Operation[] {
  return callsOnly(linksOf(step, pages, around))
}

/** The same as a chain. No wait stands between what a delete looks at and the delete itself, nor before an edit that has its turn. */
export function linksOf(step: Step, pages = 0, around: readonly Operation[] = []): Calls {
  // A copy of the records and a look at each after its write, as the least.
  if (step.call === 'row-work') return ['records.list', 'records.list']
  const operation = operationOf(step)
  if (!writesOver(step)) return [...around, operation]
  const room = { room: operation, calls: 1 }
  if (!deletes(step)) return [room, ...around, operation]
  const copy = Array.from({ length: pages }, (): Operation => 'records.list')
  return [room, ...around, 'datastores.get', ...copy, operation, 'datastores.get']
}

/** What a schedule depends on besides its calls. */
export interface Setting {
  /** As for `callsOf`, by step. */
  readonly pages?: ReadonlyMap<number, number>
  readonly around?: readonly Operation[]
  /** What budgets have lost already; absent for idle ones. */
  readonly spent?: Spent
}

/** When each call of the steps goes: the phases before and after them are one chain each. */
export function scheduleOf(
  steps: readonly Step[],
  before: Calls,
  after: Calls,
  budgets: Budgets,
  setting: Setting = {},
): Schedule {
  return schedulePhases(phasedCalls(steps, before, after, setting).phases, budgets, CALL_MS, setting.spent)
}

/** The phases of a schedule, and what each of their chains is about, numbered through; '' for what goes around all steps. */
export function phasedCalls(
  steps: readonly Step[],
  before: Calls,
  after: Calls,
  { pages, around }: Pick<Setting, 'pages' | 'around'>,
): { readonly phases: readonly (readonly Calls[])[]; readonly datastores: readonly string[] } {
  const calls = (chain: Chain) =>
    chain.flatMap(index => {
      const step = steps[index]
      return step === undefined ? [] : linksOf(step, pages?.get(index), around)
    })
  const chains = phasesOf(steps)
  const names = chains.flat().map(([first = 0]) => steps[first]?.datastore ?? '')
  return { phases: [[before], ...chains.map(each => each.map(calls)), [after]], datastores: ['', ...names, ''] }
}
