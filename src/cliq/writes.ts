import type { LiveDatastore } from '../core/live.ts'
import type { Outcome } from '../engine/ports.ts'
import { keyOf } from './json.ts'
import { networkProblem } from './network.ts'
import { itemsOf, readDatastore } from './reading.ts'
import { provesNothingDone, refusalProblem } from './refusals.ts'
import type { WireRequest } from './requests.ts'
import type { Wire, WireReply } from './wire.ts'

/** What a good answer to a write looks like. */
export type Expected =
  /** The whole datastore, which must be the one that `isOurs` knows. */
  | { readonly kind: 'datastore'; readonly isOurs: (answer: LiveDatastore) => boolean }
  /** 204; 200 with nothing, or with nothing but "Response Code", counts the same (C33). */
  | { readonly kind: 'nothing' }

/**
 * Sends a write and says how it ended. Done needs the documented answer, not done needs its proof: a refusal with a
 * documented code, or that nothing left this machine. Everything else is unknown.
 */
export async function performWrite(
  wire: Wire,
  request: WireRequest,
  expected: Expected,
  hidden: readonly string[] = [],
): Promise<Outcome> {
  const reply = await wire.send(request, hidden)
  if (reply.kind === 'not-sent') return { kind: 'not-done', problem: networkProblem(reply, request) }
  if (reply.kind !== 'answer') return { kind: 'unknown', problem: networkProblem(reply, request) }
  const done = doneBy(reply, expected)
  if (done !== undefined) return done
  const { status, error } = reply
  if (status >= 400 && status < 500) {
    const problem = refusalProblem(request.operation, status, error)
    return { kind: provesNothingDone(status, error) ? 'not-done' : 'unknown', problem }
  }
  return { kind: 'unknown', problem: networkProblem(reply, request) }
}

type Answer = WireReply & { readonly kind: 'answer' }

function doneBy(reply: Answer, expected: Expected): Outcome | undefined {
  if (expected.kind === 'nothing') return isNothing(reply) ? { kind: 'done' } : undefined
  const items = reply.status === 200 ? itemsOf(reply.body) : undefined
  const [item, ...others] = items ?? []
  if (item === undefined || others.length > 0) return undefined
  const read = readDatastore(item)
  return 'ok' in read && expected.isOurs(read.ok) ? { kind: 'done', answer: read.ok } : undefined
}

function isNothing({ status, isEmpty, body }: Answer): boolean {
  if (status === 204) return true
  if (status !== 200) return false
  return isEmpty || (keyOf(body, 'Response Code') !== undefined && Object.keys(body ?? {}).length === 1)
}
