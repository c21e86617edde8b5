import type { Operation } from '../core/model/operations.ts'
import { lowest, openLanes } from '../core/pace/lanes.ts'
import type { Lanes } from '../core/pace/lanes.ts'
import type { CallPlace, Clock } from '../core/model/ports.ts'
import type { Bounds } from './bounds.ts'
import type { Governor, Passed } from './governor.ts'

/** How a turn is taken: the lowest rank goes first, and what has none before all. */
export interface Manner {
  readonly rank: number | undefined
  readonly bounds: Bounds
}

/** A call whose turn it is. */
export interface CallTurn {
  readonly passed: Passed
  readonly end: () => void
}

/** Who goes next. Each operation has one request in flight. */
export interface Turns {
  /** Waits for room in its turn; what `leaving` keeps back gets none. */
  reserve(
    operation: Operation,
    calls: number,
    manner: Manner,
    leaving: ((operation: Operation) => void) | undefined,
  ): Promise<CallPlace>
  /** Waits until the call may go and none of its operation is in flight; undefined where its place is lost. */
  enter(operation: Operation, manner: Manner, place: CallPlace | undefined): Promise<CallTurn | undefined>
}

/** What turns are taken with. */
interface Turning {
  readonly governor: Governor
  /** Who sends, by operation. */
  readonly lanes: Lanes
  /** Who is given room, by operation. */
  readonly places: Lanes
  /** Calls that have no room yet, by operation. */
  readonly lines: Map<Operation, Waiting[]>
}

interface Waiting extends Manner {
  readonly go: (turn: CallTurn) => void
  readonly refuse: (why: unknown) => void
}

/** The turns of one wire. */
export function openTurns(governor: Governor, clock: Clock): Turns {
  let asking = 0
  const heard = () => clock.sleep(0)
  // Who needs room first asks for its lane once it has some, in the same instant.
  const settled = async () => {
    await heard()
    if (asking > 0) await heard()
  }
  const turning: Turning = { governor, lanes: openLanes(settled), places: openLanes(heard), lines: new Map() }
  return {
    async reserve(operation, calls, { rank = 0, bounds }, leaving) {
      asking += 1
      const end = await turning.places.take(operation, () => rank)
      try {
        const place = await governor.reserve(operation, calls, bounds)
        try {
          leaving?.(operation)
          return place
        } catch (error) {
          await place.leave().catch(() => undefined)
          throw error
        }
      } finally {
        asking -= 1
        end()
      }
    },
    enter(operation, manner, place) {
      const { rank = 0 } = manner
      if (place !== undefined)
        return inTurn(
          operation,
          () => rank,
          () => governor.enter(place),
          turning,
        )
      return new Promise((go, refuse) => {
        const line = turning.lines.get(operation)
        const waiting = { ...manner, go, refuse }
        if (line !== undefined) return void line.push(waiting)
        const own = [waiting]
        turning.lines.set(operation, own)
        void serve(operation, own, turning)
      })
    },
  }
}

// One of the line waits for room and for the lane, in its own bounds; the turn is for whoever is first then. Were one chosen
// before, what comes meanwhile and goes before it would be late.
async function serve(operation: Operation, line: Waiting[], turning: Turning): Promise<void> {
  for (let served = firstOf(line); served !== undefined; served = firstOf(line)) {
    let next = served
    try {
      const turn = await turnIn(operation, line, served.bounds, turning)
      next = firstOf(line.filter(({ bounds }) => bounds.signal?.aborted !== true)) ?? served
      next.go(turn)
    } catch (error) {
      served.refuse(error)
    }
    line.splice(line.indexOf(next), 1)
  }
  turning.lines.delete(operation)
}

// Who waits for room is in no lane: there it would keep those back who have some.
async function turnIn(
  operation: Operation,
  line: readonly Waiting[],
  bounds: Bounds,
  turning: Turning,
): Promise<CallTurn> {
  const { governor } = turning
  const rank = () => firstOf(line)?.rank ?? 0
  for (let turn = await inTurn(operation, rank, () => governor.pass(operation, bounds), turning); ;) {
    if (turn !== undefined) return turn
    const own = await governor.reserve(operation, 1, bounds)
    turn = await inTurn(operation, rank, () => governor.enter(own), turning)
  }
}

function firstOf(line: readonly Waiting[]): Waiting | undefined {
  return lowest(line, each => each.rank ?? 0)
}

async function inTurn(
  operation: Operation,
  rank: () => number,
  pass: () => Promise<Passed | undefined>,
  { lanes }: Turning,
): Promise<CallTurn | undefined> {
  const end = await lanes.take(operation, rank)
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
