import { once } from 'node:events'
import { openEmulator } from '../../world.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'

export interface EmulatorFlags {
  readonly port?: number | undefined
  readonly data?: string | undefined
  readonly limits?: true | undefined
  readonly window?: number | undefined
  readonly lockOut?: number | undefined
}

/** `emulator`: a Cliq of our own until a signal ends it; every org it holds is its file's. */
export async function runEmulator(io: Io, flags: EmulatorFlags): Promise<ExitCode> {
  const emulator = await openEmulator({ ...flags, cwd: io.cwd, limits: flags.limits === true })
  io.out.write(`emulator listening on ${emulator.url}\n`)
  io.out.write(`  apiUrl       ${emulator.apiUrl}\n`)
  io.out.write(`  accountsUrl  ${emulator.accountsUrl}\n`)
  io.out.write(`  data         ${flags.data ?? 'in memory, gone when this ends'}\n`)
  io.out.write(`  limits       ${flags.limits === true ? 'enforced' : 'off'}\n`)
  io.out.write('Any access token is good. Ctrl-C ends it.\n')
  if (!io.signal.aborted) await once(io.signal, 'abort')
  await emulator.close()
  return EXIT.ok
}
