import { deletes, destroys, nameAfter, writesOver } from '../../core/plan/chains.ts'
import { refuseUnreadable } from '../../core/plan/unreadable.ts'
import type { LiveDatastore } from '../../core/model/live.ts'
import type { CallPlace, ReadCliq, WriteCliq } from '../../core/model/ports.ts'
import { operationOf } from '../../core/model/step.ts'
import type { RowWork, Step } from '../../core/model/step.ts'
import type { Ended, Guard } from '../guard.ts'
import { carryThrough } from '../loop.ts'
import type { Task, Waits } from '../loop.ts'
import { differences, remainder, replaced } from './remainder.ts'
import type { Errand } from './remainder.ts'

/** What carrying a step out takes. */
export interface StepHands extends Waits {
  readonly cliq: WriteCliq
  /** Stands before every step. Absent only where nothing can be written by another run. */
  readonly guard?: Guard | undefined
  /** Copies what the step takes, anew if it is asked again; the step is not sent when it throws. Absent where no copies are kept. */
  readonly beforeDestroying?:
    | ((step: Step, seen: LiveDatastore, cliq: ReadCliq, isAgain: boolean) => Promise<void>)
    | undefined
  /** Carries values between two calls of a schema. */
  readonly carry?: ((work: RowWork, index: number, seen: LiveDatastore, hands: StepHands) => Promise<Ended>) | undefined
}

/** Carries one step out in the one loop. `now` is the datastore as this run last saw it. */
export function carryOut(errand: Errand, now: LiveDatastore | undefined, hands: StepHands): Promise<Ended> {
  const { step, index } = errand
  if (step.call === 'row-work') {
    if (now === undefined || hands.carry === undefined)
      throw new Error(`the rows of ${step.datastore} were never copied`)
    return hands.carry(step, index, now, hands)
  }
  return carryThrough(stepTask(errand, now, hands), now, { ...hands, through: hands.guard?.through })
}
// A step on a datastore, with what stands before each: copies of what it takes, the lease, the journal.
function stepTask(errand: Errand, was: LiveDatastore | undefined, hands: StepHands): Task<LiveDatastore, Step> {
  const { step, index } = errand
  return {
    operation: operationOf(step),
    title: `${step.call} ${step.datastore}`,
    looksFirst: deletes(step),
    left(now) {
      const left = remainder(errand, now?.datastore)
      const others = left.kind === 'open' ? replaced(errand, was, now) : []
      if (others.length > 0) return { kind: 'surprise', moved: others }
      return left.kind === 'open' ? { kind: 'open', order: left.step } : left
    },
    look: seen => reread(errand, seen, hands),
    // What only adds writes over nothing, however long it waits; but an intent tells when its call went.
    ...((writesOver(step) || hands.guard?.roomFirst === true) && {
      keepsPlace: true,
      reserve: () => placeUnderGuard(errand, hands),
    }),
    async send(order, seen, { place, sends, isAgain }) {
      if (sends === 0 && seen !== undefined && destroys(order))
        await hands.beforeDestroying?.(order, seen, hands.cliq, isAgain)
      if (place === undefined) await hands.guard?.before(order, index)
      hands.guard?.sending(index)
      return hands.cliq.send(order, seen?.identity, place)
    },
    // "Already exists" and "not found".
    isOwnEffect: problem => problem.code === 'RF101' || problem.code === 'RF102',
    moved: now => differences(errand, now?.datastore),
  }
}

async function placeUnderGuard({ step, index }: Errand, { cliq, guard }: StepHands): Promise<CallPlace> {
  const place = await cliq.reserve(operationOf(step), 1)
  try {
    await guard?.before(step, index)
    return place
  } catch (error) {
    await place.leave()
    throw error
  }
}

async function reread(
  errand: Errand,
  seen: LiveDatastore | undefined,
  hands: StepHands,
): Promise<LiveDatastore | undefined> {
  if (seen !== undefined) return hands.cliq.fetchDatastore(seen.identity.id)
  const name = nameAfter(errand.step)
  const live = await hands.cliq.fetchLive([name])
  // What is there and cannot be read is not absent.
  refuseUnreadable([name], live)
  const datastore = live.catalog.get(name)
  const identity = live.identities.get(name)
  return datastore === undefined || identity === undefined ? undefined : { datastore, identity }
}
