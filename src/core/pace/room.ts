import type { Operation } from '../model/operations.ts'

/** Room that chains of a rehearsal have asked for and not yet used. */
export interface KeptRoom {
  has(chain: number, operation: Operation): boolean
  /** Calls of the operation's bucket that have room. */
  open(operation: Operation): number
  keep(chain: number, operation: Operation, calls: number): void
  /** One call of the chain goes; without room of its own nothing changes. */
  use(chain: number, operation: Operation): void
}

/** No room is kept yet; operations of one bucket draw on one budget. */
export function keptRoom(bucketOf: (operation: Operation) => string): KeptRoom {
  const chains = new Map<string, number>()
  const buckets = new Map<string, number>()
  const has = (chain: number, operation: Operation) => (chains.get(`${chain} ${operation}`) ?? 0) > 0
  const open = (operation: Operation) => buckets.get(bucketOf(operation)) ?? 0
  const keep = (chain: number, operation: Operation, calls: number) => {
    const key = `${chain} ${operation}`
    chains.set(key, (chains.get(key) ?? 0) + calls)
    buckets.set(bucketOf(operation), open(operation) + calls)
  }
  return { has, open, keep, use: (chain, operation) => has(chain, operation) && keep(chain, operation, -1) }
}
