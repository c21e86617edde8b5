import { pop, push } from './heap.ts'
import type { Heap } from './heap.ts'
import { callsOnly, durationOf } from './links.ts'
import type { CallChain } from './links.ts'
import type { Operation } from '../model/operations.ts'
import { keptRoom } from './room.ts'

/** One call of a schedule: which of which chain, and when it starts, in ms. */
export interface ScheduledCall {
  readonly chain: number
  readonly call: number
  readonly startMs: number
}

/** What calls have to keep to. Operations of one bucket draw on one budget; each has one request in flight. */
export interface Course {
  readonly bucketOf: (operation: Operation) => string
  readonly limitOf: (operation: Operation) => number
  readonly windowMs: number
  readonly callMs: number
}

/** Where a rehearsal starts or ends: the time, the reply times by bucket, ascending, and what is refused until when. */
export interface Standing {
  readonly atMs: number
  readonly replies: ReadonlyMap<string, readonly number[]>
  readonly lockedUntil?: ReadonlyMap<Operation, number>
}

/** One call that could go. `left` are the chain's calls still to go, this one included; `weight` the time they need. */
export interface Candidate {
  readonly chain: number
  readonly left: number
  readonly weight: number
}

/** The larger, the sooner. */
export type Priority = (candidate: Candidate) => number

interface Head extends Candidate {
  readonly call: number
  /** Calls that it asks room for; undefined for a call. */
  readonly asks: number | undefined
  readonly readyMs: number
  readonly rank: number
}

/** The heads of chains that ask for one operation, in one way: those yet to be ready, soonest first, and those that are. */
interface Queue {
  readonly operation: Operation
  /** `call`: in its turn and budget; `kept`: in its turn, with room that was asked for; `room`: such room. */
  readonly way: 'call' | 'kept' | 'room'
  readonly coming: Heap<Head>
  readonly ready: Heap<Head>
}

const SOONEST = (a: Head, b: Head) => a.readyMs - b.readyMs || a.chain - b.chain
const FIRST = (a: Head, b: Head) => b.rank - a.rank || a.chain - b.chain

/** By chain: those that must have ended before it begins. */
export type After = readonly (readonly number[])[]

/** Plays the chains in virtual time: whatever may start first does; of those that wait for one operation, by priority. */
export function rehearse(
  chains: readonly CallChain[],
  course: Course,
  from: Standing,
  priority: Priority,
  after: After = [],
): { readonly order: readonly ScheduledCall[]; readonly end: Standing } {
  const replies = new Map<string, number[]>([...from.replies].map(([bucket, times]) => [bucket, [...times]]))
  const free = new Map<Operation, number>(from.lockedUntil)
  // When an operation may be asked for room again: that takes no time, but what is ready was so by then.
  const given = new Map<Operation, number>(from.lockedUntil)
  const queues = new Map<string, Queue>()
  const kept = keptRoom(course.bucketOf)
  const weights = chains.map(chain => weightsOf(chain, course))
  const order: ScheduledCall[] = []
  let end = from.atMs
  const enqueue = (chain: number, call: number, readyMs: number, presses = false): void => {
    end = Math.max(end, readyMs)
    const operation = chains[chain]?.[call]
    if (operation === undefined) return begin.after(chain, readyMs)
    if (typeof operation === 'number') return enqueue(chain, call + 1, readyMs + operation)
    if (typeof operation === 'object' && 'presses' in operation) return enqueue(chain, call + 1, readyMs, true)
    const left = (chains[chain]?.length ?? 0) - call
    const candidate = { chain, left, weight: weights[chain]?.[call] ?? 0 }
    const queue =
      typeof operation === 'object'
        ? queueOf(queues, operation.room, 'room')
        : queueOf(queues, operation, kept.has(chain, operation) ? 'kept' : 'call')
    const asks = typeof operation === 'object' ? Math.min(operation.calls, course.limitOf(operation.room)) : undefined
    push(queue.coming, { ...candidate, call, asks, readyMs, rank: presses ? Infinity : priority(candidate) }, SOONEST)
  }
  const begin = beginnings(chains, after, enqueue)
  chains.forEach((_, chain) => begin(chain, from.atMs))
  for (;;) {
    const next = nextOf(queues, ({ operation, way, ready, coming }) => {
      const lane = (way === 'room' ? given : free).get(operation) ?? 0
      if (way === 'kept') return lane
      const asks = (ready[0] ?? coming[0])?.asks ?? 1
      return Math.max(lane, freedAt(operation, course, replies, kept.open(operation) + asks - 1))
    })
    if (next === undefined) return { order, end: { ...from, atMs: end, replies } }
    const { chain, call, asks } = taken(next.queue, next.atMs)
    if (asks !== undefined) {
      kept.keep(chain, next.operation, asks)
      given.set(next.operation, next.atMs)
      enqueue(chain, call + 1, next.atMs)
      continue
    }
    kept.use(chain, next.operation)
    const reply = next.atMs + course.callMs
    order.push({ chain, call, startMs: next.atMs })
    timesOf(replies, course.bucketOf(next.operation)).push(reply)
    free.set(next.operation, reply)
    enqueue(chain, call + 1, reply)
  }
}

