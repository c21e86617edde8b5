import type { Io, Sink } from './io.ts'

const forms = new Set<string>()

/** From now on these texts, and their base64 and URL forms, are never written. Short ones would only garble. */
export function redactSecrets(secrets: Iterable<string>): void {
  for (const secret of secrets) {
    if (secret.length < 6) continue
    for (const form of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)]) forms.add(form)
  }
}

/** The same terminal; what it writes has no secret in it. */
export function redacting(io: Io): Io {
  return { ...io, out: redactingSink(io.out), err: redactingSink(io.err) }
}

/** Text without any known secret. */
export function redacted(text: string): string {
  let clean = text
  for (const form of forms) clean = clean.replaceAll(form, '(secret)')
  return clean
}

function redactingSink(sink: Sink): Sink {
  return {
    write: text => sink.write(redacted(text)),
    get isTTY() {
      return sink.isTTY
    },
    get columns() {
      return sink.columns
    },
  }
}
