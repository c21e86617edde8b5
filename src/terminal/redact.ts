import { formsOfSecret } from '../core/model/secretForms.ts'
import { disarmed, escapeText } from '../report/escape.ts'
import type { Io, Sink } from './io.ts'

const SHORTEST = 6
const known = new Set<Iterable<string>>()

/** From now on these texts are never written in any form; also those that a live set gets later. */
export function redactSecrets(secrets: Iterable<string>): void {
  known.add(secrets)
}

/** The same terminal; what it writes has no secret in it, and orders no runner about. */
export function redacting(io: Io): Io {
  return { ...io, out: redactingSink(io.out), err: redactingSink(io.err) }
}

/** Text without any known secret. */
export function redacted(text: string): string {
  const forms = [...known].flatMap(secrets => [...secrets].flatMap(telling))
  // The longest first: one may be a part of another.
  return forms.sort((a, b) => b.length - a.length).reduce((clean, form) => clean.replaceAll(form, '(secret)'), text)
}

const FORMS = new Map<string, readonly string[]>()

// Short ones would only garble.
function telling(secret: string): readonly string[] {
  if (secret.length < SHORTEST) return []
  const forms = FORMS.get(secret) ?? [...formsOfSecret(secret), escapeText(secret)]
  FORMS.set(secret, forms)
  return forms
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
