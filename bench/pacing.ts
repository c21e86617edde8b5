import { openOrg } from '../src/cliq/connect.ts'
import type { Deps, Target } from '../src/cliq/connect.ts'
import { memoryLedger } from '../src/cliq/inMemory.ts'
import type { Operation } from '../src/core/model/operations.ts'
import { budgetOf, budgetsOf, schedule, WINDOW_MS } from '../src/core/pace/pace.ts'
import type { CallChain } from '../src/core/pace/links.ts'
import { REQUESTS } from '../test/cliq/documented.ts'
import { limiter, seeded } from '../test/cliq/limiter.ts'
import { answer, depsOf, targetOf, virtualClock } from '../test/cliq/virtual.ts'
import { boundMs, boundOf } from '../test/laws/bounds.ts'
import type { Figure } from './process.ts'

/** Sends so many calls one after another; how long that took in virtual time, ms. */
async function sent(operation: Operation, count: number, deps: Deps, target: Partial<Target> = {}): Promise<number> {
  const wire = openOrg(targetOf(target), deps).wire
  const start = deps.clock.monotonic()
  for (let call = 0; call < count; call += 1) await wire.send(REQUESTS[operation])
  return deps.clock.monotonic() - start
}

/** A2: the largest ratio of virtual time to the bound, for one operation. */
export async function oneOperation(counts: readonly number[]): Promise<Figure> {
  let worst = 0
  for (const operation of ['datastores.create', 'records.insert', 'export.start'] as const)
    for (const count of counts) {
      const clock = virtualClock()
      const limit = budgetOf(budgetsOf({ headroom: 0 }), operation)
      const ms = await sent(
        operation,
        count,
        depsOf({ clock, transport: limiter(clock, { window: 'sliding', limit }) }),
      )
      worst = Math.max(worst, ms / boundMs(operation, count))
    }
  return { what: `A2 one operation, ${counts.join(', ')} calls`, value: worst, unit: 'x', target: 1.02 }
}

const STEPS: readonly Operation[] = ['fields.add', 'fields.edit', 'datastores.edit', 'fields.delete', 'datastores.get']

/** A3: schedules of random step graphs against the bound, the worst and the mean; all of them need a second window. */
export function stepGraphs(count: number): readonly Figure[] {
  const random = seeded(7)
  const upTo = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  const chain = (): CallChain =>
    Array.from({ length: upTo(1, 6) }, () => STEPS[upTo(0, STEPS.length - 1)] ?? 'fields.add')
  const ratios: number[] = []
  while (ratios.length < count) {
    const chains = Array.from({ length: upTo(10, 60) }, chain)
    // Within one window everything is over in seconds, and one call more is a large part of it.
    if (boundOf(chains) >= WINDOW_MS) ratios.push(ratioOf(chains))
  }
  const mean = ratios.reduce((sum, each) => sum + each, 0) / ratios.length
  return [
    ...TABLE.map(({ what, chains }) => ({ what: `A3 ${what}`, value: ratioOf(chains), unit: 'x', target: 1.03 })),
    { what: `A3 ${count} random step graphs, worst`, value: Math.max(...ratios), unit: 'x', target: 1.03 },
    { what: `A3 ${count} random step graphs, mean`, value: mean, unit: 'x', target: 1.005 },
  ]
}

const repeated = (count: number, chain: CallChain) => Array.from({ length: count }, () => chain)

const TABLE: readonly { readonly what: string; readonly chains: readonly CallChain[] }[] = [
  { what: 'create 25 datastores', chains: repeated(25, ['datastores.create']) },
  {
    what: 'mixed change of 30',
    chains: repeated(30, ['fields.add', 'fields.edit', 'datastores.edit', 'fields.delete']),
  },
  {
    what: 'retype a key field in 12',
    chains: repeated(12, ['datastores.edit', 'fields.delete', 'fields.add', 'datastores.edit']),
  },
]

function ratioOf(chains: readonly CallChain[]): number {
  return (schedule(chains, budgetsOf()).seconds * 1_000) / boundOf(chains)
}

