import { failure } from '../core/model/failure.ts'
import type { AllowedHosts } from '../cliq/datacenters.ts'
import type { UsedEnvironment } from '../files/config/environment.ts'
import { isPipeline } from './credentials.ts'

/** Where an org answers, and where its tokens come from. */
export interface Urls {
  readonly apiUrl: string
  readonly accountsUrl: string
}

/**
 * The URLs of an environment that is no emulator. This machine has to be allowed like any other host where a pipeline
 * runs, or where what is sent can mint tokens: a pull request may name it. Throws a Failure: CF116 for two centres,
 * CF801 to CF803 for hosts that get no token.
 */
export async function urlsOf(
  { environment, written, refreshes }: Pick<UsedEnvironment, 'environment' | 'written' | 'refreshes'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Urls> {
  const { checkedUrl, DATA_CENTER_URLS } = await import('../cliq/datacenters.ts')
  const allowed = allowedHosts(env, !refreshes && !isPipeline(env))
  const { dataCenter = 'us' } = environment
  const urls = DATA_CENTER_URLS[dataCenter]
  const { apiUrl = urls.apiUrl, accountsUrl = urls.accountsUrl } = environment
  const checked = (url: string, as: string = url) => checkedUrl(url, allowed, as).href.replace(/\/$/u, '')
  const found = { apiUrl: checked(apiUrl, written.apiUrl), accountsUrl: checked(accountsUrl, written.accountsUrl) }
  refuseTwoCenters(apiUrl, accountsUrl, Object.values(DATA_CENTER_URLS))
  return found
}

/** Refuses a host that only a file names: CF801, unless it is allowed, or this machine and no pipeline runs. */
export async function refuseStranger(host: string, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const { checkedUrl } = await import('../cliq/datacenters.ts')
  checkedUrl(`https://${host}`, allowedHosts(env, !isPipeline(env)))
}

/** The hosts that the environment of a run allows besides Zoho's; no file can. */
export function allowedHosts(env: Readonly<Record<string, string | undefined>>, loopback: boolean): AllowedHosts {
  const hosts = (env['CLIQ_DS_ALLOWED_HOSTS'] ?? '')
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '')
  return { hosts, loopback }
}

// Tokens of one centre mean nothing in another, and look like a wrong client there.
function refuseTwoCenters(api: string, accounts: string, centers: readonly Urls[]): void {
  const host = (url: string) => new URL(url).host
  const ofApi = centers.find(each => host(each.apiUrl) === host(api))
  const ofAccounts = centers.find(each => host(each.accountsUrl) === host(accounts))
  if (ofApi === undefined || ofAccounts === undefined || ofApi === ofAccounts) return
  throw failure('CF116', `the API is at ${host(api)} but tokens come from ${host(accounts)}`, {
    hint: 'both must be in one data centre',
  })
}
