/** Turns for what only one may have at a time. */
export interface Lanes {
  /** Resolves when the lane is this one's, and gives what ends its turn. Of those that wait the lowest rank goes first, then whoever came first. */
  take(lane: string, rank?: number): Promise<() => void>
}

interface Waiting {
  readonly rank: number
  readonly go: () => void
}

/** Lanes that are all free. */
export function openLanes(): Lanes {
  const waiting = new Map<string, Waiting[]>()
  const leave = (lane: string) => {
    const queue = waiting.get(lane) ?? []
    const first = queue.reduce<Waiting | undefined>(
      (best, each) => (best && best.rank <= each.rank ? best : each),
      undefined,
    )
    if (first === undefined) waiting.delete(lane)
    else queue.splice(queue.indexOf(first), 1)
    first?.go()
  }
  const turnOf = (lane: string) => {
    let isOver = false
    return () => {
      if (!isOver) leave(lane)
      isOver = true
    }
  }
  return {
    take(lane, rank = 0) {
      const queue = waiting.get(lane)
      if (queue === undefined) {
        waiting.set(lane, [])
        return Promise.resolve(turnOf(lane))
      }
      return new Promise(resolve => {
        queue.push({ rank, go: () => resolve(turnOf(lane)) })
      })
    },
  }
}