const PHASES = 20

/** A4: lock-outs by every kind of window, under jitter, even without headroom. */
export async function lockOuts(seeds: number): Promise<Figure> {
  let throttled = 0
  for (const window of ['sliding', 'fixed', 'token'] as const)
    for (const jitterMs of [0, 200, 1_000])
      for (let seed = 0; seed < seeds; seed += 1) {
        const clock = virtualClock(1_800_000_000_000 + seed * 3_001)
        const phaseMs = (seed % PHASES) * (60_000 / PHASES)
        const transport = limiter(clock, { window, limit: 10, jitterMs, random: seeded(seed), phaseMs })
        await sent('datastores.create', 31, depsOf({ clock, transport }), { rateLimits: { headroom: 0 } })
        throttled += transport.throttled.length
      }
  return { what: `A4 lock-outs, 3 windows x 3 jitters x ${seeds} seeds`, value: throttled, unit: '', target: 0 }
}

/** A9: what one foreign call costs. */
export async function foreignCall(): Promise<readonly Figure[]> {
  const clock = virtualClock()
  const transport = limiter(clock, { window: 'sliding', limit: 10, bucketOf: ({ method }) => method })
  const deps = depsOf({ clock, transport, random: seeded(1) })
  const foreign = async () => {
    for (let call = 0; call < 2; call += 1)
      await transport.exchange({ method: 'POST', url: new URL('https://x.example/'), headers: {} })
  }
  const all = [foreign(), sent('datastores.create', 30, deps), sent('datastores.edit', 30, deps)] as const
  const [, creates, edits] = await Promise.all(all)
  const bound = boundMs('datastores.create', 30) + 300_000
  return [
    { what: 'A9 refused calls after one foreign call', value: transport.throttled.length, unit: '', target: 1 },
    { what: 'A9 time / (bound + 300 s)', value: creates / bound, unit: 'x', target: 1.01 },
    { what: 'A9 other operations / bound', value: edits / boundMs('datastores.edit', 30), unit: 'x', target: 1.02 },
  ]
}

/** A11: two processes of one user with one ledger. */
export async function twoProcesses(): Promise<readonly Figure[]> {
  const clock = virtualClock()
  const ledger = memoryLedger()
  const transport = limiter(clock, { window: 'sliding', limit: 10 })
  const one = (seed: number) =>
    sent('datastores.create', 60, depsOf({ clock, ledger, transport, random: seeded(seed) }))
  const times = await Promise.all([one(1), one(2)])
  const ratio = Math.max(...times) / boundMs('datastores.create', 120)
  return [
    { what: 'A11 lock-outs of two processes', value: transport.throttled.length, unit: '', target: 0 },
    { what: 'A11 time of two processes / bound of both', value: ratio, unit: 'x', target: 1.05 },
  ]
}

const ROUNDS = 3

/** A12: what sending itself costs, in time and memory, while the org answers at once: the best of some rounds. */
export async function engineCost(count: number): Promise<readonly Figure[]> {
  const before = process.memoryUsage.rss()
  const rounds: { readonly wall: number; readonly processor: number }[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const { debug: _debug, ...deps } = depsOf({ transport: { exchange: async () => answer(200, { data: [] }) } })
    const [start, cpu] = [performance.now(), process.cpuUsage()]
    await sent('records.insert', count, deps)
    const { user, system } = process.cpuUsage(cpu)
    rounds.push({ wall: (performance.now() - start) / 1_000, processor: (user + system) / 1e6 })
  }
  const grown = (process.memoryUsage.rss() - before) / 2 ** 20
  const more = `processor ${Math.min(...rounds.map(each => each.processor)).toFixed(2)} s`
  const wall = Math.min(...rounds.map(each => each.wall))
  return [
    { what: `A12 wall time of ${count} requests`, value: wall, unit: 's', target: 2, more },
    { what: `A12 memory of ${count} requests`, value: grown, unit: 'MB', target: 200 },
  ]
}
