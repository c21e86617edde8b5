import { randomInt } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Environment, Lease } from '../commands/world.ts'
import type { EnvironmentConfig } from '../config.ts'
import { failure } from '../core/failure.ts'
import { budgetsOf } from '../core/pace.ts'
import type { WriteCliq } from '../core/ports.ts'
import type { UsedEnvironment } from '../files/config/environment.ts'
import { digestOf } from '../files/digest.ts'
import { stateDir } from '../files/stateDir.ts'
import type { Outside } from './outside.ts'

/** One org, opened no further than asked. */
export interface OpenEnvironment {
  readonly environment: Environment
  /** Filled as secrets are read; none of them may be printed. */
  readonly secrets: Set<string>
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
  let client: Promise<WriteCliq> | undefined
  const connect = () => (client ??= connected(used, root, outside, { secrets, closing, maxWaitUntil }))
  const environment: Environment = {
    name,
    target: prefix === '' ? place.target : `${place.target} ${prefix}`,
    where: place.where,
    prefix,
    protected: config.protected ?? false,
    allow: config.allow ?? [],
    ignore: config.ignore ?? [],
    budgets: isUnlimited(config) ? UNLIMITED : budgetsOf(config.rateLimits),
    connect,
    async connectReadOnly() {
      const { readOnly } = await import('../cliq/connect.ts')
      return readOnly(await connect())
    },
  }
  const orgKey = config.emulator ? `${root} ${name}` : `${place.where} ${prefix}`
  return {
    environment,
    secrets,
    acquireLease: () => leaseOf(config.lease?.kind ?? 'local', orgKey, outside),
    close: async () => {
      for (const close of closing) await close()
    },
  }
}

interface Wiring {
  readonly secrets: Set<string>
  readonly closing: (() => Promise<void>)[]
  readonly maxWaitUntil: number | undefined
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

function isUnlimited({ emulator }: Config): boolean {
  return emulator === true || (typeof emulator === 'object' && emulator.limits !== true)
}

async function connected(used: UsedEnvironment, root: string, outside: Outside, wiring: Wiring): Promise<WriteCliq> {
  const { environment: config, name } = used
  const { connectCliq } = await import('../cliq/connect.ts')
  const { diskLedger } = await import('../files/ledger.ts')
  const { diskTokens } = await import('../files/tokens.ts')
  const { memoryLedger, memoryTokens } = await import('../cliq/inMemory.ts')
  const embedded = config.emulator ? await startEmbedded(config, name, root) : undefined
  if (embedded !== undefined) wiring.closing.push(() => embedded.close())
  const credentials = embedded === undefined ? used.readCredentials() : { accessToken: 'embedded' }
  if (embedded === undefined) for (const secret of Object.values(credentials)) wiring.secrets.add(secret)
  const state = embedded === undefined ? stateDir(outside.env) : ''
  const client = connectCliq(
    {
      ...(await urlsOf(config, embedded, outside)),
      authScheme: config.authScheme ?? 'Zoho-oauthtoken',
      credentials,
      prefix: config.prefix ?? '',
      rateLimits: isUnlimited(config) ? { windowMs: 1 } : (config.rateLimits ?? {}),
      userAgent: `cliq-ds/${outside.version}`,
      ...(wiring.maxWaitUntil !== undefined && { maxWaitUntil: wiring.maxWaitUntil }),
    },
    {
      clock: outside.clock,
      notify: outside.notify,
      ledger: embedded === undefined ? diskLedger(state) : memoryLedger(),
      tokens: embedded === undefined ? diskTokens(state) : memoryTokens(),
      random: () => randomInt(2 ** 32) / 2 ** 32,
      signal: outside.signal,
      ...(outside.debug && { debug: outside.debug }),
    },
  )
  return client
}

async function startEmbedded({ emulator }: Config, name: string, root: string) {
  const { mkdir } = await import('node:fs/promises')
  const { startEmulator } = await import('../emulator/emulator.ts')
  const settings = typeof emulator === 'object' ? emulator : {}
  const data = join(root, settings.data ?? join('.cliq-ds', `${name}.db`))
  await mkdir(join(data, '..'), { recursive: true })
  return startEmulator({ data, limits: settings.limits === true })
}

async function urlsOf(
  { apiUrl, accountsUrl, dataCenter = 'us' }: Config,
  embedded: { readonly apiUrl: string; readonly accountsUrl: string } | undefined,
  outside: Outside,
): Promise<{ readonly apiUrl: string; readonly accountsUrl: string }> {
  if (embedded !== undefined) return { apiUrl: embedded.apiUrl, accountsUrl: embedded.accountsUrl }
  const { checkedUrl, DATA_CENTER_URLS } = await import('../cliq/datacenters.ts')
  const allowed = (outside.env['CLIQ_DS_ALLOWED_HOSTS'] ?? '').split(',').map(each => each.trim())
  const urls = DATA_CENTER_URLS[dataCenter]
  refuseTwoCenters(apiUrl ?? urls.apiUrl, accountsUrl ?? urls.accountsUrl, Object.values(DATA_CENTER_URLS))
  const checked = (url: string) =>
    checkedUrl(
      url,
      allowed.filter(each => each !== ''),
    ).href.replace(/\/$/u, '')
  return { apiUrl: checked(apiUrl ?? urls.apiUrl), accountsUrl: checked(accountsUrl ?? urls.accountsUrl) }
}

type Urls = { readonly apiUrl: string; readonly accountsUrl: string }

// Tokens of one centre mean nothing in another, and look like a wrong client there.
function refuseTwoCenters(api: string, accounts: string, centers: readonly Urls[]): void {
  const host = (url: string) => new URL(url).host
  const ofApi = centers.find(each => host(each.apiUrl) === host(api))
  const ofAccounts = centers.find(each => host(each.accountsUrl) === host(accounts))
  if (ofApi === undefined || ofAccounts === undefined || ofApi === ofAccounts) return
  throw failure('CF116', `the API is reached at ${host(api)} and tokens are asked for at ${host(accounts)}`, {
    hint: 'both must be of one data centre',
  })
}

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
