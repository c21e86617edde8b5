import { randomUUID } from 'node:crypto'

import { failure } from '../core/model/failure.ts'
import { LEDGER_SCRIPT } from './script.ts'

/** A book as the server has it. */
export interface KeptBook {
  /** Whether the write that was asked for took effect. */
  readonly isWritten: boolean
  /** By the server's clock, Unix ms. */
  readonly now: number
  readonly version: string
  /** From when on the server knows all, Unix ms by its clock. */
  readonly born: number
  readonly text: string
  /** Runners that were heard of lately, this one included. */
  readonly runners: number
  /** When each of the others was last heard of, by the server's clock, and how many it knew of then. */
  readonly others: readonly { readonly at: number; readonly runners: number }[]
}

/** Books that all machines share. Every method throws when the server is out of reach or too slow. */
export interface Store {
  read(account: string): Promise<KeptBook>
  write(account: string, version: string, text: string): Promise<KeptBook>
  /** This runner ends: nothing is left to it. */
  leave(account: string): Promise<void>
  close(): void
}

/** How long a runner counts of which nothing is heard, ms. */
export const HORIZON_MS = 5 * 60_000
/** How long an answer of the server may take, ms. */
const ANSWER_MS = 3_000
const MOST_PAUSE_MS = 2_000

/**
 * Connects to Redis or Valkey at `redis://` or `rediss://`, with whatever user and password stand in the address. Nothing
 * is connected before the first call. Throws a Failure RL110 where the package `redis` is not installed.
 */
export async function openStore(url: string, answerMs: number = ANSWER_MS): Promise<Store> {
  const { createClient } = await packageOf()
  const runner = randomUUID()
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: answerMs,
      reconnectStrategy: (tries: number) => Math.min(MOST_PAUSE_MS, 50 * 2 ** Math.min(tries, 10)),
    },
  })
  // Without a listener an error of the connection would end the process; each call tells of its own.
  client.on('error', () => undefined)
  let connecting: Promise<unknown> | undefined
  const asked = async (account: string, what: 'read' | 'write' | 'leave', version: string, text: string) => {
    connecting ??= client.connect().catch(() => undefined)
    if (!client.isReady) await inTime(Promise.race([connecting, once(client)]), answerMs)
    const key = `cliq-ds:{${account}}`
    const answer = await inTime(
      client.eval(LEDGER_SCRIPT, {
        keys: [`${key}:book`, `${key}:runners`],
        arguments: [what, runner, version, text, String(HORIZON_MS)],
      }),
      answerMs,
    )
    return keptOf(answer)
  }
  return {
    read: account => asked(account, 'read', '', ''),
    write: (account, version, text) => asked(account, 'write', version, text),
    leave: async account => void (await asked(account, 'leave', '', '')),
    close() {
      if (client.isOpen) client.destroy()
    },
  }
}

function once(client: { once(event: 'ready', listener: () => void): unknown }): Promise<void> {
  return new Promise(resolve => {
    client.once('ready', resolve)
  })
}

async function packageOf() {
  try {
    return await import('redis')
  } catch (error) {
    const hint = 'npm install --save-dev redis'
    throw failure('RL110', 'coordination needs the package redis, which is not installed', { hint }, error)
  }
}

async function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
    // What comes too late concerns nobody.
    answer.catch(() => undefined)
  }
}

function keptOf(answer: unknown): KeptBook {
  if (!Array.isArray(answer)) throw new Error('the server answers with something else')
  const [isWritten, now, version, text, runners, ...others] = answer.map(String)
  return {
    isWritten: isWritten === '1',
    now: Number(now),
    version: version ?? '',
    born: Number(version?.split(' ')[0]),
    text: text ?? '',
    runners: Number(runners ?? 1),
    others: others.map(each => {
      const [at = '', of = '1'] = each.split(' ')
      return { at: Number(at), runners: Number(of) }
    }),
  }
}
