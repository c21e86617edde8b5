/** Credentials with their secrets read from the environment. */
export type ResolvedCredentials =
  | { readonly accessToken: string }
  | { readonly clientId: string; readonly clientSecret: string; readonly refreshToken: string }

/** Every form in which these secrets could show up in a text. */
export function secretForms(secrets: readonly string[]): readonly string[] {
  const forms = secrets.flatMap(secret => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
  ])
  return [...new Set(forms)].filter(each => each !== '').sort((a, b) => b.length - a.length)
}

/** The text without these secrets. A text that holds a short one is dropped: cutting letters out would leave a riddle. */
export function hushed(text: string, secrets: readonly string[]): string {
  const forms = secretForms(secrets).filter(form => text.includes(form))
  if (forms.some(form => form.length < 6)) return ''
  return forms.reduce((so, form) => so.replaceAll(form, '[redacted]'), text)
}
