import type { HttpReply, HttpRequest } from '../../src/cliq/transport.ts'
import { answer, transportOf } from './virtual.ts'

/** Accounts and API on one transport: tokens are t1, t2, …; the API accepts those of `good`. */
export function zoho(
  good: (token: string) => boolean = () => true,
  more: { readonly mint?: (count: number) => HttpReply; readonly refusal?: HttpReply } = {},
) {
  let minted = 0
  const transport = transportOf((request: HttpRequest) => {
    if (request.url.host === 'accounts.zoho.eu') {
      minted += 1
      return more.mint?.(minted) ?? answer(200, { access_token: `t${minted}`, expires_in: 3600, scope: 'a b' })
    }
    const token = request.headers['authorization']?.replace('Zoho-oauthtoken ', '') ?? ''
    if (good(token)) return answer(200, { data: [] })
    return more.refusal ?? answer(401, { code: 'oauthtoken_invalid', message: 'invalid oauth token' })
  })
  return { transport, minted: () => minted }
}
