import { pop, push } from './heap.ts'
import type { Heap } from './heap.ts'
import type { Operation } from './operations.ts'

/** Calls of one chain go in their order, each after the reply to the one before; chains go side by side. A number is a pause, ms. */
export type Chain = readonly (Operation | number)[]

/** One call of a schedule: which of which chain, and when it starts, in ms. */
export interface Slot {
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
  readonly readyMs: number
  readonly rank: number
}

/** The heads of chains that ask for one operation: those yet to be ready, soonest first, and those that are. */
interface Queue {
  readonly coming: Heap<Head>
  readonly ready: Heap<Head>
}

const SOONEST = (a: Head, b: Head) => a.readyMs - b.readyMs || a.chain - b.chain
const FIRST = (a: Head, b: Head) => b.rank - a.rank || a.chain - b.chain

/** By chain: those that must have ended before it begins. */
export type After = readonly (readonly number[])[]

/** Plays the chains in virtual time: whatever may start first does; of those that wait for one operation, by priority. */
export function rehearse(
  chains: readonly Chain[],
  course: Course,
  from: Standing,
  priority: Priority,
  after: After = [],
): { readonly order: readonly Slot[]; readonly end: Standing } {
  const replies = new Map<string, number[]>([...from.replies].map(([bucket, times]) => [bucket, [...times]]))
  const free = new Map<Operation, number>(from.lockedUntil)
  const queues = new Map<Operation, Queue>()
  const weights = chains.map(chain => weightsOf(chain, course))
  const order: Slot[] = []
  let end = from.atMs
  const enqueue = (chain: number, call: number, readyMs: number): void => {
    end = Math.max(end, readyMs)
    const operation = chains[chain]?.[call]
    if (operation === undefined) return begin.after(chain, readyMs)
    if (typeof operation === 'number') return enqueue(chain, call + 1, readyMs + operation)
    const left = (chains[chain]?.length ?? 0) - call
    const candidate = { chain, left, weight: weights[chain]?.[call] ?? 0 }
    push(queueOf(queues, operation).coming, { ...candidate, call, readyMs, rank: priority(candidate) }, SOONEST)
  }
  const begin = beginnings(chains, after, enqueue)
  chains.forEach((_, chain) => begin(chain, from.atMs))
  for (;;) {
    const next = nextOf(queues, operation => Math.max(free.get(operation) ?? 0, freedAt(operation, course, replies)))
    if (next === undefined) return { order, end: { ...from, atMs: end, replies } }
    const { chain, call } = taken(next.queue, next.atMs)
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
  chains: readonly Chain[],
  after: After,
  enqueue: (chain: number, call: number, readyMs: number) => void,
): Beginnings {
  const open = chains.map((_, chain) => (after[chain]?.length ?? 0) + 1)
  const readyMs = chains.map(() => 0)
  const followers = new Map<number, number[]>()
  after.forEach((before, chain) => {
    for (const each of before) followers.set(each, [...(followers.get(each) ?? []), chain])
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
export function floorOf(chains: readonly Chain[], course: Course, from: Standing): number {
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
  const alone = chains.map(chain => chain.reduce<number>((sum, each) => sum + lengthOf(each, callMs), 0))
  return from.atMs + Math.max(0, ...byBudget, ...alone)
}

/** The chain without its pauses. */
export function callsOnly(chain: Chain): readonly Operation[] {
  return chain.filter(each => typeof each !== 'number')
}

function lengthOf(link: Operation | number, callMs: number): number {
  return typeof link === 'number' ? link : callMs
}

function weightsOf(chain: Chain, course: Course): readonly number[] {
  let sum = 0
  const weights = chain.toReversed().map(operation => {
    sum += typeof operation === 'number' ? operation : course.callMs + course.windowMs / course.limitOf(operation)
    return sum
  })
  return weights.reverse()
}

function freedAt(operation: Operation, course: Course, replies: ReadonlyMap<string, readonly number[]>): number {
  const times = replies.get(course.bucketOf(operation)) ?? []
  const oldest = times[times.length - course.limitOf(operation)]
  return oldest === undefined ? 0 : oldest + course.windowMs
}

interface Next {
  readonly operation: Operation
  readonly queue: Queue
  readonly atMs: number
}

function nextOf(queues: ReadonlyMap<Operation, Queue>, freeAt: (operation: Operation) => number): Next | undefined {
  let next: Next | undefined
  for (const [operation, queue] of queues) {
    // What is ready has been so since the operation was last free.
    const soonest = queue.ready.length > 0 ? 0 : queue.coming[0]?.readyMs
    if (soonest === undefined) continue
    const atMs = Math.max(soonest, freeAt(operation))
    if (next === undefined || atMs < next.atMs) next = { operation, queue, atMs }
  }
  return next
}

function taken({ coming, ready }: Queue, atMs: number): Head {
  while ((coming[0]?.readyMs ?? Infinity) <= atMs) {
    const head = pop(coming, SOONEST)
    if (head !== undefined) push(ready, head, FIRST)
  }
  const head = pop(ready, FIRST)
  if (head === undefined) throw new Error('nothing was ready')
  return head
}

function queueOf(queues: Map<Operation, Queue>, operation: Operation): Queue {
  const queue = queues.get(operation) ?? { coming: [], ready: [] }
  queues.set(operation, queue)
  return queue
}

function timesOf(replies: Map<string, number[]>, bucket: string): number[] {
  const times = replies.get(bucket) ?? []
  replies.set(bucket, times)
  return times
}
