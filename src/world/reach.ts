import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { Deps, ReachedOrg } from '../cliq/connect.ts'
import type { Transport } from '../cliq/transport.ts'
import type { RateLimits } from '../config.ts'
import type { Ledger } from '../core/pace/ledger.ts'
import type { Operation } from '../core/model/operations.ts'
import type { PlainEnvironment, UsedEnvironment } from '../files/config/environment.ts'
import type { Emulator } from '../emulator/emulator.ts'
import { credentialsOf, isTokenKept } from './credentials.ts'
import { embeddedData } from './embedded.ts'
import type { Outside } from './outside.ts'
import { lastingState } from './state.ts'
import { isUnlimited } from './unlimited.ts'
import { refuseStranger, urlsOf } from './urls.ts'

/** One org in reach, for all that asks it. */
export interface Reach extends ReachedOrg {
  /** Our own emulator in this process, where the org is that. */
  readonly embedded?: Emulator
}

/** What reaching an org leaves behind, and how long it may wait. */
export interface Wiring {
  readonly secrets: Set<string>
  readonly closing: (() => Promise<void>)[]
  readonly maxWaitUntil: number | undefined
  /** Hears of each call that left this machine. */
  readonly sent: (operation: Operation) => void
  /** Hears of each lock-out, that later runs on other machines may know it. */
  readonly lockedOut: (buckets: readonly string[], ms: number) => void
}

type Config = PlainEnvironment

// On loopback answers a server of one's own, whose users are all of this machine.
function withColdStart(rateLimits: RateLimits, apiUrl: string): RateLimits {
  const isOwn = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(apiUrl).hostname)
  return { coldStart: isOwn ? 'off' : 'careful', ...rateLimits }
}

/** How often other machines hear that this run goes on, ms. */
const BEAT_MS = 5_000

/**
 * Reads the credentials and starts the embedded emulator, where it is one; sends nothing. Throws a Failure: AU2xx for
 * the credentials, CF1xx and CF8xx for URLs that no token may go to.
 */
export async function reachOf(used: UsedEnvironment, root: string, outside: Outside, wiring: Wiring): Promise<Reach> {
  const { environment: config, name } = used
  const file = embeddedData(config, name)
  const embedded = file === undefined ? undefined : await startEmbedded(config, file, root)
  if (embedded !== undefined) wiring.closing.push(() => embedded.close())
  const urls = embedded ?? (await urlsOf(used, outside.env))
  const credentials =
    embedded === undefined ? await credentialsOf(used, urls.accountsUrl, outside.env) : { accessToken: 'embedded' }
  const { secretsOf } = await import('../cliq/credentials.ts')
  const { openOrg } = await import('../cliq/connect.ts')
  if (embedded === undefined) for (const secret of secretsOf(credentials)) wiring.secrets.add(secret)
  const target = {
    apiUrl: urls.apiUrl,
    accountsUrl: urls.accountsUrl,
    authScheme: config.authScheme ?? 'Zoho-oauthtoken',
    credentials,
    account: used.account,
    prefix: config.prefix ?? '',
    rateLimits: isUnlimited(config) ? { windowMs: 1 } : withColdStart(config.rateLimits ?? {}, urls.apiUrl),
    userAgent: `cliq-ds/${outside.version}`,
    maxWaitUntil: wiring.maxWaitUntil,
  }
  const org = openOrg(target, {
    clock: outside.clock,
    notify: outside.notify,
    ...(await keptOf(used, embedded !== undefined, outside, wiring)),
    random: () => randomInt(2 ** 32) / 2 ** 32,
    signal: outside.signal,
    transport: await transportOf(embedded, file ?? '', outside),
    sent: wiring.sent,
    lockedOut: wiring.lockedOut,
    debug: outside.debug,
  })
  return { ...org, ...(embedded && { embedded }) }
}

async function startEmbedded({ emulator }: Config, file: string, root: string): Promise<Emulator> {
  const { emulatorAt } = await import('./emulated.ts')
  return emulatorAt({ data: join(root, file), limits: typeof emulator === 'object' && emulator.limits === true }, file)
}

async function transportOf(embedded: Emulator | undefined, file: string, { env }: Outside): Promise<Transport> {
  if (embedded !== undefined) return (await import('./emulated.ts')).transportTo(embedded, file)
  return (await import('../cliq/transport.ts')).openTransport({ env })
}

async function keptOf(
  used: UsedEnvironment,
  isEmbedded: boolean,
  outside: Outside,
  wiring: Wiring,
): Promise<Pick<Deps, 'ledger' | 'tokens'>> {
  const { memoryLedger, memoryTokens } = await import('../cliq/inMemory.ts')
  if (isEmbedded) return { ledger: memoryLedger(), tokens: memoryTokens() }
  const state = lastingState(outside)
  const ledger = await ledgerOf(used, state, outside, wiring)
  if (!isTokenKept(used, outside.env)) return { ledger, tokens: memoryTokens() }
  const { diskTokens } = await import('../files/machine/tokens.ts')
  return { ledger, tokens: diskTokens(state) }
}

/** The books of all machines where the config names a server for them, else those of this machine. */
async function ledgerOf(
  used: UsedEnvironment,
  state: string,
  { env, clock, notify }: Outside,
  wiring: Wiring,
): Promise<Ledger> {
  const coordination = used.readCoordination()
  if (coordination === undefined) {
    const { diskLedger } = await import('../files/machine/ledger.ts')
    return diskLedger(state)
  }
  const { url } = coordination
  const { host, password } = new URL(url)
  // What a file names gets no secret of ours before a person has allowed it, as with every other host.
  if (coordination.isWritten) await refuseStranger(host, env)
  for (const secret of [password, decodeURIComponent(password)]) if (secret !== '') wiring.secrets.add(secret)
  const { openStore } = await import('../remote/store.ts')
  const { sharedLedger } = await import('../remote/sharedLedger.ts')
  const ledger = sharedLedger(await openStore(url), { clock, notify, where: host })
  const beating = setInterval(() => void ledger.beat(), BEAT_MS).unref()
  wiring.closing.push(async () => {
    clearInterval(beating)
    await ledger.close()
  })
  return ledger
}
