import type { HttpRequest, Transport } from '../../src/cliq/transport.ts'
import type { Clock } from '../../src/core/model/ports.ts'
import { misread } from '../../src/emulator/misreadings.ts'
import type { Switches } from '../../src/emulator/options.ts'
import type { Meddle } from './virtualWorld.ts'

/** Chance that repeats. */
export type Random = () => number

/** Chance from a seed. */
export function randomOf(seed: number): Random {
  let at = seed + 1
  return () => {
    at = (Math.imul(at, 48_271) >>> 0) % 0x7fffffff
    return at / 0x7fffffff
  }
}

const isRowWrite = ({ method, url }: Pick<HttpRequest, 'method' | 'url'>) =>
  method === 'PATCH' && String(url).includes('/records')

const BROKEN = { kind: 'no-answer', why: 'ECONNRESET' } as const

/**
 * Answers that are lost before or after the effect, come late, or are errors; writers before writes of rows; and now and
 * then a listing of records that is wrong and looks like any other.
 */
export function troubled(random: Random, writes: () => Promise<void>): Meddle {
  // Two readings stand against one that is wrong; against two of one kind nothing does.
  let [faults, writers, misreadings] = [3, 4, 1]
  return (transport: Transport, clock: Clock) => ({
    async exchange(request) {
      // Once the old field goes, what is written under its name is written to the new one.
      if (request.method === 'DELETE') writers = 0
      if (isRowWrite(request) && writers > 0 && random() < 0.4) {
        writers -= 1
        await writes()
      }
      if (faults === 0 || random() > 0.12) return transport.exchange(request)
      faults -= 1
      const kind = random()
      if (kind < 0.2) return BROKEN
      if (kind < 0.4 && request.method !== 'GET') {
        void clock.sleep(60_000).then(() => transport.exchange(request))
        return BROKEN
      }
      const answer = await transport.exchange(request)
      if (isListing(request) && kind < 0.75 && answer.kind === 'answer' && misreadings > 0) {
        misreadings -= 1
        return misreadOf(answer, random)
      }
      if (kind < 0.8) return BROKEN
      return answer.kind === 'answer'
        ? { ...answer, status: 502, body: Buffer.from('<html>bad gateway</html>') }
        : answer
    },
  })
}

/** A server of some kind. */
export function switchesOf(random: Random): Partial<Switches> {
  const one = <T>(...of: readonly [T, ...T[]]): T => of[Math.floor(random() * of.length)] ?? of[0]
  return {
    addedField: one('null', 'type-default'),
    listOrder: one('oldest-first', 'newest-first'),
    pageTokens: one('item', 'place'),
    mandatoryOnUpdate: one('kept', 'resent'),
    numbers: one('canonical', 'verbatim'),
    noContent: one('204', '200-empty', '200-code'),
  }
}

const isListing = ({ method, url }: Pick<HttpRequest, 'method' | 'url'>) =>
  method === 'GET' && url.pathname.endsWith('/records')

function misreadOf(answer: Extract<Awaited<ReturnType<Transport['exchange']>>, { kind: 'answer' }>, random: Random) {
  const how = (['cut', 'empty', 'doubled', 'reversed'] as const)[Math.floor(random() * 4)] ?? 'cut'
  const { status, body } = answer
  return { ...answer, body: Buffer.from(misread({ status, headers: {}, body: body.toString('utf8') }, how).body) }
}
