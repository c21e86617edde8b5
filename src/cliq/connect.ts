import type { RateLimits } from '../config.ts'
import type { Ledger, TokenCache } from '../core/pace/ledger.ts'
import type { LiveDatastore, LiveRecord } from '../core/model/live.ts'
import { budgetsOf } from '../core/pace/pace.ts'
import type { Clock, Notify, Outcome, Place, ReadCliq, WriteCliq } from '../core/model/ports.ts'
import { secretsOf } from './credentials.ts'
import type { ResolvedCredentials } from './credentials.ts'
import { openGovernor } from './governor.ts'
import { told } from './hearing.ts'
import type { Json } from './json.ts'
import { fetchById, fetchLive } from './liveListing.ts'
import { listedAs, recordsOf, withoutPrefix } from './org.ts'
import { readDatastore } from './reading.ts'
import { NO_CODE } from './reads.ts'
import type { ReadDeps } from './reads.ts'
import { fetchRecord, fetchRecords, fetchSelected, walkRecords } from './recordReads.ts'
import * as requests from './requests.ts'
import type { Extension, WireRequest } from './requests.ts'
import { sendingOf } from './sending.ts'
import { accountOf, bookNameOf, tokenSource } from './tokens.ts'
import { openTransport } from './transport.ts'
import type { Transport } from './transport.ts'
import { openWire } from './wire.ts'
import type { Wire } from './wire.ts'
import type { RecordValues } from '../core/model/step.ts'
import { performWrite, theRecord } from './writes.ts'
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
  readonly maxWaitUntil?: number
}

export interface Deps {
  readonly clock: Clock
  readonly notify: Notify
  readonly ledger: Ledger
  readonly tokens: TokenCache
  /** From 0 to below 1. */
  readonly random: () => number
  readonly signal?: AbortSignal
  /** Takes lines without secrets: method, path, status, duration. */
  readonly debug?: (line: string) => void
  /** Instead of the network, for tests in virtual time. */
  readonly transport?: Transport
  /** Unix ms at which the lease that writes are made under runs out; undefined without one. */
  readonly leaseEnds?: () => number | undefined
}

/** A client of one org. Nothing is sent before a method is called. */
export function connectCliq(target: Target, deps: Deps): WriteCliq {
  const wire = connectWire(target, deps)
  const { prefix } = target
  const reads = readsOf(target, deps)
  const writtenRecord = async (
    request: WireRequest,
    expected: Expected<LiveRecord>,
    values: RecordValues,
    place?: Place,
  ) => {
    // A client does not know which fields are masked, so no value is shown.
    const hidden = Object.values(values).filter(each => typeof each === 'string' && each !== '')
    const written = await performWrite(wire, request, expected, hidden.map(String), place)
    return written.kind === 'done' ? { kind: written.kind, answer: written.told } : written
  }
  return {
    async fetchLive(expected, known = new Map()) {
      deps.notify({ type: 'reading', what: 'datastores' })
      return fetchLive(wire, prefix, { names: [...expected], known }, reads)
    },
    async fetchDatastore(id) {
      const answer = await fetchById(wire, id, datastoreOf, reads)
      if (answer.kind === 'read') return withoutPrefix(prefix, answer.value) ?? answer.value
      if (answer.code !== NO_CODE) return undefined
      // A 404 in words alone may be anybody's; what Cliq lists tells.
      return listedAs(id, await fetchLive(wire, prefix, { names: [], known: new Map() }, reads))
    },
    async fetchRecords(datastore, most, enough) {
      deps.notify({ type: 'reading', what: 'records', datastore })
      return fetchRecords(wire, recordsOf(target, datastore), most, reads, enough)
    },
    async walkRecords(datastore, take) {
      deps.notify({ type: 'reading', what: 'records', datastore })
      return walkRecords(wire, recordsOf(target, datastore), reads, take)
    },
    fetchSelected: (datastore, criteria, place) =>
      fetchSelected(wire, recordsOf(target, datastore), criteria, { ...reads, place }),
    fetchRecord: (datastore, id) => fetchRecord(wire, recordsOf(target, datastore), id, reads),
    insertRecord: (datastore, values) =>
      writtenRecord(requests.insertRecord(recordsOf(target, datastore), values), theRecord(), values),
    updateRecord: (datastore, id, values, place) =>
      writtenRecord(requests.updateRecord(recordsOf(target, datastore), id, values), theRecord(id), values, place),
    reserve: (operation, calls) => wire.reserve(operation, calls),
    async send(step, identity, place): Promise<Outcome> {
      const { request, expected, hidden } = sendingOf(step, identity, prefix)
      const written = await performWrite(wire, request, expected, hidden, place)
      if (written.kind !== 'done') return written
      const answer = written.told && withoutPrefix(prefix, written.told)
      return { kind: 'done', ...(answer && { answer }) }
    },
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
    fetchRecord: (...args) => cliq.fetchRecord(...args),
  }
}

/** The wire below a client, for calls that no step stands for: requests of `requests.ts`, sent by `performRead` and `performWrite`. */
export function connectWire(target: Target, deps: Deps): Wire {
  const { apiUrl, accountsUrl, authScheme, credentials, rateLimits, userAgent, maxWaitUntil } = target
  const { clock, ledger, random, signal, debug, leaseEnds } = deps
  const notify: Notify = event => {
    if (event.type === 'waiting')
      debug?.(`wait: ${event.wait.why} of ${event.wait.operation}, until ${new Date(event.wait.until).toISOString()}`)
    deps.notify(event)
  }
  const transport = told(deps.transport ?? openTransport(), clock, debug)
  const governor = openGovernor(
    {
      account: bookNameOf(target),
      budgets: budgetsOf(rateLimits),
      ...(rateLimits.lockOutMs !== undefined && { lockOutMs: rateLimits.lockOutMs }),
      ...(maxWaitUntil !== undefined && { maxWaitUntil }),
    },
    { clock, notify, ledger, random, ...(signal !== undefined && { signal }), ...(leaseEnds && { leaseEnds }) },
  )
  const tokens = tokenSource(credentials, {
    accountsUrl,
    account: accountOf(apiUrl, credentials),
    userAgent,
    transport,
    cache: deps.tokens,
    ledger,
    clock,
  })
  return openWire({
    apiUrl,
    authScheme,
    userAgent,
    secrets: secretsOf(credentials),
    transport,
    governor,
    tokens,
    clock,
    notify,
  })
}

/** What reads over a wire need besides it. */
export function readsOf(target: Target, deps: Deps): ReadDeps {
  return { apiUrl: target.apiUrl, clock: deps.clock, notify: deps.notify, random: deps.random, signal: deps.signal }
}

function datastoreOf(item: Json, id: string): LiveDatastore | undefined {
  const read = readDatastore(item)
  return 'ok' in read && read.ok.identity.id === id ? read.ok : undefined
}
