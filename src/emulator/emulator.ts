import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from './database.ts'
import { noDevices } from './devices.ts'
import { noFaults } from './faults.ts'
import { limitsOf } from './limits.ts'
import { listen } from './listener.ts'
import { DEFAULT_SWITCHES } from './options.ts'
import type { EmulatorOptions, EmulatorRequest, EmulatorResponse, Fault, LoggedRequest } from './options.ts'
import { organisationOf } from './organisation.ts'
import type { ExtensionBody } from './organisation.ts'
import { emptyLog } from './record-of-calls.ts'
import { API_BASE } from './routes.ts'
import { answered } from './server.ts'
import type { Rooms } from './server.ts'
import { storeOf } from './store.ts'
import { tokensIn } from './tokens.ts'

/** A Cliq of our own, on a port of this machine. */
export interface Emulator {
  /** Such as `http://127.0.0.1:4010`. */
  readonly url: string
  /** The API's base below it. */
  readonly apiUrl: string
  /** The base of the accounts server, whose token endpoint is `/oauth/v2/token`. */
  readonly accountsUrl: string
  /** Every call so far except control calls, oldest first. */
  readonly requests: readonly LoggedRequest[]
  /** Scripts one misfortune for calls to come. */
  fault(fault: Fault): void
  /** Makes a datastore of an extension, which no documented call can, or installs its next version; throws when that is refused. */
  extend(extension: ExtensionBody): void
  /** Answers a call without a socket; rejects with ConnectionCut where a socket would be cut without an answer. */
  handle(request: EmulatorRequest): Promise<EmulatorResponse>
  /** Ends it; what was answered stays in the file. */
  close(): Promise<void>
}

/** The connection was cut before an answer came. Its code is the one that sockets give. */
export class ConnectionCut extends Error {
  readonly code = 'ECONNRESET'

  constructor() {
    super('the connection was cut')
  }
}

/** Starts an emulator. Rejects when the port is taken or the file is not one of its own. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const database = openDatabase(options.data)
  const rooms = roomsOf(options, database)
  const { organisation, faults, log } = rooms
  const at = (): number => Math.trunc(rooms.now())
  const listener = await listen(
    request => answered(rooms, request),
    options.host ?? '127.0.0.1',
    options.port ?? 0,
  ).catch((error: unknown) => {
    database.close()
    throw error
  })
  let closing: Promise<void> | undefined
  const end = async (): Promise<void> => {
    await listener.close()
    organisation.settle(at())
    database.close()
  }
  return {
    url: listener.url,
    apiUrl: `${listener.url}${API_BASE}`,
    accountsUrl: listener.url,
    requests: log.requests,
    fault: fault => faults.arm(fault),
    extend: extension => organisation.extend(extension, at()),
    handle: request => handled(rooms, request),
    close: () => (closing ??= end()),
  }
}

function roomsOf(options: EmulatorOptions, database: ReturnType<typeof openDatabase>): Rooms {
  const { limits = false, clients, now = Date.now, random = Math.random } = options
  const switches = { ...DEFAULT_SWITCHES, ...options.switches }
  const limitOptions = typeof limits === 'boolean' ? {} : limits
  return {
    organisation: organisationOf(storeOf(database), switches, random),
    accounts: { tokens: tokensIn(database), devices: noDevices(random), clients, random },
    limits: limits === false ? undefined : limitsOf(limitOptions),
    limitOptions,
    faults: noFaults(),
    log: emptyLog(),
    switches,
    options,
    now,
  }
}

async function handled(rooms: Rooms, request: EmulatorRequest): Promise<EmulatorResponse> {
  const { response, isCut = false, delayMs } = answered(rooms, request)
  if (delayMs > 0) await sleep(delayMs)
  if (response === undefined) throw new ConnectionCut()
  return isCut ? { ...response, body: response.body.slice(0, response.body.length / 2) } : response
}