interface Beginnings {
  /** Once for each chain. It begins when all that it waits for has ended, too. */
  (chain: number, atMs: number): void
  /** A chain has ended. */
  after(chain: number, atMs: number): void
}

function beginnings(
  chains: readonly CallChain[],
  after: After,
  enqueue: (chain: number, call: number, readyMs: number) => void,
): Beginnings {
  const open = chains.map((_, chain) => (after[chain]?.length ?? 0) + 1)
  const readyMs = chains.map(() => 0)
  const followers = new Map<number, number[]>()
  after.forEach((before, chain) => {
    for (const each of before) {
      const known = followers.get(each)
      if (known === undefined) followers.set(each, [chain])
      else known.push(chain)
    }
  })
  const begin = (chain: number, atMs: number) => {
    open[chain] = (open[chain] ?? 1) - 1
    const ready = Math.max(readyMs[chain] ?? 0, atMs)
    readyMs[chain] = ready
    if (open[chain] !== 0) return
    enqueue(chain, 0, ready)
  }
  const ended = (chain: number, atMs: number) => followers.get(chain)?.forEach(each => begin(each, atMs))
  return Object.assign(begin, { after: ended })
}

/** A time that no order can beat: by each budget alone, and by each chain alone. */
export function floorOf(chains: readonly CallChain[], course: Course, from: Standing): number {
  const { callMs, windowMs } = course
  const calls = new Map<Operation, { count: number; head: number; tail: number }>()
  for (const chain of chains.map(callsOnly))
    chain.forEach((operation, call) => {
      const so = calls.get(operation) ?? { count: 0, head: Infinity, tail: Infinity }
      const head = Math.min(so.head, call)
      calls.set(operation, { count: so.count + 1, head, tail: Math.min(so.tail, chain.length - 1 - call) })
    })
  const byBudget = [...calls].map(([operation, { count, head, tail }]) => {
    const limit = course.limitOf(operation)
    const windows = Math.floor((count - 1) / limit)
    return windows * windowMs + (((count - 1) % limit) + 1 + head + tail) * callMs
  })
  const alone = chains.map(chain => chain.reduce<number>((sum, each) => sum + durationOf(each, callMs), 0))
  return from.atMs + Math.max(0, ...byBudget, ...alone)
}

function weightsOf(chain: CallChain, course: Course): readonly number[] {
  let sum = 0
  const weights = chain.toReversed().map(operation => {
    sum += durationOf(operation, course.callMs)
    if (typeof operation === 'string') sum += course.windowMs / course.limitOf(operation)
    return sum
  })
  return weights.reverse()
}

// `taken`: calls that have room already, or ask for it together.
function freedAt(
  operation: Operation,
  course: Course,
  replies: ReadonlyMap<string, readonly number[]>,
  taken: number,
): number {
  const left = course.limitOf(operation) - taken
  if (left <= 0) return Infinity
  const times = replies.get(course.bucketOf(operation)) ?? []
  const oldest = times[times.length - left]
  return oldest === undefined ? 0 : oldest + course.windowMs
}

interface Next {
  readonly operation: Operation
  readonly queue: Queue
  readonly atMs: number
}

function nextOf(queues: ReadonlyMap<string, Queue>, freeAt: (queue: Queue) => number): Next | undefined {
  let next: Next | undefined
  for (const queue of queues.values()) {
    // What is ready has been so since the operation was last free.
    const soonest = queue.ready.length > 0 ? 0 : queue.coming[0]?.readyMs
    if (soonest === undefined) continue
    const atMs = Math.max(soonest, freeAt(queue))
    if (next !== undefined && (atMs > next.atMs || (atMs === next.atMs && !goesBefore(queue, next)))) continue
    if (atMs < Infinity) next = { operation: queue.operation, queue, atMs }
  }
  return next
}

// Of one operation, with and without room of its own, by priority.
function goesBefore(queue: Queue, { queue: other, operation, atMs }: Next): boolean {
  if (queue.operation !== operation || queue.way === 'room' || other.way === 'room') return false
  const [own, its] = [firstAt(queue, atMs), firstAt(other, atMs)]
  return own !== undefined && its !== undefined && FIRST(own, its) < 0
}

function taken(queue: Queue, atMs: number): Head {
  firstAt(queue, atMs)
  const head = pop(queue.ready, FIRST)
  if (head === undefined) throw new Error('nothing was ready')
  return head
}

function firstAt({ coming, ready }: Queue, atMs: number): Head | undefined {
  for (let [next] = coming; next !== undefined && next.readyMs <= atMs; [next] = coming) {
    pop(coming, SOONEST)
    push(ready, next, FIRST)
  }
  return ready[0]
}

function queueOf(queues: Map<string, Queue>, operation: Operation, way: Queue['way']): Queue {
  const key = `${way} ${operation}`
  const queue = queues.get(key) ?? { operation, way, coming: [], ready: [] }
  queues.set(key, queue)
  return queue
}

function timesOf(replies: Map<string, number[]>, bucket: string): number[] {
  const times = replies.get(bucket) ?? []
  replies.set(bucket, times)
  return times
}
