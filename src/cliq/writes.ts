import type { LiveDatastore, LiveRecord } from '../core/model/live.ts'
import type { CallPlace, Postponed } from '../core/model/ports.ts'
import type { Problem } from '../core/model/problem.ts'
import { keyOf } from './json.ts'
import type { WireJson } from './json.ts'
import { networkProblem } from './network.ts'
import { itemsOf, readDatastore, readRecord, saysNo } from './reading.ts'
import { provesNothingDone, refusalProblem } from './refusals.ts'
import type { WireRequest } from './requests.ts'
import type { Wire, WireReply } from './wire.ts'

type Answer = WireReply & { readonly kind: 'answer' }

/** What a good answer to a write tells; undefined for an answer that is not a good one. */
export type Expected<T> = (answer: Answer) => { readonly told: T } | undefined

/** How a write ended. Done needs the documented answer, not done needs its proof; everything else is unknown. */
export type Written<T> =
  | { readonly kind: 'done'; readonly told: T }
  | { readonly kind: 'not-done'; readonly problem: Problem }
  /** `isRefusal`: Cliq said no, though not in words that prove that nothing was done. */
  | { readonly kind: 'unknown'; readonly problem: Problem; readonly isRefusal?: boolean }

/** Sends a write and says how it ended. `hidden` are values that no text may show; in a place it may be postponed. Throws what `Wire.send` throws. */
export function performWrite<T>(
  wire: Wire,
  request: WireRequest,
  expected: Expected<T>,
  hidden?: readonly string[],
): Promise<Written<T>>
export function performWrite<T>(
  wire: Wire,
  request: WireRequest,
  expected: Expected<T>,
  hidden: readonly string[],
  place: CallPlace | undefined,
): Promise<Written<T> | Postponed>
export async function performWrite<T>(
  wire: Wire,
  request: WireRequest,
  expected: Expected<T>,
  hidden: readonly string[] = [],
  place?: CallPlace,
): Promise<Written<T> | Postponed> {
  const reply = await (place === undefined ? wire.send(request, hidden) : wire.sendIn(place, request, hidden))
  if (reply.kind === 'postponed') return reply
  if (reply.kind === 'not-sent') return { kind: 'not-done', problem: networkProblem(reply, request) }
  if (reply.kind !== 'answer') return { kind: 'unknown', problem: networkProblem(reply, request) }
  const good = expected(reply)
  if (good !== undefined) return { kind: 'done', told: good.told }
  const { status, error } = reply
  if (status >= 400 && status < 500) {
    const problem = refusalProblem(request.operation, status, error)
    if (provesNothingDone(status, error)) return { kind: 'not-done', problem }
    // Of RF117 a part may have been done, so what is missing is sent again.
    return { kind: 'unknown', problem, isRefusal: error !== undefined && problem.code !== 'RF117' }
  }
  // An error under 200 is one as well, but what else it says nobody knows.
  if (saysNo(reply))
    return { kind: 'unknown', problem: refusalProblem(request.operation, status, error), isRefusal: true }
  return { kind: 'unknown', problem: networkProblem(reply, request) }
}

/** Expects the whole datastore, and that it is the one that was meant. */
export function theDatastore(isOurs: (answer: LiveDatastore) => boolean): Expected<LiveDatastore> {
  return answer => {
    const item = onlyItem(answer)
    const read = item === undefined ? undefined : readDatastore(item)
    return read !== undefined && 'ok' in read && isOurs(read.ok) ? { told: read.ok } : undefined
  }
}

/** Expects the whole record; of an update, the one that was meant. */
export function theRecord(id?: string): Expected<LiveRecord> {
  return answer => {
    const item = onlyItem(answer)
    const record = item === undefined ? undefined : readRecord(item)
    return record === undefined || (id !== undefined && record.id !== id) ? undefined : { told: record }
  }
}

/** Expects 204. 200 with nothing, or with nothing but "Response Code", counts the same (C33). */
export const nothing: Expected<undefined> = ({ status, isEmpty, body }) => {
  const isLoneCode = keyOf(body, 'Response Code') !== undefined && Object.keys(body ?? {}).length === 1
  return status === 204 || (status === 200 && (isEmpty || isLoneCode)) ? { told: undefined } : undefined
}

function onlyItem({ status, body }: Answer): WireJson | undefined {
  const [item, ...others] = (status === 200 ? itemsOf(body) : undefined) ?? []
  return others.length === 0 ? item : undefined
}
