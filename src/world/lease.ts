import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { LeaseRequest } from '../commands/world.ts'
import type { Lease } from '../config.ts'
import { budgetsOf } from '../core/pace/pace.ts'
import { failure } from '../core/model/failure.ts'
import type { Problem } from '../core/model/problem.ts'
import type { Holding } from '../engine/guard.ts'
import type { LeaseDeps } from '../engine/lease/contest.ts'
import type { Patience } from '../engine/loop.ts'
import { digestOf } from '../files/disk/digest.ts'
import { stateDir } from '../files/disk/stateDir.ts'
import { openFence } from './fence.ts'
import type { Fence } from './fence.ts'
import type { Outside } from './outside.ts'
import type { Reach } from './reach.ts'
import { runUrl } from './runUrl.ts'
import { lastingState } from './state.ts'

/** What the leases of one environment are made of. */
export interface LeaseSource {
  readonly environment: string
  readonly settings: Lease
  /** Names the org for the leases of this machine. */
  readonly orgKey: string
  readonly patience: Patience
  readonly outside: Outside
  /** Stops writes once a lease in the org may have run out. */
  readonly fence: Fence
  /** Unix ms after which nobody waits for a lease. */
  readonly until: number | undefined
  reach(): Promise<Reach>
}

/** Long enough to outlast a lock-out of 5 minutes twice over. */
const TTL_MS = 15 * 60_000
const PARTING_MS = 65_000

/** Takes the lease as the config has it. Throws a Failure: LE101 held, LE103 unreadable, LE106 and LE109 for one in the org. */
export async function acquireLease(source: LeaseSource, request: LeaseRequest): Promise<Holding> {
  const { settings, outside, environment, fence } = source
  const { clock } = outside
  const alone = {
    intend: async () => undefined,
    doubt: () => undefined,
    through: clock.sleep,
  }
  switch (settings.kind ?? 'local') {
    case 'off':
      return { ...alone, renew: async () => undefined, release: async () => undefined }
    case 'local': {
      const { acquireLocalLease } = await import('../files/machine/lease.ts')
      const { pid, startedAt, isAlive, markOf } = outside
      const who = { pid, host: hostname(), start: startedAt, command: commandOf(outside), isAlive, markOf }
      const lease = await acquireLocalLease(lastingState(outside), localName(source), who, clock)
      return { ...alone, renew: () => lease.renew(), release: () => freed(lease, environment) }
    }
    case 'org': {
      const { acquireOrgLease } = await import('../engine/lease/lease.ts')
      const terms = {
        ttlMs: settings.ttlMs ?? TTL_MS,
        waitMs: Math.min(settings.waitMs ?? 0, (source.until ?? Infinity) - clock.now()),
        takeover: settings.takeover ?? 'stale',
        who: `process ${outside.pid} on ${hostname()} (${commandOf(outside)})`,
        run: runUrl(outside.env),
      } as const
      const deps = await orgDeps(source, request.others)
      const lease = await acquireOrgLease(environment, terms, deps, request.meta)
      fence.check = lease.check
      fence.ends = lease.ends
      fence.lockedOut = lease.lockedOut
      return {
        renew: lease.renew,
        intend: lease.intend,
        isInOrg: true,
        remember: lease.remember,
        doubt: lease.doubt,
        through: ms => lease.through(ms),
        async release() {
          // Its own removal is sent inside of the protocol, which looks at the clock itself.
          Object.assign(fence, openFence())
          return lease.release()
        },
      }
    }
  }
}

/** Frees a lease by hand and tells whose it was. Throws a Failure LE104 unless the id is exactly that of its holder. */
export async function breakLease(source: LeaseSource, id: string): Promise<string> {
  if (source.settings.kind === 'org') {
    const { breakOrgLease } = await import('../engine/lease/unlock.ts')
    return breakOrgLease(source.environment, id, await orgDeps(source))
  }
  const { breakLocalLease, readLocalLease } = await import('../files/machine/lease.ts')
  const state = stateDir(source.outside.env)
  const held = await readLocalLease(state, localName(source))
  await breakLocalLease(state, localName(source), id, source.environment)
  return held === undefined ? '' : `process ${held.pid} on ${held.host} (${held.command})`
}

/**
 * Frees a lease whose holder was a process of this machine that has ended, and tells whose it was; undefined for one that is
 * free. Throws a Failure: LE101, LE103 and LE110 where it is kept.
 */
export async function freeLease(source: LeaseSource, isUndecided: boolean): Promise<string | undefined> {
  const { isAlive } = source.outside
  if (source.settings.kind === 'org') {
    const { freeAbandonedLease } = await import('../engine/lease/unlock.ts')
    const isDead = (who: string) => {
      const [, pid = '', host] = /^process (\d+) on (\S+) /u.exec(who) ?? []
      return host === hostname() && !isAlive(Number(pid))
    }
    return freeAbandonedLease(source.environment, { isDead, isUndecided }, await orgDeps(source))
  }
  const { readLocalLease } = await import('../files/machine/lease.ts')
  const held = await readLocalLease(stateDir(source.outside.env), localName(source))
  // One of a process that has ended is free already.
  if (held === undefined || (held.host === hostname() && !isAlive(held.pid))) return undefined
  throw failure('LE101', `the lease of ${source.environment} is held by process ${held.pid} on ${held.host}`, {
    hint: 'wait for it to end',
  })
}

async function orgDeps(source: LeaseSource, others: readonly string[] = []): Promise<LeaseDeps> {
  const { connectLeaseRows } = await import('../cliq/leaseRows.ts')
  const { heeding } = await import('../cliq/handover.ts')
  const org = await source.reach()
  const { target, deps } = org
  const { clock, notify, signal } = source.outside
  const { windowMs } = budgetsOf(target.rateLimits)
  const wired = connectLeaseRows(org, { leaseEnds: () => source.fence.ends() })
  return {
    rows: wired,
    windowMs,
    heed: heeding(target, deps, wired, others),
    // Whoever is done waits no longer than a window to give the lease back: it runs out by itself.
    parting: connectLeaseRows(org, { leaseEnds: () => clock.now() + PARTING_MS, isUnstoppable: true }),
    clock,
    notify,
    patience: source.patience,
    random: () => randomBytes(16).toString('hex'),
    signal,
  }
}

function localName({ orgKey }: LeaseSource): string {
  return `apply-${digestOf(orgKey).slice(-16)}`
}

function commandOf({ argv }: Outside): string {
  return ['cliq-ds', ...argv].join(' ')
}

// What was applied stays applied: a disk that takes no file any more is told, and stops nothing.
async function freed(lease: { release(): Promise<void> }, environment: string): Promise<Problem | undefined> {
  try {
    await lease.release()
    return undefined
  } catch (error) {
    const why = error instanceof Error ? error.message : 'its file could not be written'
    const message = `the lease of ${environment} was not released: ${why}; it ends with this process`
    return { code: 'LE108', severity: 'warning', message, hint: 'the next apply takes it' }
  }
}
