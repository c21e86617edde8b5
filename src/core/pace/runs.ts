import { byCodeUnit } from '../model/catalog.ts'
import { OPERATIONS } from '../model/operations.ts'
import type { Operation } from '../model/operations.ts'
import { callsOnly } from './links.ts'
import type { CallChain as Calls } from './links.ts'
import { scheduleAfter } from './pace.ts'
import type { Budgets, Schedule, Spent } from './pace.ts'

/** One link of a chain as its calls go: one list of them for a step, several side by side for rows. */
export interface LinkCosts {
  readonly calls: readonly Calls[]
  /** The datastore that they are about. */
  readonly about?: string | undefined
  /** Links, of other chains too, that end before it begins. One list that several links share is one barrier. */
  readonly after?: readonly LinkCosts[] | undefined
}

/** Links that go one after another. */
export interface ChainCosts {
  readonly links: readonly LinkCosts[]
  /** Chains of one queue go one at a time: in their order, but none waits behind one that is not ready. */
  readonly queue?: string | undefined
}

/** A schedule of chains, and the places of their calls in it: of calls that wait, the lowest goes first. */
export interface RunSchedule extends Schedule {
  /** By link, for each list of its calls. */
  readonly ranks: ReadonlyMap<LinkCosts, readonly (readonly number[])[]>
  /** The calls that `order` numbers, and by the same numbers the datastores that they are about; '' for none. */
  readonly nodes: readonly Calls[]
  readonly subjects: readonly string[]
}

/** Plans the calls of a run: `before` goes first and `after` last. Throws where links wait for each other in a circle. */
export function scheduleRun(
  chains: readonly ChainCosts[],
  before: Calls,
  after: Calls,
  budgets: Budgets,
  spent?: Spent,
): RunSchedule {
  const { nodes, waits, places, subjects } = graphOf(chains, before)
  nodes.push(after)
  subjects.push('')
  waits.push(nodes.map((_, node) => node).slice(0, -1))
  const { seconds, order } = scheduleAfter(nodes, waits, budgets, spent)
  const byNode = nodes.map((): number[] => [])
  order.forEach(({ chain }, rank) => byNode[chain]?.push(rank))
  const ranks = new Map(
    [...places].map(([link, own]) => [
      link,
      own.map(({ node, from, calls }) => (byNode[node] ?? []).slice(from, from + calls)),
    ]),
  )
  return { seconds, order, ranks, nodes, subjects }
}

/** What a run costs, reads included. */
export interface RunCosts {
  /** Sorted by operation. */
  readonly calls: ReadonlyMap<Operation, number>
  readonly writes: number
  readonly total: number
  /** Earliest finish, one decimal. */
  readonly seconds: number
  readonly schedule: RunSchedule
}

/** What else an estimate counts. */
export interface Circumstance {
  /** What is spent already; absent for idle budgets. */
  readonly spent?: Spent | undefined
  /** Calls for which nothing waits: they are counted, and take no time of their own. */
  readonly beside?: readonly Operation[]
}

/** Counts and schedules every call of a run. */
export function estimateRun(
  chains: readonly ChainCosts[],
  before: Calls,
  after: Calls,
  budgets: Budgets,
  { spent, beside = [] }: Circumstance = {},
): RunCosts {
  const calls = new Map<Operation, number>()
  const own = chains.flatMap(each => each.links.flatMap(link => link.calls))
  for (const list of [before, ...own, beside, after])
    for (const operation of callsOnly(list)) calls.set(operation, (calls.get(operation) ?? 0) + 1)
  const named = [...calls].sort(([a], [b]) => byCodeUnit(a, b))
  const schedule = scheduleRun(chains, before, after, budgets, spent)
  return {
    calls: new Map(named),
    writes: named.reduce((sum, [operation, count]) => sum + (OPERATIONS[operation].writes ? count : 0), 0),
    total: named.reduce((sum, [, count]) => sum + count, 0),
    seconds: schedule.seconds,
    schedule,
  }
}

/** Where the calls of a link stand: in which node of the graph, from which call on. */
interface Stretch {
  readonly node: number
  readonly from: number
  readonly calls: number
}

