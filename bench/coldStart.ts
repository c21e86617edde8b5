import { openOrg } from '../src/cliq/connect.ts'
import { memoryLedger } from '../src/cliq/inMemory.ts'
import type { ColdStart } from '../src/core/pace/pace.ts'
import type { Operation } from '../src/core/model/operations.ts'
import type { Clock } from '../src/core/model/ports.ts'
import { REQUESTS } from '../test/cliq/documented.ts'
import { limiter, seeded } from '../test/cliq/limiter.ts'
import { depsOf, targetOf, virtualClock } from '../test/cliq/virtual.ts'
import type { Figure } from './process.ts'

/** So many calls of one operation, on a machine that knows nothing, begun after a while, ms. */
interface Job {
  readonly operation: Operation
  readonly calls: number
  readonly afterMs: number
  /** Counted from the end of the one before, as in a pipeline. */
  readonly isNext?: true
}

type Scene = (random: () => number) => readonly Job[]

const creates = (calls: number, afterMs: number): Job => ({ operation: 'datastores.create', calls, afterMs })
const next = (calls: number, random: () => number): Job => ({
  ...creates(calls, 1_000 + random() * 20_000),
  isNext: true,
})
const times = (count: number, job: (at: number) => Job) => Array.from({ length: count }, (_, at) => job(at))

/** What happens to several machines of one user. In a sequence the second begins some seconds after the first is done. */
const SCENES: Readonly<Record<string, Scene>> = {
  'one apply of 4': () => [creates(4, 0)],
  'one apply of 6': () => [creates(6, 0)],
  'one apply of 18': () => [creates(18, 0)],
  'two applies of 6, one after the other': random => [creates(6, 0), next(6, random)],
  'two applies of 6 side by side': random => [creates(6, 0), creates(6, random() * 2_000)],
  'an apply that is cut at 4 of 6, run again': random => [creates(4, 0), next(2, random)],
  'an apply that is cut at 9 of 18, run again': random => [creates(9, 0), next(9, random)],
  'five plans of 650 datastores': random =>
    times(5, () => ({ operation: 'datastores.list', calls: 7, afterMs: random() * 5_000 })),
  'five plans of 24 record reads': random =>
    times(5, () => ({ operation: 'records.list', calls: 24, afterMs: random() * 5_000 })),
  'five plans of 8 record reads': random =>
    times(5, () => ({ operation: 'records.list', calls: 8, afterMs: random() * 5_000 })),
  'a plan of two reads': () => [{ operation: 'datastores.list', calls: 2, afterMs: 0 }],
}

async function play(scene: Scene, rule: ColdStart, seed: number) {
  const clock = virtualClock()
  const random = seeded(seed)
  const limits = { 'datastores.create': 10 } as Partial<Record<Operation, number>>
  const jobs = scene(random)
  const limit = limits[jobs[0]?.operation ?? 'datastores.create'] ?? 30
  const transport = limiter(clock, { window: 'sliding', limit, jitterMs: 200, random })
  const run = async ({ operation, calls, afterMs }: Job, at: number) => {
    await clock.sleep(afterMs)
    const deps = depsOf({
      clock: clock satisfies Clock,
      transport,
      ledger: memoryLedger(),
      random: seeded(seed * 100 + at),
    })
    const wire = openOrg(targetOf({ rateLimits: { coldStart: rule } }), deps).wire
    for (let call = 0; call < calls; call += 1) await wire.send(REQUESTS[operation])
    return clock.monotonic() / 1_000
  }
  let before: Promise<unknown> = Promise.resolve()
  const ends = await Promise.all(
    jobs.map((job, at) => {
      const own = job.isNext === true ? before.then(() => run(job, at)) : run(job, at)
      before = own
      return own
    }),
  )
  return { throttled: transport.throttled.length, seconds: Math.max(...ends) }
}

/** The rules for a cold start over these scenes, so many times each: throttles and the time of the slowest machine, on average. */
export async function coldStarts(seeds: number): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const [what, scene] of Object.entries(SCENES))
    for (const rule of ['off', 'careful', 'spent'] as const) {
      let [throttled, seconds] = [0, 0]
      for (let seed = 0; seed < seeds; seed += 1) {
        const played = await play(scene, rule, seed)
        throttled += played.throttled / seeds
        seconds += played.seconds / seeds
      }
      const more = `slowest ${seconds.toFixed(0)} s`
      figures.push({
        what: `cold start ${rule.padEnd(7)}: ${what}`,
        value: throttled,
        unit: 'refused',
        target: undefined,
        more,
      })
    }
  return figures
}
