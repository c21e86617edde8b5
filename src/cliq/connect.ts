import type { RateLimits } from '../config.ts'
import type { Ledger, TokenCache } from '../core/pace/ledger.ts'
import type { LiveDatastore, LiveRecord } from '../core/model/live.ts'
import { budgetsOf } from '../core/pace/pace.ts'
import type { Operation } from '../core/model/operations.ts'
import type { Order } from '../core/model/order.ts'
import type { Clock, Notify, CallPlace, ReadCliq, Sent, WriteCliq } from '../core/model/ports.ts'
import { secretsOf } from './credentials.ts'
import type { ResolvedCredentials } from '../core/model/auth.ts'
import { openGovernor } from './governor.ts'
import { hearing, told } from './hearing.ts'
import type { Heard } from './hearing.ts'
import type { WireJson } from './json.ts'
import { fetchById, fetchLive } from './liveListing.ts'
import { listedAs, recordsOf, withoutPrefix } from './org.ts'
import { readDatastore } from './reading.ts'
import { NO_CODE } from './reads.ts'
import type { ReadDeps } from './reads.ts'
import { fetchFirst, fetchRecord, fetchRecords, fetchSelected, walkRecords } from './recordReads.ts'
import type { Sorting } from './recordReads.ts'
import * as requests from './requests.ts'
import type { Extension } from './requests.ts'
import { sendingOf } from './sending.ts'
import { accountOf, bookNameOf, tokenSource } from './tokens.ts'
import { openTransport } from './transport.ts'
import type { Transport } from './transport.ts'
import { openTurns } from './turns.ts'
import { openWire } from './wire.ts'
import type { Wire } from './wire.ts'
import { nothing, performWrite, theRecord } from './writes.ts'
import type { Expected } from './writes.ts'

/** One org, and how to reach it. URLs have been checked before (`checkedUrl`). */
export interface Target {
  readonly apiUrl: string
  readonly accountsUrl: string
  readonly authScheme: 'Zoho-oauthtoken' | 'Bearer'
  /** Secrets already read from the environment. */
  readonly credentials: ResolvedCredentials
  /** Whose budget of calls is spent; absent where only the secrets tell. */
  readonly account?: string | undefined
  /** Put before every datastore's unique_name in this org. */
  readonly prefix: string
  /** Datastores by unique_name that belong to an extension; the others are the org's own. */
  readonly extensions?: ReadonlyMap<string, Extension>
  readonly rateLimits: RateLimits
  /** Names the tool and its version. */
  readonly userAgent: string
  /** Unix ms after which no call may go. */
  readonly maxWaitUntil?: number | undefined
}

export interface Deps {
  readonly clock: Clock
  readonly notify: Notify
  readonly ledger: Ledger
  readonly tokens: TokenCache
  /** From 0 to below 1. */
  readonly random: () => number
  readonly signal?: AbortSignal | undefined
  /** Takes lines without secrets: method, path, status, duration. */
  readonly debug?: ((line: string) => void) | undefined
  /** Instead of the network, for tests in virtual time. */
  readonly transport?: Transport
  /** Hears of each call that left this machine. */
  readonly sent?: (operation: Operation) => void
  /** Hears of each lock-out, that later runs on other machines may know it. */
  readonly lockedOut?: (buckets: readonly string[], ms: number) => void
}

/** One org in reach. All that is sent to it goes over its one wire: one governor, one set of lanes, one count. */
export interface ReachedOrg {
  readonly target: Target
  readonly deps: Deps
  readonly wire: Wire
  readonly sorting: Sorting
  /** What answers told besides their content. */
  heard(): Heard
}

/** A client of an org. Nothing is sent before a method is called. */
export function connectCliq({ target, deps, wire, sorting }: Omit<ReachedOrg, 'heard'>): WriteCliq {
  const { prefix } = target
  const reads = readsOf(target, deps)
  // After an interrupt the call in flight is still looked at: a 204 proves nothing by itself.
  const looking = (): readonly [Wire, ReadDeps] => {
    if (deps.signal?.aborted !== true) return [wire, reads]
    return [wire.going({ isUnstoppable: true }), { ...reads, signal: undefined }]
  }
  return {
    async fetchLive(expected, known = new Map(), how = {}) {
      deps.notify({ type: 'reading', what: 'datastores' })
      return fetchLive(wire, prefix, { names: [...expected], known, ...how }, reads)
    },
    async fetchDatastore(id) {
      const [on, how] = looking()
      const answer = await fetchById(on, id, datastoreOf, how)
      if (answer.kind === 'read') return withoutPrefix(prefix, answer.value) ?? answer.value
      if (answer.code !== NO_CODE) return undefined
      // A 404 in words alone may be anybody's; what Cliq lists tells.
      return listedAs(id, await fetchLive(on, prefix, { names: [], known: new Map(), isWhole: true }, how))
    },
    async fetchRecords(datastore, most, how) {
      deps.notify({ type: 'reading', what: 'records', datastore })
      return fetchRecords(wire, recordsOf(target, datastore), most, reads, { ...how, sorting })
    },
    async walkRecords(datastore, take, how) {
      deps.notify({ type: 'reading', what: 'records', datastore })
      return walkRecords(wire, recordsOf(target, datastore), reads, take, { order: how?.order, sorting })
    },
    fetchSelected: (datastore, criteria, place) =>
      fetchSelected(wire, recordsOf(target, datastore), criteria, { ...reads, place }),
    fetchFirst: (datastore, criteria) => fetchFirst(wire, recordsOf(target, datastore), criteria, reads),
    fetchRecord: (datastore, id) => fetchRecord(wire, recordsOf(target, datastore), id, reads),
    write: (order, place) => performOrder(wire, order, target, place),
    reserve: (operation, calls) => wire.reserve(operation, calls),
    async send(step, identity, place): Promise<Sent> {
      const { request, expected, hidden } = sendingOf(step, identity, prefix)
      const written = await performWrite(wire, request, expected, hidden, place)
      if (written.kind !== 'done') return written
      const answer = written.told && withoutPrefix(prefix, written.told)
      return { kind: 'done', ...(answer && { answer }) }
    },
    going: way => connectCliq({ target, deps, wire: wire.going(way), sorting }),
  }
}

