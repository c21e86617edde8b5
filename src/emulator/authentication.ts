import { refusal } from './refusal.ts'
import { FULL_SCOPES, userOf } from './tokens.ts'
import type { Grant, Tokens } from './tokens.ts'

/**
 * Whose call it is, by its Authorization header: `Zoho-oauthtoken X` or `Bearer X`. A ready token `user-ann.x` is Ann's, so
 * that tests can have several users. Throws a Refusal for a missing, foreign or dead token.
 */
export function authenticated(
  header: string | undefined,
  accepted: 'any' | readonly string[],
  tokens: Tokens,
  at: number,
): Grant {
  const [, token] = /^(?:Zoho-oauthtoken|Bearer) +(\S+) *$/i.exec(header ?? '') ?? []
  if (token === undefined) throw refusal('oauthtoken_invalid')
  const minted = tokens.grantOf(token, at)
  if (minted === 'dead') throw refusal('oauthtoken_invalid')
  if (minted !== undefined) return minted
  if (accepted !== 'any' && !accepted.includes(token)) throw refusal('oauthtoken_invalid')
  const [, name = ''] = /^user-([A-Za-z0-9]+)\./.exec(token) ?? []
  return { user: userOf(name), scope: FULL_SCOPES }
}

/** Throws a Refusal when a grant does not cover a scope such as `Datastores.READ`. */
export function checkScope({ scope }: Grant, needed: string): void {
  const area = needed.slice(0, needed.indexOf('.'))
  const granted = scope.split(/[\s,]+/)
  if (!granted.includes(`ZohoCliq.${needed}`) && !granted.includes(`ZohoCliq.${area}.ALL`))
    throw refusal('oauthtoken_scope_invalid', `It needs ZohoCliq.${needed}.`)
}
