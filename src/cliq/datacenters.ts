import { failure } from '../core/model/failure.ts'
import { DATA_CENTERS } from '../config.ts'
import type { DataCenter } from '../config.ts'

/** Where one data centre answers. */
export interface DataCenterUrls {
  readonly apiUrl: string
  readonly accountsUrl: string
}

/** The hosts of every data centre. A table, because Canada's hosts follow no rule. */
export const DATA_CENTER_URLS: Readonly<Record<DataCenter, DataCenterUrls>> = {
  us: urls('cliq.zoho.com', 'accounts.zoho.com'),
  eu: urls('cliq.zoho.eu', 'accounts.zoho.eu'),
  in: urls('cliq.zoho.in', 'accounts.zoho.in'),
  au: urls('cliq.zoho.com.au', 'accounts.zoho.com.au'),
  jp: urls('cliq.zoho.jp', 'accounts.zoho.jp'),
  ca: urls('cliq.zohocloud.ca', 'accounts.zohocloud.ca'),
  sa: urls('cliq.zoho.sa', 'accounts.zoho.sa'),
  uk: urls('cliq.zoho.uk', 'accounts.zoho.uk'),
  cn: urls('cliq.zoho.com.cn', 'accounts.zoho.com.cn'),
}

/** The ends of the hosts that a token reply may name as `api_domain`: not those of Cliq, but of the same data centres. */
const API_DOMAINS: Readonly<Record<DataCenter, string>> = {
  us: 'zohoapis.com',
  eu: 'zohoapis.eu',
  in: 'zohoapis.in',
  au: 'zohoapis.com.au',
  jp: 'zohoapis.jp',
  ca: 'zohoapis.ca',
  sa: 'zohoapis.sa',
  uk: 'zohoapis.uk',
  cn: 'zohoapis.com.cn',
}

/** The data centre of an `api_domain`; undefined for a text that names none of them. */
export function centreOfDomain(text: string): DataCenter | undefined {
  const written = text.includes('://') ? text : `https://${text}`
  const host = URL.canParse(written) ? new URL(written).hostname : ''
  return DATA_CENTERS.find(each => host === API_DOMAINS[each] || host.endsWith(`.${API_DOMAINS[each]}`))
}

/** The data centre that an address of its API belongs to; undefined for a host of another kind. */
export function centreOfApi(apiUrl: string): DataCenter | undefined {
  const { host } = new URL(apiUrl)
  return DATA_CENTERS.find(each => new URL(DATA_CENTER_URLS[each].apiUrl).host === host)
}

const KNOWN_HOSTS: ReadonlySet<string> = new Set(
  Object.values(DATA_CENTER_URLS).flatMap(each => [new URL(each.apiUrl).host, new URL(each.accountsUrl).host]),
)

/** Hosts that may get a token besides those of Zoho: `host` or `host:port`. */
export interface AllowedHosts {
  readonly hosts: readonly string[]
  /** Whether this machine is one of them, by whatever name and port. */
  readonly loopback: boolean
}

/**
 * The URL, if credentials may go there: a known Zoho host or an allowed one; https except on this machine; no user, query
 * or fragment. Throws a Failure CF801 to CF803 otherwise, which shows the URL as it is `written` in the config.
 */
export function checkedUrl(text: string, allowed: AllowedHosts, written: string = text): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const named = new Set(allowed.hosts.map(each => each.toLowerCase()))
  const shown = text === written ? shownUrl(url) : written
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw failure('CF803', `${shown} is not a web address`, { hint: 'write it like https://cliq.zoho.eu/api/v3' })
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw failure('CF803', `${shown} contains more than a host and a path`, {
      hint: 'leave out user, query and fragment',
    })
  if (isLoopback(url) && (allowed.loopback || named.has(url.hostname))) return url
  if (!isLoopback(url) && url.protocol !== 'https:')
    throw failure('CF802', `${shown} is not https, so the token could be read in transit`, { hint: 'write https://' })
  if (KNOWN_HOSTS.has(url.host) || named.has(url.host)) return url
  const host = text === written ? url.host : 'HOST'
  const hint = `if it is right, name it outside the project: CLIQ_DS_ALLOWED_HOSTS=${host}`
  const why = isLoopback(url)
    ? 'is this machine; in a pipeline or with a refresh token, any program could be listening there'
    : 'is not a Zoho host, so no token is sent there'
  throw failure('CF801', `${text === written ? url.host : written} ${why}`, { hint })
}

function urls(api: string, accounts: string): DataCenterUrls {
  return { apiUrl: `https://${api}/api/v3`, accountsUrl: `https://${accounts}` }
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/u.test(hostname)
}

// Only the parts that can hold no secret.
function shownUrl(url: URL | undefined): string {
  return url === undefined ? 'the configured URL' : `${url.protocol}//${url.host}${url.pathname}`
}
