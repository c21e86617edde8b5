/** Things of which the smallest stands first; the order of the others means nothing. Only `push` and `pop` may change it. */
export type Heap<T> = T[]

type Compare<T> = (a: T, b: T) => number

/** Adds a thing. */
export function push<T>(heap: Heap<T>, thing: T, compare: Compare<T>): void {
  let at = heap.length
  heap.push(thing)
  while (at > 0) {
    const above = (at - 1) >> 1
    const parent = heap[above]
    if (parent === undefined || compare(parent, thing) <= 0) break
    heap[at] = parent
    at = above
  }
  heap[at] = thing
}

/** Takes the smallest thing; undefined from an empty heap. */
export function pop<T>(heap: Heap<T>, compare: Compare<T>): T | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return first
  let at = 0
  for (;;) {
    const child = smaller(heap, at * 2 + 1, compare)
    const below = heap[child]
    if (below === undefined || compare(last, below) <= 0) break
    heap[at] = below
    at = child
  }
  heap[at] = last
  return first
}

function smaller<T>(heap: Heap<T>, left: number, compare: Compare<T>): number {
  const a = heap[left]
  const b = heap[left + 1]
  return a !== undefined && b !== undefined && compare(b, a) < 0 ? left + 1 : left
}
