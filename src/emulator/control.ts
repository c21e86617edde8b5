import { jsonResponse } from './answers.ts'
import { faultOf } from './faults.ts'
import type { Faults } from './faults.ts'
import type { Limits } from './limits.ts'
import type { EmulatorRequest, EmulatorResponse } from './options.ts'
import { refusalReply } from './organisation.ts'
import type { ExtensionBody, Organisation } from './organisation.ts'
import type { CallLog } from './record-of-calls.ts'
import { isShape, parseExactJson } from './shapes.ts'

/** What another process can steer. */
export interface Controls {
  readonly organisation: Organisation
  readonly limits: Limits | undefined
  readonly faults: Faults
  readonly log: CallLog
}

/** Where the control calls live; they answer this machine only. */
export const CONTROL_BASE = '/__emulator/'

/**
 * Answers `GET requests` (the log), `POST fault` (a Fault), `POST extension` and `POST reset` (everything is forgotten)
 * below the control base; undefined for an address elsewhere.
 */
export function controlled(
  controls: Controls,
  { method, body = '' }: EmulatorRequest,
  path: string,
  at: number,
): EmulatorResponse | undefined {
  if (!path.startsWith(CONTROL_BASE)) return undefined
  switch (`${method} ${path.slice(CONTROL_BASE.length)}`) {
    case 'GET requests':
      return jsonResponse(200, { requests: controls.log.requests })
    case 'POST fault':
      return armed(controls, body)
    case 'POST extension':
      return extended(controls, body, at)
    case 'POST reset':
      reset(controls)
      return jsonResponse(200, { status: 'done' })
    default:
      return jsonResponse(404, { message: 'There is GET requests, POST fault, POST extension and POST reset.' })
  }
}

function reset({ organisation, limits, faults, log }: Controls): void {
  organisation.clear()
  limits?.reset()
  faults.reset()
  log.reset()
}

function armed({ faults }: Controls, body: string): EmulatorResponse {
  const fault = faultOf(parseExactJson(body)?.value)
  if (fault === undefined) return jsonResponse(400, { message: 'This is not a fault.' })
  faults.arm(fault)
  return jsonResponse(200, { status: 'done' })
}

function extended({ organisation }: Controls, body: string, at: number): EmulatorResponse {
  const extension = extensionOf(parseExactJson(body)?.value)
  if (extension === undefined) return jsonResponse(400, { message: 'An extension has an id, a key and a datastore.' })
  try {
    organisation.extend(extension, at)
    return jsonResponse(200, { status: 'done' })
  } catch (error) {
    const { status, body: why } = refusalReply(error)
    return jsonResponse(status, why)
  }
}

function extensionOf(value: unknown): ExtensionBody | undefined {
  if (!isShape(value)) return undefined
  const { id, key, datastore } = value
  return typeof id === 'string' && typeof key === 'string' && id !== '' && key !== ''
    ? { id, key, datastore }
    : undefined
}
