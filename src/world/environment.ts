import type { Environment, LeaseRequest } from '../commands/world.ts'
import type { Definition } from '../core/model/definition.ts'
import { RUN_LIMITS } from '../core/model/limits.ts'
import type { Operation } from '../core/model/operations.ts'
import { budgetsOf } from '../core/pace/pace.ts'
import { handedOver } from '../core/pace/handover.ts'
import { metaRows } from '../core/pace/leaseRows.ts'
import type { WriteCliq } from '../core/model/ports.ts'
import type { Holding } from '../engine/guard.ts'
import type { Patience } from '../engine/loop.ts'
import type { PlainEnvironment, UsedEnvironment } from '../files/config/environment.ts'
import { fenced, openFence } from './fence.ts'
import type { Fence } from './fence.ts'
import type { Outside } from './outside.ts'
import type { Reach } from './reach.ts'
import { planMaxAge } from './planFiles.ts'
import { readProbeOf } from './probes.ts'
import { isUnlimited } from './unlimited.ts'

/** One org, opened no further than asked. */
export interface OpenEnvironment {
  readonly environment: Environment
  /** Stops writes once a lease in the org may have run out. */
  readonly fence: Fence
  /** What clients of the org are made of; the embedded emulator starts with the first. */
  reach(theirs?: readonly Definition[]): Promise<Reach>
  acquireLease(request: LeaseRequest): Promise<Holding>
  breakLease(id: string): Promise<string>
  freeLease(isUndecided: boolean): Promise<string | undefined>
  close(): Promise<void>
}

/** The environment of a config, wired to the wire and the disk; the embedded emulator starts with the first call. */
export function environmentOf(
  used: UsedEnvironment,
  root: string,
  outside: Outside,
  patience: Patience,
  maxWaitUntil?: number,
): OpenEnvironment {
  const { name, environment: config } = used
  const prefix = config.prefix ?? ''
  const place = placeOf(config, used.written.apiUrl)
  const way = wayTo(used, root, outside, maxWaitUntil)
  const { fence, reach } = way
  const environment: Environment = {
    name,
    target: prefix === '' ? place.target : `${place.target} ${prefix}`,
    where: prefix === '' ? place.where : `${place.where}, prefix ${prefix}`,
    prefix,
    protected: config.protected ?? false,
    planMaxAgeMs: planMaxAge(config),
    allow: config.allow ?? [],
    ignore: config.ignore ?? [],
    limits: { ...RUN_LIMITS, ...config.limits },
    backup: config.backup ?? true,
    lease: config.lease?.kind ?? 'local',
    budgets: isUnlimited(config) ? UNLIMITED : budgetsOf(config.rateLimits),
    extensionProblems(extension) {
      const read = used.readExtension(extension)
      return 'problems' in read ? read.problems : []
    },
    readProbe: () => readProbeOf(root, used, outside),
    connect: way.connect,
    sent: way.sent,
    ...callsOf(way, isUnlimited(config)),
  }
  const orgKey = config.emulator ? `${root} ${name}` : `${place.where} ${prefix}`
  const settings = config.lease ?? {}
  const leases = { environment: name, settings, orgKey, patience, outside, fence, reach, until: maxWaitUntil }
  return {
    environment,
    fence,
    reach,
    acquireLease: async request => (await import('./lease.ts')).acquireLease(leases, request),
    breakLease: async id => (await import('./lease.ts')).breakLease(leases, id),
    freeLease: async isUndecided => (await import('./lease.ts')).freeLease(leases, isUndecided),
    close: way.close,
  }
}

/** The way to one org, opened by the first who asks: an offline plan reaches nothing, so it loads nothing of that. */
interface Way extends Pick<OpenEnvironment, 'fence' | 'reach' | 'close'>, Pick<Environment, 'connect' | 'sent'> {}

function wayTo(used: UsedEnvironment, root: string, outside: Outside, maxWaitUntil: number | undefined): Way {
  const { secrets } = outside
  const closing: (() => Promise<void>)[] = []
  const calls = new Map<Operation, number>()
  const sent = (operation: Operation) => void calls.set(operation, (calls.get(operation) ?? 0) + 1)
  const fence = openFence()
  const lockedOut = (buckets: readonly string[], ms: number) => fence.lockedOut(buckets, ms)
  const wiring = { secrets, closing, maxWaitUntil, sent, lockedOut }
  let reached: Promise<Reach> | undefined
  const open = async () => (await import('./reach.ts')).reachOf(used, root, outside, wiring)
  const reach = async (theirs: readonly Definition[] = []) => {
    const own = await (reached ??= open())
    return theirs.length === 0 ? own : (await import('./extensions.ts')).reachingTheirs(own, theirs, used, secrets)
  }
  let client: Promise<WriteCliq> | undefined
  return {
    fence,
    reach,
    connect: async (theirs = []) =>
      theirs.length === 0 ? (client ??= connected(reach, fence)) : connected(() => reach(theirs), fence),
    sent: () => new Map(calls),
    close: async () => {
      for (const close of closing) await close()
    },
  }
}

function callsOf(
  { reach, connect }: Way,
  isFree: boolean,
): Pick<Environment, 'connectReadOnly' | 'heedRows' | 'spentNow'> {
  return {
    async connectReadOnly(theirs) {
      const { readOnly } = await import('../cliq/connect.ts')
      return readOnly(await connect(theirs))
    },
    async heedRows(records) {
      const { target, deps } = await reach()
      const { bookHandedOver } = await import('../cliq/handover.ts')
      const { windowMs } = budgetsOf(target.rateLimits)
      // Without a row of one's own only this machine's clock tells how old the others are.
      const row = { owner: '', addedAt: deps.clock.now() }
      const handed = handedOver(metaRows(records), { row, sinceMs: 0, windowMs, tookOver: false })
      await bookHandedOver(target, deps, undefined, handed)
    },
    async spentNow() {
      if (isFree) return undefined
      const { readSpent } = await import('../cliq/spent.ts')
      const { target, deps } = await reach()
      return readSpent(target, deps)
    },
  }
}

async function connected(reach: () => Promise<Reach>, fence: Fence): Promise<WriteCliq> {
  const { connectCliq } = await import('../cliq/connect.ts')
  return connectCliq(fenced(await reach(), fence))
}

/** Data centre or host, as the lock file knows it and in words. A loopback port means nothing tomorrow. */
function placeOf(
  { emulator, apiUrl, dataCenter = 'us' }: Config,
  written: string | undefined,
): { readonly target: string; readonly where: string } {
  if (emulator !== undefined && emulator !== false) return { target: 'emulator', where: 'embedded emulator' }
  const host = apiUrl === undefined ? undefined : new URL(apiUrl)
  if (host !== undefined && LOOPBACK.has(host.hostname)) return { target: 'loopback', where: host.host }
  // What a variable holds is not shown before it is known to be an address that tokens may go to.
  if (host !== undefined) return { target: host.host, where: apiUrl === written ? host.host : (written ?? '') }
  return { target: dataCenter, where: `data centre ${dataCenter}` }
}

type Config = PlainEnvironment

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

// The embedded emulator counts no calls unless asked, so nobody need wait for it.
const UNLIMITED = { ...budgetsOf({ windowMs: 1 }), windowMs: 1 }
