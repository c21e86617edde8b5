import { catalogOf } from '../core/model/catalog.ts'
import type { Catalog, Datastore } from '../core/model/catalog.ts'
import type { Change } from '../core/model/change.ts'
import { diff } from '../core/model/diff.ts'
import { failure } from '../core/model/failure.ts'
import type { Live } from '../core/model/live.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import { nameAfter } from '../core/plan/chains.ts'
import { keptOtherwise } from '../core/plan/keptForms.ts'
import type { Plan } from '../core/plan/plan.ts'
import { pause } from '../engine/pause.ts'
import { errandsOf } from '../engine/tasks/remainder.ts'
import type { World } from './world.ts'

/**
 * Reads the org again after a run; what still differs after a lagging read had its time is a surprise. Throws a Failure
 * AP105 where Cliq goes on showing a state of our own on the way: then nobody did anything, and reads lag.
 */
export async function fetchEnd(
  { clock, patience, notify, signal }: World,
  plan: Plan,
  cliq: ReadCliq,
): Promise<{ readonly live: Live; readonly surprises: readonly Change[] }> {
  const read = async () => {
    const live = await cliq.fetchLive(plan.target.keys())
    const names = new Set([...plan.base.keys(), ...plan.target.keys()])
    const now = catalogOf([...live.catalog.values()].filter(each => names.has(each.unique_name)))
    return { live, now, surprises: diff(plan.target, now) }
  }
  const { settleMs, lateWindowMs } = patience
  let seen = await read()
  for (let ms = settleMs, spent = 0; seen.surprises.length > 0; spent += ms, ms *= 2) {
    if (spent > 0 && (spent >= lateWindowMs || !isOnTheWay(plan, seen.now))) break
    await pause('settle', 'datastores.list', ms, { clock, notify, signal })
    seen = await read()
  }
  const { live, now, surprises } = seen
  if (surprises.length > 0 && isOnTheWay(plan, now)) throw lagging()
  for (const problem of keptOtherwise(plan.steps.map(nameAfter), plan.target, now)) notify({ type: 'note', problem })
  return { live, surprises }
}

// Each datastore as the plan found it, or as one of its steps left it.
function isOnTheWay({ base, target, steps }: Plan, now: Catalog): boolean {
  const states = new Map<string, (Datastore | undefined)[]>()
  const add = (name: string, state: Datastore | undefined) => states.set(name, [...(states.get(name) ?? []), state])
  for (const [name, each] of base) add(name, each)
  for (const { step, before, after } of errandsOf(base, steps)) {
    const name = nameAfter(step)
    add(step.datastore, before)
    add(name, after)
    if (name !== step.datastore) {
      add(step.datastore, undefined)
      add(name, undefined)
    }
  }
  const names = new Set([...base.keys(), ...target.keys()])
  return [...names].every(name => (states.get(name) ?? []).some(each => isSame(each, now.get(name))))
}

function isSame(a: Datastore | undefined, b: Datastore | undefined): boolean {
  return diff(catalogOf(a === undefined ? [] : [a]), catalogOf(b === undefined ? [] : [b])).length === 0
}

function lagging(): Error {
  const hint = 'run the same command again; cliq-ds doctor --probe measures the lag for consistency.settleMs'
  return failure('AP105', 'everything was done, but Cliq still shows the org as it was before', { hint })
}
