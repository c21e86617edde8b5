import type { ResolvedCredentials } from '../core/model/auth.ts'
import { formsOfSecret } from '../core/model/secretForms.ts'

/** What of the credentials no text may show. A client id is no secret. */
export function secretsOf(credentials: ResolvedCredentials): readonly string[] {
  if ('accessToken' in credentials) return [credentials.accessToken]
  return [credentials.clientSecret, credentials.refreshToken]
}

function secretForms(secrets: readonly string[]): readonly string[] {
  return [...new Set(secrets.flatMap(formsOfSecret))].sort((a, b) => b.length - a.length)
}

// Shorter ones stand in many a text by chance.
const TELLING = 6

/** The text without these secrets. A text that holds a short one is dropped: cutting letters out would leave a riddle. */
export function hushed(text: string, secrets: readonly string[]): string {
  const forms = secretForms(secrets).filter(form => text.includes(form))
  if (forms.some(form => form.length < TELLING)) return ''
  return forms.reduce((so, form) => so.replaceAll(form, '[redacted]'), text)
}

/** Whether the text shows a secret that cannot stand there by chance. */
export function betrays(text: string, secrets: readonly string[]): boolean {
  return secretForms(secrets).some(form => form.length >= TELLING && text.includes(form))
}
