import type { Operation } from '../core/model/operations.ts'
import type { CallPlace } from '../core/model/ports.ts'
import type { Lanes } from '../core/pace/lanes.ts'
import type { Bounds } from './bounds.ts'
import type { Governor, Passed } from './governor.ts'

/** What turns are taken with. */
interface Turning {
  readonly governor: Governor
  readonly lanes: Lanes
}

/** How turns are taken. */
interface Manner {
  readonly rank: number | undefined
  readonly bounds: Bounds
}

/** Waits for room in its turn; what may not go any more gets none. */
export async function reserveInTurn(
  operation: Operation,
  calls: number,
  deps: Turning,
  { rank, bounds, leaving }: Manner & { readonly leaving: ((operation: Operation) => void) | undefined },
): Promise<CallPlace> {
  const end = await deps.lanes.take(`place for ${operation}`, rank)
  try {
    const place = await deps.governor.reserve(operation, calls, bounds)
    try {
      leaving?.(operation)
      return place
    } catch (error) {
      await place.leave().catch(() => undefined)
      throw error
    }
  } finally {
    end()
  }
}

/** A call whose turn it is. */
export interface CallTurn {
  readonly passed: Passed
  readonly end: () => void
}

/**
 * Waits until the call may go and none of its operation is in flight; undefined where its place is lost. Who waits for room
 * waits in a lane of its own: in the one where calls go it would keep those back who have some.
 */
export async function enterTurn(
  operation: Operation,
  { rank, bounds }: Manner,
  deps: Turning,
  place: CallPlace | undefined,
): Promise<CallTurn | undefined> {
  const { lanes, governor } = deps
  if (place !== undefined) return inTurn(operation, () => governor.enter(place), deps)
  const end = await lanes.take(`room for ${operation}`, rank)
  try {
    for (let turn = await inTurn(operation, () => governor.pass(operation, bounds), deps); ;) {
      if (turn !== undefined) return turn
      const own = await governor.reserve(operation, 1, bounds)
      turn = await inTurn(operation, () => governor.enter(own), deps)
    }
  } finally {
    end()
  }
}

async function inTurn(
  operation: Operation,
  pass: () => Promise<Passed | undefined>,
  { lanes }: Turning,
): Promise<CallTurn | undefined> {
  const end = await lanes.take(operation)
  try {
    const passed = await pass()
    if (passed !== undefined) return { passed, end }
  } catch (error) {
    end()
    throw error
  }
  end()
  return undefined
}
