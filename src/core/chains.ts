import type { Operation } from './operations.ts'
import { schedulePhases } from './pace.ts'
import type { Budgets, Schedule } from './pace.ts'
import { operationOf } from './step.ts'
import type { Step } from './step.ts'

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

/** The calls that carry a step out. A 204 proves nothing and what goes is looked at first, so a delete takes two reads. */
export function callsOf(step: Step): readonly Operation[] {
  const operation = operationOf(step)
  const deletes = step.call === 'delete-fields' || step.call === 'delete-datastore'
  return deletes ? ['datastores.get', operation, 'datastores.get'] : [operation]
}

/** When each call of the steps goes, with idle budgets: the phases before and after them are one chain each. */
export function scheduleOf(
  steps: readonly Step[],
  before: readonly Operation[],
  after: readonly Operation[],
  budgets: Budgets,
): Schedule {
  const calls = (chain: Chain) => chain.flatMap(index => stepCalls(steps, index))
  const phases = phasesOf(steps).map(chains => chains.map(calls))
  return schedulePhases([[before], ...phases, [after]], budgets)
}

function stepCalls(steps: readonly Step[], index: number): readonly Operation[] {
  const step = steps[index]
  return step === undefined ? [] : callsOf(step)
}
