import { accountsReply } from './accounts.ts'
import type { Accounts } from './accounts.ts'
import { htmlResponse, jsonResponse, responseOf, throttled } from './answers.ts'
import { authenticated, checkScope } from './authentication.ts'
import type { Call } from './call.ts'
import { controlled } from './control.ts'
import type { Faults } from './faults.ts'
import type { Limits } from './limits.ts'
import { misread } from './misreadings.ts'
import { SERVED_OPERATIONS } from './operations.ts'
import type { OperationName } from './operations.ts'
import type { EmulatorOptions, EmulatorRequest, EmulatorResponse, Fault, LimitOptions, Switches } from './options.ts'
import { refusalReply } from './organisation.ts'
import type { Organisation } from './organisation.ts'
import { exchangeOf } from './record-of-calls.ts'
import type { CallLog } from './record-of-calls.ts'
import { refusalByStatus } from './refusal.ts'
import { API_BASE, routeOf } from './routes.ts'
import { parseExactJson } from './shapes.ts'

/** What becomes of a call. Without a response the connection is cut; a cut response stops after half of its body. */
export interface CallFate {
  readonly response?: EmulatorResponse
  readonly isCut?: boolean
  /** To wait before sending. */
  readonly delayMs: number
}

/** Everything a call can meet on its way. */
export interface Rooms {
  readonly organisation: Organisation
  readonly accounts: Accounts
  readonly limits: Limits | undefined
  readonly limitOptions: LimitOptions
  readonly faults: Faults
  readonly log: CallLog
  readonly switches: Switches
  readonly options: EmulatorOptions
  readonly now: () => number
}

interface Outcome extends CallFate {
  readonly operation?: OperationName
  readonly changed: boolean
  /** Whether the answer is what Cliq would say, and not a scripted fault's. */
  readonly isGenuine: boolean
}

/** Answers one call, whole and at once; what it waits for is left to the caller. */
export function answered(rooms: Rooms, request: EmulatorRequest): CallFate {
  const at = Math.trunc(rooms.now())
  rooms.organisation.settle(at)
  const path = request.url.split('?')[0] ?? ''
  const control = controlled(rooms, request, path, at)
  if (control !== undefined) return { response: control, delayMs: 0 }
  const outcome = outcomeOf(rooms, request, path, at)
  const { operation, changed, response, isGenuine, delayMs } = outcome
  const { method } = request
  rooms.log.add({
    method,
    path,
    status: response?.status ?? 0,
    effect: changed,
    ...(operation === undefined ? {} : { operation }),
  })
  if (isGenuine && operation !== undefined && response !== undefined)
    rooms.options.onExchange?.(exchangeOf(operation, request, path, response))
  return { ...outcome, delayMs: delayMs + (rooms.options.latencyMs ?? 0) }
}

function outcomeOf(rooms: Rooms, request: EmulatorRequest, path: string, at: number): Outcome {
  const token = accountsReply(rooms.accounts, request, at)
  if (token !== undefined) return genuine(jsonResponse(200, token), true)
  let operation: OperationName | undefined
  try {
    const route = routeOf(request.method, path)
    operation = route.operation
    const grant = authenticated(
      request.headers?.['authorization'],
      rooms.options.accessTokens ?? 'any',
      rooms.accounts.tokens,
      at,
    )
    checkScope(grant, SERVED_OPERATIONS[operation].scope)
    checkAccept(request.headers?.['accept'])
    if (rooms.switches.contentType === 'json') checkContentType(request)
    const until = rooms.limits?.admit(grant.user.id, operation, at)
    if (until !== undefined) return genuine(throttled(until, at, rooms.limitOptions), false, operation)
    const query = new URL(request.url, 'http://localhost').searchParams
    const call = {
      ...route,
      query,
      body: bodyOf(request.body),
      user: grant.user,
      at,
      url: path.slice(path.indexOf(API_BASE)),
    }
    const fault = rooms.faults.strike(operation)
    return fault === undefined ? performed(rooms, call) : struck(rooms, call, fault)
  } catch (error) {
    return genuine(responseOf(refusalReply(error), rooms.switches), false, operation)
  }
}

function performed(rooms: Rooms, call: Call): Outcome {
  const reply = rooms.organisation.perform(call)
  return genuine(responseOf(reply, rooms.switches), reply.changed, call.operation)
}

function genuine(response: EmulatorResponse, changed: boolean, operation?: OperationName): Outcome {
  return { response, changed, delayMs: 0, isGenuine: true, ...(operation === undefined ? {} : { operation }) }
}

function struck(rooms: Rooms, call: Call, fault: Fault): Outcome {
  const { operation } = call
  const nothing: Outcome = { operation, changed: false, delayMs: 0, isGenuine: false }
  const done = (): Outcome => ({ ...performed(rooms, call), isGenuine: false })
  const failure = responseOf(refusalReply(refusalByStatus(500)), rooms.switches)
  switch (fault.kind) {
    case 'drop-before':
      return nothing
    case 'drop-after':
      return { ...nothing, changed: done().changed }
    case '500-before':
      return { ...nothing, response: failure }
    case '500-after':
      return { ...done(), response: failure }
    case 'truncate': {
      const whole = done()
      return { ...whole, isCut: true }
    }
    case 'html':
      return { ...(fault.effect === true ? done() : nothing), response: htmlResponse(fault.status ?? 502) }
    case 'late-commit':
      rooms.organisation.performLate(call, call.at + (fault.delayMs ?? 0))
      return nothing
    case 'refuse':
      return { ...nothing, response: scripted(fault) }
    case 'misread': {
      const { response, ...whole } = done()
      return { ...whole, ...(response && { response: misread(response, fault.reading) }) }
    }
    case 'delay':
      return { ...done(), delayMs: fault.delayMs ?? 0 }
  }
}

function scripted({ status = 400, code = 'datastore_invalid' }: Fault): EmulatorResponse {
  return jsonResponse(status, { message: 'The server was told to refuse this.', code })
}

function checkAccept(accept: string | undefined): void {
  if (accept === undefined || /\*\/\*|application\/(\*|json)/.test(accept)) return
  throw refusalByStatus(406)
}

function checkContentType({ method, body = '', headers }: EmulatorRequest): void {
  const isWrite = method === 'POST' || method === 'PATCH'
  if (isWrite && body !== '' && !/^application\/json\b/i.test(headers?.['content-type'] ?? ''))
    throw refusalByStatus(415)
}

// A body that is no JSON stays text, and each operation says in its own way that it is no object.
function bodyOf(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined
  if (Buffer.byteLength(text) > 1_000_000) throw refusalByStatus(413)
  const parsed = parseExactJson(text)
  return parsed === undefined ? text : parsed.value
}
