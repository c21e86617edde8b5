import { disarmed } from '../report/escape.ts'
import type { Io, Sink } from './io.ts'
import { redacted } from './redact.ts'

/** The same terminal; what it writes has no secret in it, and orders no runner about. */
export function redacting(io: Io): Io {
  return { ...io, out: redactingSink(io.out), err: redactingSink(io.err) }
}

function redactingSink(sink: Sink): Sink {
  return {
    write: text => sink.write(disarmed(redacted(text))),
    order: line => sink.write(`${redacted(line)}\n`),
    get isTTY() {
      return sink.isTTY
    },
    get columns() {
      return sink.columns
    },
  }
}
