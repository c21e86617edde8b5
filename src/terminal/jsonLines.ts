import type { Json } from '../core/model/plain.ts'
import { jsonText } from '../report/json.ts'
import type { Io } from './io.ts'

/** Writes one event a line, each with the time at which it happened, for programs that follow a run. */
export function jsonLines({ out, clock }: Pick<Io, 'out' | 'clock'>): (event: Json) => void {
  return event => {
    const { type, ...rest } = event as { readonly [key: string]: Json }
    const time = new Date(clock?.now() ?? Date.now()).toISOString()
    out.write(`${jsonText({ type: type ?? 'result', time, ...rest }, 0)}\n`)
  }
}
