import { OPERATIONS } from '../../src/core/model/operations.ts'
import type { Operation } from '../../src/core/model/operations.ts'
import { budgetOf, budgetsOf, CALL_MS, WINDOW_MS } from '../../src/core/pace/pace.ts'
import type { CallChain } from '../../src/core/pace/links.ts'

/** What no order of `count` calls of one operation can beat, ms. */
export function boundMs(operation: Operation, count: number): number {
  const limit = budgetOf(budgetsOf(), operation)
  return WINDOW_MS * Math.floor((count - 1) / limit) + (((count - 1) % limit) + 1) * CALL_MS
}

/** What no schedule can beat, ms: each budget alone, after and before what its calls follow and precede, and each chain alone. */
export function boundOf(chains: readonly CallChain[]): number {
  const byOperation = (Object.keys(OPERATIONS) as readonly Operation[]).map(operation => {
    const places = chains.flatMap(chain =>
      chain.flatMap((each, at) => (each === operation ? [{ head: at, tail: chain.length - 1 - at }] : [])),
    )
    if (places.length === 0) return 0
    const around = Math.min(...places.map(({ head }) => head)) + Math.min(...places.map(({ tail }) => tail))
    return boundMs(operation, places.length) + around * CALL_MS
  })
  return Math.max(...byOperation, ...chains.map(chain => chain.length * CALL_MS))
}
