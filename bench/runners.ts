import { openOrg } from '../src/cliq/connect.ts'
import { memoryLedger } from '../src/cliq/inMemory.ts'
import type { Operation } from '../src/core/model/operations.ts'
import type { Clock } from '../src/core/model/ports.ts'
import type { Ledger } from '../src/core/pace/ledger.ts'
import { sharedLedger } from '../src/remote/sharedLedger.ts'
import type { SharedLedger } from '../src/remote/sharedLedger.ts'
import { REQUESTS } from '../test/cliq/documented.ts'
import { limiter, seeded } from '../test/cliq/limiter.ts'
import { depsOf, targetOf, virtualClock } from '../test/cliq/virtual.ts'
import { boundMs } from '../test/laws/bounds.ts'
import { memoryServer } from '../test/remote/memoryStore.ts'
import type { Figure } from './process.ts'

/** Where runners count their calls: each job on a machine of its own, those that write one after another in one book, all in one. */
type Sharing = 'file' | 'org' | 'redis'

/** How many runners work, for how many users, and how much. */
export interface Crowd {
  readonly users: number
  readonly runners: number
  readonly hours: number
}

/** One job: what it calls, in order. */
interface Job {
  readonly writes: boolean
  readonly operation: Operation
  readonly calls: number
}

const CAP: Readonly<Partial<Record<Operation, number>>> = {
  'datastores.create': 9,
  'records.insert': 29,
  'datastores.list': 29,
}

// A third of the jobs plans, a third applies, a third seeds; together they fill the budget of inserts.
function jobsOf(random: () => number, { runners, users, hours }: Crowd): readonly Job[] {
  const share = (29 * 60 * hours * users) / runners
  const jobs: Job[] = []
  for (let inserts = 0; inserts < share;) {
    jobs.push({ writes: false, operation: 'datastores.list', calls: 1 + Math.floor(random() * 7) })
    jobs.push({ writes: true, operation: 'datastores.create', calls: 1 + Math.floor(random() * 6) })
    const calls = 20 + Math.floor(random() * 40)
    inserts += calls
    jobs.push({ writes: true, operation: 'records.insert', calls })
  }
  return jobs
}

/** Plays a crowd through its hours: throttles, and how long it took against the bound of what was sent. */
export async function playCrowd(
  sharing: Sharing,
  crowd: Crowd,
  seed = 1,
): Promise<{ readonly throttled: number; readonly ratio: number }> {
  const clock = virtualClock()
  const orgs = Array.from({ length: crowd.users }, (_, user) => orgOf(clock, sharing, seeded(seed * 31 + user)))
  // A server that knows of nothing counts every budget as spent for a window.
  const first = seeded(seed)
  for (const org of orgs)
    for (const operation of Object.keys(CAP) as readonly Operation[])
      await org.perform({ writes: true, operation, calls: 1 }, first)
  await clock.sleep(60_000)
  const start = clock.monotonic()
  const runner = async (at: number) => {
    const random = seeded(seed * 1_000 + at)
    const org = orgs[at % crowd.users]
    await clock.sleep(random() * 20_000)
    for (const job of jobsOf(random, crowd)) await org?.perform(job, random)
  }
  await Promise.all(Array.from({ length: crowd.runners }, (_, at) => runner(at)))
  const ms = clock.monotonic() - start
  const bounds = orgs.flatMap(({ counts }) => [...counts].map(([operation, count]) => boundMs(operation, count)))
  return { throttled: orgs.reduce((sum, { throttled }) => sum + throttled.length, 0), ratio: ms / Math.max(...bounds) }
}

// One user: a server that counts, and the ways in which machines share what they know of it.
function orgOf(clock: Clock, sharing: Sharing, random: () => number) {
  const counts = new Map<Operation, number>()
  const servers = new Map(
    Object.entries(CAP).map(([operation, cap]) => [
      operation,
      limiter(clock, { window: 'sliding', limit: (cap ?? 0) + 1, jitterMs: 200, random }),
    ]),
  )
  const store = memoryServer(clock)
  const written = memoryLedger()
  let writing: Promise<unknown> = Promise.resolve()
  const ledgerOf = (job: Job): Ledger & Partial<Pick<SharedLedger, 'close'>> => {
    // Nobody is cut off here, so nobody has to be heard of between two calls.
    const deps = { clock, notify: () => undefined, where: 'there', silentMs: 1e9 }
    if (sharing === 'redis') return sharedLedger(store.connect(), deps)
    return sharing === 'org' && job.writes ? written : memoryLedger()
  }
  const send = async (job: Job, chance: () => number) => {
    const transport = servers.get(job.operation)
    const ledger = ledgerOf(job)
    const deps = depsOf({ clock, ledger, random: chance, ...(transport && { transport }) })
    const { debug: _debug, ...own } = deps
    const coldStart = sharing === 'redis' ? 'off' : 'careful'
    const wire = openOrg(targetOf({ rateLimits: { coldStart } }), own).wire
    // One job in a hundred is killed on its way, and tells nobody.
    const isKilled = chance() < 0.01
    const calls = isKilled ? Math.ceil(job.calls * chance()) : job.calls
    for (let call = 0; call < calls; call += 1) {
      counts.set(job.operation, (counts.get(job.operation) ?? 0) + 1)
      // A job that Cliq locks out three times ends; the next one goes on.
      if ((await wire.send(REQUESTS[job.operation]).catch(() => undefined)) === undefined) break
    }
    if (!isKilled) await ledger.close?.()
  }
  return {
    counts,
    get throttled() {
      return [...servers.values()].flatMap(each => each.throttled)
    },
    // Under a lease in the org those that write go one after another.
    perform(job: Job, chance: () => number): Promise<void> {
      if (sharing !== 'org' || !job.writes) return send(job, chance)
      const own = writing.then(() => send(job, chance))
      writing = own
      return own
    },
  }
}

/** Runners over hours, with each way to share what is spent. */
export async function crowds(crowd: Crowd): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  const { runners, users, hours } = crowd
  for (const sharing of ['file', 'org', 'redis'] as const) {
    const { throttled, ratio } = await playCrowd(sharing, crowd)
    const target = sharing === 'redis' ? { lockOuts: 0, time: 1.05 } : undefined
    const what = `A17 ${runners} runners, ${users} users, ${hours} h, ${sharing}`
    figures.push({ what: `${what}: lock-outs`, value: throttled, unit: '', target: target?.lockOuts })
    figures.push({ what: `${what}: time / bound`, value: ratio, unit: 'x', target: target?.time })
  }
  return figures
}
