import { hostname } from 'node:os'
import type { Environment, Lease } from '../commands/world.ts'
import type { EnvironmentConfig } from '../config.ts'
import { failure } from '../core/failure.ts'
import { RUN_LIMITS } from '../core/limits.ts'
import { budgetsOf } from '../core/pace.ts'
import type { WriteCliq } from '../core/ports.ts'
import type { UsedEnvironment } from '../files/config/environment.ts'
import { digestOf } from '../files/digest.ts'
import { stateDir } from '../files/stateDir.ts'
import type { Outside } from './outside.ts'
import { isUnlimited, reachOf } from './reach.ts'
import type { Reach } from './reach.ts'

/** One org, opened no further than asked. */
export interface OpenEnvironment {
  readonly environment: Environment
  /** Filled as secrets are read; none of them may be printed. */
  readonly secrets: Set<string>
  /** What clients of the org are made of; the embedded emulator starts with the first. */
  reach(): Promise<Reach>
  acquireLease(): Promise<Lease>
  close(): Promise<void>
}

/** The environment of a config, wired to the wire and the disk; the embedded emulator starts with the first call. */
export function environmentOf(
  used: UsedEnvironment,
  root: string,
  outside: Outside,
  maxWaitUntil?: number,
): OpenEnvironment {
  const { name, environment: config } = used
  const prefix = config.prefix ?? ''
  const place = placeOf(config)
  const secrets = new Set<string>()
  const closing: (() => Promise<void>)[] = []
  let reached: Promise<Reach> | undefined
  const reach = () => (reached ??= reachOf(used, root, outside, { secrets, closing, maxWaitUntil }))
  let client: Promise<WriteCliq> | undefined
  const connect = () => (client ??= connected(reach))
  const environment: Environment = {
    name,
    target: prefix === '' ? place.target : `${place.target} ${prefix}`,
    where: place.where,
    prefix,
    protected: config.protected ?? false,
    allow: config.allow ?? [],
    ignore: config.ignore ?? [],
    limits: { ...RUN_LIMITS, ...config.limits },
    backup: config.backup ?? true,
    budgets: isUnlimited(config) ? UNLIMITED : budgetsOf(config.rateLimits),
    connect,
    async connectReadOnly() {
      const { readOnly } = await import('../cliq/connect.ts')
      return readOnly(await connect())
    },
    async spentNow() {
      if (isUnlimited(config)) return undefined
      const { readSpent } = await import('../cliq/spent.ts')
      const { target, deps } = await reach()
      return readSpent(target, deps)
    },
  }
  const orgKey = config.emulator ? `${root} ${name}` : `${place.where} ${prefix}`
  return {
    environment,
    secrets,
    reach,
    acquireLease: () => leaseOf(config.lease?.kind ?? 'local', orgKey, outside),
    close: async () => {
      for (const close of closing) await close()
    },
  }
}

async function connected(reach: () => Promise<Reach>): Promise<WriteCliq> {
  const { connectCliq } = await import('../cliq/connect.ts')
  const { target, deps } = await reach()
  return connectCliq(target, deps)
}

/** Data centre or host, as the lock file knows it and in words. A loopback port means nothing tomorrow. */
function placeOf({ emulator, apiUrl, dataCenter = 'us' }: Config): { readonly target: string; readonly where: string } {
  if (emulator !== undefined && emulator !== false) return { target: 'emulator', where: 'embedded emulator' }
  const host = apiUrl === undefined ? undefined : new URL(apiUrl)
  if (host !== undefined && LOOPBACK.has(host.hostname)) return { target: 'loopback', where: host.host }
  if (host !== undefined) return { target: host.host, where: host.host }
  return { target: dataCenter, where: `data centre ${dataCenter}` }
}

type Config = Omit<EnvironmentConfig, 'credentials'>

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

// The embedded emulator counts no calls unless asked, so nobody need wait for it.
const UNLIMITED = { ...budgetsOf({ windowMs: 1 }), windowMs: 1 }

async function leaseOf(kind: 'local' | 'org' | 'off', orgKey: string, outside: Outside): Promise<Lease> {
  switch (kind) {
    case 'off':
      return { renew: async () => undefined, release: async () => undefined }
    case 'org':
      throw failure('LE103', 'the org lease is not part of this version', {
        hint: "set lease: { kind: 'local' } or 'off'",
      })
    case 'local': {
      const { acquireLocalLease } = await import('../files/lease.ts')
      const name = `apply-${digestOf(orgKey).slice(-16)}`
      const who = {
        pid: outside.pid,
        host: hostname(),
        start: outside.startedAt,
        command: ['cliq-ds', ...outside.argv].join(' '),
        isAlive: outside.isAlive,
      }
      return acquireLocalLease(stateDir(outside.env), name, who, outside.clock)
    }
  }
}
