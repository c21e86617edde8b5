import { disarmed } from '../report/escape.ts'
import type { Io, Sink } from './io.ts'

const known = new Set<Iterable<string>>()

/** From now on these texts, and their base64 and URL forms, are never written; also those that a live set gets later. */
export function redactSecrets(secrets: Iterable<string>): void {
  known.add(secrets)
}

/** The same terminal; what it writes has no secret in it, and orders no runner about. */
export function redacting(io: Io): Io {
  return { ...io, out: redactingSink(io.out), err: redactingSink(io.err) }
}

/** Text without any known secret. */
export function redacted(text: string): string {
  let clean = text
  for (const secrets of known) for (const form of formsOf(secrets)) clean = clean.replaceAll(form, '(secret)')
  return clean
}

// Short ones would only garble. The longest first: one may be a part of another.
function formsOf(secrets: Iterable<string>): readonly string[] {
  return [...secrets]
    .filter(secret => secret.length >= 6)
    .flatMap(secret => [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)])
    .sort((a, b) => b.length - a.length)
}

function redactingSink(sink: Sink): Sink {
  return {
    write: text => sink.write(disarmed(redacted(text))),
    get isTTY() {
      return sink.isTTY
    },
    get columns() {
      return sink.columns
    },
  }
}
