import { setImmediate as turn } from 'node:timers/promises'
import type { Transport } from '../cliq/transport.ts'
import type { Emulator } from '../emulator/emulator.ts'

/** A transport to an emulator of this very process: nothing goes through a socket that has both ends here. */
export function transportTo(emulator: Emulator): Transport {
  return {
    async exchange({ method, url, headers, body }) {
      // Answers come at once, and a run shall hear Ctrl-C and draw its progress between them.
      await turn()
      const request = { method, url: `${url.pathname}${url.search}`, headers, ...(body !== undefined && { body }) }
      const answer = await emulator.handle(request)
      return { kind: 'answer', status: answer.status, headers: answer.headers, body: Buffer.from(answer.body) }
    },
  }
}
