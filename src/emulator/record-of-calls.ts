import type { OperationName } from './operations.ts'
import type { EmulatorRequest, EmulatorResponse, Exchange, LoggedRequest } from './options.ts'
import { parseExactJson } from './shapes.ts'

/** The calls so far, oldest first. */
export interface CallLog {
  readonly requests: readonly LoggedRequest[]
  add(request: LoggedRequest): void
  reset(): void
}

const MOST = 100_000
const REDACTED = '[redacted]'

/** An empty log; it forgets the oldest calls beyond a hundred thousand. */
export function emptyLog(): CallLog {
  const requests: LoggedRequest[] = []
  return {
    requests,
    add(request) {
      requests.push(request)
      if (requests.length > MOST) requests.splice(0, MOST / 10)
    },
    reset: () => void requests.splice(0),
  }
}

/** A call with its answer, tokens and extension keys taken out. */
export function exchangeOf(
  operation: OperationName,
  { method, url, headers = {}, body }: EmulatorRequest,
  path: string,
  response: EmulatorResponse,
): Exchange {
  const query = Object.fromEntries(new URL(url, 'http://localhost').searchParams)
  return {
    operation,
    method,
    path,
    query: without(query, 'extension_key'),
    headers: without(headers, 'authorization'),
    body: contentOf(body),
    status: response.status,
    answer: contentOf(response.body),
  }
}

function without(values: Readonly<Record<string, string>>, secret: string): Readonly<Record<string, string>> {
  return secret in values ? { ...values, [secret]: REDACTED } : values
}

function contentOf(text = ''): unknown {
  if (text === '') return undefined
  const parsed = parseExactJson(text)
  return parsed === undefined ? text : parsed.value
}
