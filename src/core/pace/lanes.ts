/** Turns for what only one may have at a time. */
export interface Lanes {
  /**
   * Resolves when the lane is this one's, and gives what ends its turn. Of those that wait the lowest rank goes first, then
   * whoever came first; a rank is asked for when the lane is free.
   */
  take(lane: string, rank?: () => number): Promise<() => void>
}

interface Waiting {
  readonly rank: () => number
  readonly go: () => void
}

/**
 * Lanes that are all free. Who is next is settled once `settled` resolves after a lane became free: replies that come in
 * one instant all ask before, and the order in which they were heard decides nothing.
 */
export function openLanes(settled: () => Promise<unknown>): Lanes {
  const waiting = new Map<string, Waiting[]>()
  const handOver = async (lane: string, queue: Waiting[]) => {
    await settled()
    const first = lowest(queue, each => each.rank())
    if (first === undefined) waiting.delete(lane)
    else queue.splice(queue.indexOf(first), 1)
    first?.go()
  }
  const turnOf = (lane: string, queue: Waiting[]) => {
    let isOver = false
    return () => {
      if (!isOver) void handOver(lane, queue)
      isOver = true
    }
  }
  return {
    take(lane, rank = () => 0) {
      return new Promise(resolve => {
        const known = waiting.get(lane)
        const queue = known ?? []
        queue.push({ rank, go: () => resolve(turnOf(lane, queue)) })
        if (known !== undefined) return
        waiting.set(lane, queue)
        void handOver(lane, queue)
      })
    },
  }
}

/** Whose rank is the lowest; of several whoever came first. */
export function lowest<T>(waiting: readonly T[], rankOf: (each: T) => number): T | undefined {
  return waiting.reduce<T | undefined>(
    (first, each) => (first !== undefined && rankOf(first) <= rankOf(each) ? first : each),
    undefined,
  )
}
