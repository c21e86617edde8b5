import { byCodeUnit, STAND_IN_FIELD } from '../model/catalog.ts'
import type { Operation } from '../model/operations.ts'
import { callsOnly } from '../pace/links.ts'
import type { CallChain as Calls } from '../pace/links.ts'
import type { LinkCosts } from '../pace/runs.ts'
import { carriesIn, operationOf } from '../model/step.ts'
import type { Step } from '../model/step.ts'

/** Steps of one datastore, by their index in the plan: they go one after another. */
export type StepChain = readonly number[]

/** Chains that go side by side. The datastores to delete are a phase of their own, after all others. */
export function phasesOf(steps: readonly Step[]): readonly (readonly StepChain[])[] {
  const phases = [new Map<string, number[]>(), new Map<string, number[]>()] as const
  const origin = new Map<string, string>()
  const together = chainedTogether(steps)
  steps.forEach((step, index) => {
    const name = origin.get(step.datastore) ?? step.datastore
    origin.set(nameAfter(step), name)
    const [chain, phase] = [together.get(name) ?? name, phases[step.call === 'delete-datastore' ? 1 : 0]]
    phase.set(chain, [...(phase.get(chain) ?? []), index])
  })
  return phases.map(phase => [...phase.values()])
}

// Datastores whose rows wait for each other share a chain, named by the first of them. They go by their names before.
function chainedTogether(steps: readonly Step[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>()
  for (const step of steps) {
    if (step.call !== 'row-work' || step.source === 'carry') continue
    for (const name of [step.datastore, ...step.beside])
      first.set(name, [step.datastore, ...step.beside].toSorted(byCodeUnit)[0] ?? name)
  }
  return first
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

/** The steps, by index, that delete nothing but fields whose values were carried to others before. */
export function carriedAway(steps: readonly Step[]): ReadonlySet<number> {
  const origin = new Map<string, string>()
  const carried = new Set<string>()
  const away = new Set<number>()
  steps.forEach((step, index) => {
    const name = origin.get(step.datastore) ?? step.datastore
    origin.set(nameAfter(step), name)
    for (const { reads } of carriesIn(step)) carried.add(`${name} ${reads}`)
    if (step.call === 'delete-fields' && step.fields.every(each => carried.has(`${name} ${each}`))) away.add(index)
  })
  return away
}

/** The steps before which records are copied, by index: the first of each datastore that destroys, with its name before the plan. */
export function copiesOf(steps: readonly Step[]): ReadonlyMap<number, string> {
  const origin = new Map<string, string>()
  const copies = new Map<string, number>()
  const away = carriedAway(steps)
  steps.forEach((step, index) => {
    const name = origin.get(step.datastore) ?? step.datastore
    origin.set(nameAfter(step), name)
    if (destroys(step) && !away.has(index) && !copies.has(name)) copies.set(name, index)
  })
  return new Map([...copies].map(([name, index]) => [index, name] as const))
}

/**
 * The calls that carry a step out, as a chain. A 204 proves nothing and what goes is looked at first, so a delete takes
 * two reads; `pages` are the calls that copy the records before it, `around` those that a lease takes before any write.
 * No wait stands between what a delete looks at and the delete itself, nor before an edit that has its turn.
 */
export function linksOf(step: Step, pages = 0, around: Calls = []): Calls {
  // A look at each record, as the least; what is known of its calls is given otherwise.
  if (step.call === 'row-work') return [...around, 'records.list']
  const operation = operationOf(step)
  const room = { room: operation, calls: 1 }
  if (!writesOver(step)) return around.length === 0 ? [operation] : [room, ...around, operation]
  if (!deletes(step)) return [room, ...around, operation]
  const copy = Array.from({ length: pages }, (): Operation => 'records.list')
  return [room, ...around, 'datastores.get', ...copy, operation, 'datastores.get']
}

/** What the calls of steps depend on. */
export interface Setting {
  /** As for `linksOf`, by step. */
  readonly pages?: ReadonlyMap<number, number> | undefined
  readonly around?: Calls | undefined
  /** The calls of row-work, by step. */
  readonly work?: ReadonlyMap<number, { readonly calls: Calls }> | undefined
}

/** A link of a chain of steps. */
export interface StepCosts extends LinkCosts {
  /** Of its step in the plan. */
  readonly index: number
  /** How many of its calls a lease makes before any other. */
  readonly around: number
}

/** The chains of a plan's steps: datastores side by side, each in its own order, those to delete after all others. */
export function stepChains(
  steps: readonly Step[],
  { pages, around = [], work }: Setting = {},
): readonly { readonly links: readonly StepCosts[] }[] {
  const [first = [], last = []] = phasesOf(steps)
  const linksOfChain = (chain: StepChain, after?: readonly LinkCosts[]) => ({
    links: chain.flatMap((index, at): readonly StepCosts[] => {
      const step = steps[index]
      if (step === undefined) return []
      const calls = [work?.get(index)?.calls ?? linksOf(step, pages?.get(index), around)]
      const own = { index, calls, around: callsOnly(around).length, about: step.datastore }
      return [{ ...own, after: at === 0 ? after : undefined }]
    }),
  })
  const others = first.map(chain => linksOfChain(chain))
  const all = others.flatMap(({ links }) => links.slice(-1))
  return [...others, ...last.map(chain => linksOfChain(chain, all))]
}

/** The last link of each datastore that steps touch, by the name that it has then. */
export function readyAfter(
  steps: readonly Step[],
  chains: readonly { readonly links: readonly StepCosts[] }[],
): ReadonlyMap<string, StepCosts> {
  return new Map(
    chains.flatMap(({ links }) => {
      const last = links.at(-1)
      const step = last && steps[last.index]
      return last === undefined || step === undefined ? [] : [[nameAfter(step), last] as const]
    }),
  )
}
