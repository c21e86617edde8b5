import { onTestFinished } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import type { EmulatorOptions } from '../../src/emulator/options.ts'

/** An answer with its JSON read. Tests look into it freely, and a wrong look is a red test. */
export interface Answer {
  readonly status: number
  readonly code: string | undefined
  readonly body: Json
  readonly headers: Readonly<Record<string, string>>
}

/** JSON to look into by key. */
export interface Json {
  readonly [key: string]: Json
}

/** An emulator with a clock and chance of its own. */
export interface TestOrg {
  readonly emulator: Emulator
  /** The emulator's clock, in ms; tests move it. */
  readonly clock: { now: number }
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
}

/** Started for one test and closed after it. Two orgs with the same options answer the same. */
export async function org(options: EmulatorOptions = {}): Promise<TestOrg> {
  const clock = { now: 1_777_360_400_900 }
  const emulator = await startEmulator({ now: () => clock.now, random: seeded(7), ...options })
  onTestFinished(() => emulator.close())
  return { emulator, clock, call: callerOf(emulator) }
}

/** Calls an emulator without a socket, below the API's base. */
export function callerOf(emulator: Emulator): TestOrg['call'] {
  return async (method, path, body, headers = {}) => {
    const url = path.startsWith('/oauth') || path.startsWith('/__') ? path : `/api/v3${path}`
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const request = {
      method,
      url,
      headers: { authorization: 'Bearer t', 'content-type': 'application/json', ...headers },
    }
    const response = await emulator.handle(text === undefined ? request : { ...request, body: text })
    const content: Json = response.body === '' ? {} : JSON.parse(response.body)
    const code = content['code'] ?? content['error']?.['code']
    return {
      status: response.status,
      code: code === undefined ? undefined : String(code),
      body: content,
      headers: response.headers,
    }
  }
}

/** Chance that repeats: a linear congruential generator. */
export function seeded(seed: number): () => number {
  let last = seed
  return () => {
    last = (last * 1_103_515_245 + 12_345) % 2_147_483_648
    return last / 2_147_483_648
  }
}

/** The Employee Directory as a create body, changed as wanted. */
export function empdir(changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    unique_name: 'empdir',
    name: 'Employee Directory',
    description: 'Who works here',
    fields: [
      { unique_name: 'empid', name: 'Employee ID', type: 'number', mandatory: true },
      { unique_name: 'empname', name: 'Employee Name', type: 'limited-text' },
      { unique_name: 'isactive', name: 'Active Status', type: 'boolean' },
      { unique_name: 'notes', name: 'Notes', type: 'large-text' },
      { unique_name: 'secret', name: 'Secret', type: 'encrypted-text' },
    ],
    unique_keys: [['empid']],
    ...changes,
  }
}

/** Creates a datastore and tells its id and its fields' ids by name. */
export async function created(
  call: TestOrg['call'],
  body: unknown = empdir(),
): Promise<{ readonly id: string; readonly fields: Readonly<Record<string, string>> }> {
  const { status, body: answer } = await call('POST', '/datastores', body)
  if (status !== 200) throw new Error(`create: ${status} ${JSON.stringify(answer)}`)
  return { id: text(answer['data']?.['id']), fields: fieldIds(answer['data']?.['fields']) }
}

function fieldIds(fields: Json | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(list(fields).map(field => [text(field['unique_name']), text(field['id'])] as const))
}

/** A JSON array, or a red test. */
export function list(value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw new TypeError(`no list: ${JSON.stringify(value)}`)
  return value
}

/** A JSON text, or a red test. */
export function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`no text: ${JSON.stringify(value)}`)
  return value
}

/** A query string from its parts. */
export function query(parts: Readonly<Record<string, string>>): string {
  return `?${new URLSearchParams(parts).toString()}`
}