interface Graph {
  readonly nodes: Calls[]
  readonly waits: (readonly number[])[]
  readonly subjects: string[]
  readonly places: Map<LinkCosts, readonly Stretch[]>
  /** The nodes after which a link has ended. */
  readonly ends: Map<LinkCosts, readonly number[]>
  readonly barriers: Map<readonly LinkCosts[], readonly number[]>
  readonly awaited: ReadonlySet<LinkCosts>
  /** By queue, the chain whose turn it is. */
  readonly queues: Map<string, Laying>
}

/** A chain on its way into the graph. */
interface Laying {
  readonly chain: ChainCosts
  laid: number
  /** Nodes that its next link waits for. */
  behind: readonly number[]
  /** The node that its next link may be a part of. */
  open: number | undefined
}

function graphOf(chains: readonly ChainCosts[], before: Calls): Graph {
  const awaited = new Set(chains.flatMap(({ links }) => links.flatMap(each => each.after ?? [])))
  const graph: Graph = {
    nodes: [before],
    waits: [[]],
    subjects: [''],
    places: new Map(),
    ends: new Map(),
    barriers: new Map(),
    awaited,
    queues: new Map(),
  }
  for (let left = chains.map((chain): Laying => ({ chain, laid: 0, behind: [0], open: undefined })); ;) {
    left = left.filter(each => each.laid < each.chain.links.length)
    if (left.length === 0) return graph
    const laid = left.map(each => layReady(each, graph)).reduce((sum, each) => sum + each, 0)
    if (laid === 0) throw new Error('links of a run wait for each other in a circle')
  }
}

// As many of its links as wait for nothing that is not there yet.
function layReady(laying: Laying, graph: Graph): number {
  const before = laying.laid
  for (const link of laying.chain.links.slice(before)) {
    if (!isReady(laying, link, graph)) break
    lay(laying, link, graph)
  }
  return laying.laid - before
}

function isReady(laying: Laying, { after = [] }: LinkCosts, { ends, queues }: Graph): boolean {
  const { queue } = laying.chain
  const last = queue === undefined ? undefined : queues.get(queue)
  const isOthers = last !== undefined && last !== laying && last.laid < last.chain.links.length
  if (isOthers || !after.every(each => ends.has(each))) return false
  if (queue !== undefined && last !== laying) {
    laying.behind = [...laying.behind, ...(last?.behind ?? [])]
    queues.set(queue, laying)
  }
  return true
}

// Links of single lists that wait for nothing else are one node: what is left of a chain decides which goes first.
function lay(laying: Laying, link: LinkCosts, graph: Graph): void {
  const { nodes, places, ends, awaited } = graph
  const { open } = laying
  const [only, ...others] = link.calls
  const after = link.after ?? []
  if (open !== undefined && only !== undefined && others.length + after.length === 0) {
    const grown = nodes[open] ?? []
    places.set(link, [{ node: open, from: countOf(grown), calls: countOf(only) }])
    nodes[open] = [...grown, ...only]
  } else {
    const behind = [...laying.behind, ...waitsFor(after, graph)]
    const own = link.calls.map(calls => add(calls, behind, graph, link.about))
    places.set(
      link,
      own.map((node, at) => ({ node, from: 0, calls: countOf(link.calls[at] ?? []) })),
    )
    laying.open = others.length === 0 ? own[0] : undefined
    laying.behind = own.length === 0 ? behind : own
  }
  ends.set(link, laying.behind)
  // Who waits for this link shall not wait for the next.
  if (awaited.has(link)) laying.open = undefined
  laying.laid += 1
}

function waitsFor(after: readonly LinkCosts[], graph: Graph): readonly number[] {
  const known = graph.barriers.get(after)
  if (known !== undefined) return known
  const own = after.flatMap(each => graph.ends.get(each) ?? [])
  const nodes = own.length < 2 ? own : [add([], own, graph)]
  graph.barriers.set(after, nodes)
  return nodes
}

function add(calls: Calls, behind: readonly number[], { nodes, waits, subjects }: Graph, about = ''): number {
  waits.push(behind)
  subjects.push(about)
  return nodes.push(calls) - 1
}

function countOf(calls: Calls): number {
  return calls.filter(each => typeof each === 'string').length
}
