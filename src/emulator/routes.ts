import { SERVED_NAMES, SERVED_OPERATIONS } from './operations.ts'
import type { OperationName } from './operations.ts'
import { refusalByStatus } from './refusal.ts'

/** Where a call goes. Parts that the path does not have are empty. */
export interface Route {
  readonly operation: OperationName
  readonly id: string
  readonly name: string
  readonly record: string
  readonly extension: string
}

/** The base of the API below the server's own address. */
export const API_BASE = '/api/v3'

/** The operation that a method and path mean. Throws a Refusal: 404 for an unknown path, 405 for a method it does not take. */
export function routeOf(method: string, path: string): Route {
  const [, extension = '', below = path] =
    /^\/api\/v3\/extensions\/([^/]+)(\/datastores\/[^/]+\/records.*)$/.exec(path) ?? []
  const segments = (extension === '' ? stripped(path) : below).split('/').map(decoded)
  const fitting = SERVED_NAMES.filter(operation => partsOf(operation, segments) !== undefined)
  if (fitting.length === 0) throw refusalByStatus(404)
  const operation = fitting.find(each => SERVED_OPERATIONS[each].method === method)
  if (operation === undefined) throw refusalByStatus(405)
  const { id = '', name = '', record = '' } = partsOf(operation, segments) ?? {}
  return { operation, id, name, record, extension: decoded(extension) }
}

function stripped(path: string): string {
  if (!path.startsWith(`${API_BASE}/`)) throw refusalByStatus(404)
  return path.slice(API_BASE.length)
}

function partsOf(operation: OperationName, segments: readonly string[]): Readonly<Record<string, string>> | undefined {
  const pattern = SERVED_OPERATIONS[operation].path.split('/')
  if (pattern.length !== segments.length) return undefined
  const parts: Record<string, string> = {}
  for (const [index, expected] of pattern.entries()) {
    const given = segments[index] ?? ''
    if (!expected.startsWith('{')) {
      if (given !== expected) return undefined
    } else if (given === '') return undefined
    else parts[expected.slice(1, -1)] = given
  }
  return parts
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw refusalByStatus(400, 'The address is not well encoded.')
  }
}