async function performOrder(wire: Wire, order: Order, target: Target, place?: CallPlace): Promise<Sent<LiveRecord>> {
  const { request, expected } = orderOf(order, recordsOf(target, order.datastore))
  // A client does not know which fields are masked, so no value is shown.
  const values = 'values' in order ? Object.values(order.values) : []
  const hidden = values.filter(each => typeof each === 'string' && each !== '')
  const written = await performWrite(wire, request, expected, hidden.map(String), place)
  return written.kind === 'done' ? { kind: 'done', ...(written.told && { answer: written.told }) } : written
}

function orderOf(
  order: Order,
  of: requests.RecordsOf,
): { readonly request: requests.WireRequest; readonly expected: Expected<LiveRecord | undefined> } {
  switch (order.call) {
    case 'insert-record':
      return { request: requests.insertRecord(of, order.values), expected: theRecord() }
    case 'update-record':
      return { request: requests.updateRecord(of, order.id, order.values), expected: theRecord(order.id) }
    case 'update-records':
      return { request: requests.bulkUpdateRecords(of, order.criteria, order.values), expected: nothing }
    case 'delete-records':
      return { request: requests.bulkDeleteRecords(of, { ids: order.ids }), expected: nothing }
  }
}

/** The same client without its way to write, at run time too. */
export function readOnly(cliq: WriteCliq): ReadCliq {
  return {
    fetchLive: (...args) => cliq.fetchLive(...args),
    fetchDatastore: id => cliq.fetchDatastore(id),
    fetchRecords: (...args) => cliq.fetchRecords(...args),
    walkRecords: (...args) => cliq.walkRecords(...args),
    fetchSelected: (...args) => cliq.fetchSelected(...args),
    fetchFirst: (...args) => cliq.fetchFirst(...args),
    fetchRecord: (...args) => cliq.fetchRecord(...args),
  }
}

/** Opens the way to an org; sends nothing. */
export function openOrg(target: Target, deps: Deps): ReachedOrg {
  const { apiUrl, accountsUrl, authScheme, credentials, rateLimits, userAgent, maxWaitUntil } = target
  const { clock, ledger, random, signal, debug, lockedOut, sent = () => undefined } = deps
  const notify: Notify = event => {
    if (event.type === 'waiting')
      debug?.(`wait: ${event.wait.why} of ${event.wait.operation}, until ${new Date(event.wait.until).toISOString()}`)
    deps.notify(event)
  }
  const ears = hearing(deps.transport ?? openTransport(), clock)
  const transport = told(ears.transport, clock, debug)
  const governor = openGovernor(
    {
      account: bookNameOf(target),
      budgets: budgetsOf(rateLimits),
      coldStart: rateLimits.coldStart,
      lockOutMs: rateLimits.lockOutMs,
    },
    { clock, notify, ledger, random, lockedOut },
  )
  const tokens = tokenSource(credentials, {
    apiUrl,
    accountsUrl,
    account: accountOf(apiUrl, credentials),
    userAgent,
    transport,
    cache: deps.tokens,
    ledger,
    clock,
  })
  const secrets = secretsOf(credentials)
  const turns = openTurns(governor, clock)
  const wire = openWire(
    { apiUrl, authScheme, userAgent, secrets, transport, turns, tokens, clock, notify, sent, signal },
    { until: maxWaitUntil },
  )
  return { target, deps, wire, sorting: { isRefused: false }, heard: ears.heard }
}

/** What reads over a wire need besides it. */
export function readsOf(target: Target, deps: Deps): ReadDeps {
  return { apiUrl: target.apiUrl, clock: deps.clock, notify: deps.notify, random: deps.random, signal: deps.signal }
}

function datastoreOf(item: WireJson, id: string): LiveDatastore | undefined {
  const read = readDatastore(item)
  return 'ok' in read && read.ok.identity.id === id ? read.ok : undefined
}
