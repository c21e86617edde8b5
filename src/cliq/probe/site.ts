import type { Field } from '../../core/model/catalog.ts'
import { failure } from '../../core/model/failure.ts'
import type { Clock } from '../../core/model/ports.ts'
import { PROBE_MARK, PROBE_NAME } from '../../core/model/probe.ts'
import type { RecordValues } from '../../core/model/step.ts'
import { keyOf, textAt } from '../json.ts'
import type { WireJson } from '../json.ts'
import { asIs, fetchListing } from '../listing.ts'
import { itemsOf, readDatastore } from '../reading.ts'
import type { ReadDeps } from '../reads.ts'
import * as requests from '../requests.ts'
import type { WireRequest } from '../requests.ts'
import type { Wire, WireReply } from '../wire.ts'

/** The throw-away datastore, and the wire to it. */
export interface Site {
  readonly wire: Wire
  readonly clock: Clock
  readonly id: string
  readonly rows: { readonly datastore: string }
  /** The answer that created it. */
  readonly created: WireJson
  /** How long reads are to wait until they show what was written, as far as it is known by now. */
  readonly settle: { ms: number }
}

const text: Field = { name: 'Text', type: 'limited-text', mandatory: false, masked: false }

/** The fields that questions are asked about; `key` alone is a unique key. */
export const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['key', { ...text, name: 'Key', mandatory: true }],
  ['amount', { ...text, name: 'Amount', type: 'number' }],
  ['flag', { ...text, name: 'Flag', type: 'boolean' }],
  ['hidden', { ...text, name: 'Hidden', type: 'encrypted-text' }],
  ['masked', { ...text, name: 'Masked', masked: true }],
])

/** Creates it anew, and removes what an earlier probe left. Throws a Failure: DR201 for a namesake that no probe made, DR205 when it is not created. */
export async function createSite(wire: Wire, clock: Clock, reads: ReadDeps): Promise<Site> {
  for (const id of await leftovers(wire, reads)) await removeSite(wire, clock, id)
  const definition = {
    unique_name: PROBE_NAME,
    name: 'Cliqds probe',
    description: PROBE_MARK,
    fields: FIELDS,
    unique_keys: [['key']],
  }
  const reply = await wire.send(requests.createDatastore(definition))
  const item = reply.kind === 'answer' && reply.status === 200 ? itemsOf(reply.body)?.[0] : undefined
  const id = textAt(item, 'id')
  // After an unclear answer it may be there all the same.
  if (item === undefined || id === undefined) {
    for (const left of await leftovers(wire, reads)) await removeSite(wire, clock, left)
    throw failure('DR205', `${PROBE_NAME} was not created: ${saidOf(reply)}`, { hint: 'nothing was left behind' })
  }
  return { wire, clock, id, rows: { datastore: PROBE_NAME }, created: item, settle: { ms: 0 } }
}

const LOOKS = 6
const BETWEEN_LOOKS_MS = 3_000

/** Removes it; whether Cliq shows it no more, in the end. */
export async function removeSite(wire: Wire, clock: Clock, id: string): Promise<boolean> {
  await wire.send(requests.deleteDatastore(id))
  for (let looks = 1; ; looks += 1) {
    const after = await wire.send(requests.getDatastore(id))
    if (after.kind === 'answer' && (after.status === 404 || after.error?.code === 'datastore_not_found')) return true
    if (looks === LOOKS) return false
    await clock.sleep(BETWEEN_LOOKS_MS)
  }
}

async function leftovers(wire: Wire, reads: ReadDeps): Promise<readonly string[]> {
  const { items } = await fetchListing(wire, requests.listDatastores, reads, { limit: 100, read: asIs })
  const named = items.filter(item => textAt(item, 'unique_name') === PROBE_NAME)
  if (named.some(item => !(textAt(item, 'description') ?? '').includes(PROBE_MARK)))
    throw failure('DR201', `${PROBE_NAME} exists and was not made by a probe`, {
      hint: 'rename or remove it, then probe again',
    })
  return named.flatMap(item => textAt(item, 'id') ?? [])
}

/** What Cliq said, in words. */
export function saidOf(reply: WireReply): string {
  if (reply.kind !== 'answer') return 'no complete answer'
  const code = reply.error?.code
  const words = isDone(reply) ? 'accepted' : 'refused'
  return `${words} (HTTP ${reply.status}${code === undefined ? '' : `, ${code}`})`
}

export function isDone(reply: WireReply): boolean {
  return reply.kind === 'answer' && reply.status >= 200 && reply.status < 300
}

/** Inserts a row; the text fields of `values` are Cliq's own strings. */
export function insert({ wire, rows }: Site, values: RecordValues): Promise<WireReply> {
  return wire.send(requests.insertRecord(rows, values))
}

/** The id in an answer with one item. */
export function idIn(reply: WireReply): string | undefined {
  return reply.kind === 'answer' ? textAt(itemsOf(reply.body)?.[0], 'id') : undefined
}

/** A page of rows with what came around them; undefined when it cannot be read. */
export async function page(site: Site, limit: number, next?: string): Promise<ProbedPage | undefined> {
  await settled(site)
  const reply = await site.wire.send(requests.listRecords(site.rows, { limit, ...(next !== undefined && { next }) }))
  if (reply.kind !== 'answer' || reply.body === undefined) return undefined
  const { body } = reply
  const items = itemsOf(body)
  if (items === undefined) return undefined
  const token = (name: string) => (textAt(body, name) === '' ? undefined : textAt(body, name))
  const key = ['data', 'list', 'records'].find(each => keyOf(body, each) !== undefined) ?? ''
  return { items, next: token('next_token'), sync: token('sync_token'), key }
}

export interface ProbedPage {
  readonly items: readonly WireJson[]
  readonly next: string | undefined
  readonly sync: string | undefined
  readonly key: string
}

/** A row by what its key field holds; undefined when it is not shown. */
export async function rowOf(site: Site, key: string): Promise<WireJson | undefined> {
  return (await page(site, 100))?.items.find(item => textAt(item, 'key') === key)
}

/** Ids of the fields as they are now, by unique_name; undefined when the datastore cannot be read. */
export async function fieldsNow(site: Site) {
  await settled(site)
  const { wire, id } = site
  const reply = await wire.send(requests.getDatastore(id))
  const item = reply.kind === 'answer' ? itemsOf(reply.body)?.[0] : undefined
  const read = item === undefined ? undefined : readDatastore(item)
  return read !== undefined && 'ok' in read ? read.ok : undefined
}

/** Sends a call that no step stands for to the datastore itself. */
export function sendToSite({ wire }: Site, request: WireRequest): Promise<WireReply> {
  return wire.send(request)
}

async function settled({ clock, settle }: Site): Promise<void> {
  if (settle.ms > 0) await clock.sleep(settle.ms)
}
