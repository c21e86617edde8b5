import { setImmediate as turn } from 'node:timers/promises'
import type { Transport } from '../cliq/transport.ts'
import { failure } from '../core/model/failure.ts'
import type { Emulator } from '../emulator/emulator.ts'
import type { EmulatorOptions } from '../emulator/options.ts'

/**
 * Starts an emulator; `file` is what the one that keeps its org is called, if one does. Throws a Failure: FS110 for a file
 * that it cannot use, CL123 for a port that it cannot have.
 */
export async function emulatorAt(options: EmulatorOptions, file: string | undefined): Promise<Emulator> {
  const { startEmulator } = await import('../emulator/emulator.ts')
  try {
    return await startEmulator(options)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if ('syscall' in error && error.syscall === 'listen') throw portFailure(options.port ?? 0, error)
    throw file === undefined ? error : fileFailure(file, error)
  }
}

/**
 * A transport to an emulator of this very process: nothing goes through a socket that has both ends here. An exchange
 * throws a Failure FS110 where its file, called `file`, does not take what was asked.
 */
export function transportTo(emulator: Emulator, file: string): Transport {
  return {
    async exchange({ method, url, headers, body }) {
      // Answers come at once, and a run shall hear Ctrl-C and draw its progress between them.
      await turn()
      const request = { method, url: `${url.pathname}${url.search}`, headers, ...(body !== undefined && { body }) }
      try {
        const answer = await emulator.handle(request)
        return { kind: 'answer', status: answer.status, headers: answer.headers, body: Buffer.from(answer.body) }
      } catch (error) {
        throw error instanceof Error && 'errcode' in error ? fileFailure(file, error) : error
      }
    },
  }
}

function fileFailure(file: string, error: Error): Error {
  const hint = 'free space or change its permissions, or move it away: the emulator then begins with an empty org'
  return failure('FS110', `${file} cannot be used as the emulator's file: ${error.message}`, { hint }, error)
}

function portFailure(port: number, error: Error): Error {
  const why = 'code' in error && error.code === 'EADDRINUSE' ? 'is taken' : `cannot be had: ${error.message}`
  return failure('CL123', `port ${port} ${why}`, { hint: 'give another --port, or none for any that is free' }, error)
}
