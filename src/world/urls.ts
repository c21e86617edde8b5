import { failure } from '../core/model/failure.ts'
import type { PlainEnvironment } from '../files/config/environment.ts'

/** Where an org answers, and where its tokens come from. */
export interface Urls {
  readonly apiUrl: string
  readonly accountsUrl: string
}

/** The URLs of an environment that is no emulator. Throws a Failure: CF116 for two centres, CF801 to CF803 for hosts that get no token. */
export async function urlsOf(
  { apiUrl, accountsUrl, dataCenter = 'us' }: Pick<PlainEnvironment, 'apiUrl' | 'accountsUrl' | 'dataCenter'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Urls> {
  const { checkedUrl, DATA_CENTER_URLS } = await import('../cliq/datacenters.ts')
  const allowed = (env['CLIQ_DS_ALLOWED_HOSTS'] ?? '')
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '')
  const urls = DATA_CENTER_URLS[dataCenter]
  refuseTwoCenters(apiUrl ?? urls.apiUrl, accountsUrl ?? urls.accountsUrl, Object.values(DATA_CENTER_URLS))
  const checked = (url: string) => checkedUrl(url, allowed).href.replace(/\/$/u, '')
  return { apiUrl: checked(apiUrl ?? urls.apiUrl), accountsUrl: checked(accountsUrl ?? urls.accountsUrl) }
}

// Tokens of one centre mean nothing in another, and look like a wrong client there.
function refuseTwoCenters(api: string, accounts: string, centers: readonly Urls[]): void {
  const host = (url: string) => new URL(url).host
  const ofApi = centers.find(each => host(each.apiUrl) === host(api))
  const ofAccounts = centers.find(each => host(each.accountsUrl) === host(accounts))
  if (ofApi === undefined || ofAccounts === undefined || ofApi === ofAccounts) return
  throw failure('CF116', `the API is reached at ${host(api)} and tokens are asked for at ${host(accounts)}`, {
    hint: 'both must be of one data centre',
  })
}
