import type { Problem } from '../../core/model/problem.ts'
import type { ConfigPlaces } from './places.ts'

/** The addresses that an environment may give in place of its data centre's. */
export interface GivenUrls {
  readonly apiUrl?: string | undefined
  readonly accountsUrl?: string | undefined
}

/** What is wrong with the addresses of one environment, which were `written` so: CF113 for each, CF116 for both together. */
export function urlProblems(
  path: string,
  { apiUrl, accountsUrl }: GivenUrls,
  written: GivenUrls,
  places: ConfigPlaces,
): readonly Problem[] {
  const problems: Problem[] = []
  for (const [key, url] of Object.entries({ apiUrl, accountsUrl })) {
    const why = url === undefined ? undefined : urlFault(url)
    const at = places.value(`${path}.${key}`)
    if (why === undefined) continue
    const message = `\`${path}.${key}\` ${why}`
    problems.push({
      code: 'CF113',
      severity: 'error',
      message,
      at,
      hint: 'write one such as https://cliq.zoho.eu/api/v3',
    })
  }
  if (problems.length > 0 || apiUrl === undefined || accountsUrl === undefined) return problems
  const [api, accounts] = [apiUrl, accountsUrl].map(centreOf)
  if (api === undefined || accounts === undefined || api === accounts) return problems
  const shown = [
    written.apiUrl === apiUrl ? api : written.apiUrl,
    written.accountsUrl === accountsUrl ? accounts : written.accountsUrl,
  ]
  const message = `\`${path}\` calls the API at ${shown[0]} but gets tokens from ${shown[1]}`
  const at = places.value(`${path}.accountsUrl`)
  return [{ code: 'CF116', severity: 'error', message, at, hint: 'both must be in one data centre' }]
}

// The URL itself is not shown: it may carry a password.
function urlFault(url: string): string | undefined {
  if (/(^|[/\\])\.{1,2}([/\\?#]|$)/u.test(url)) return 'must not contain . or .. as a folder'
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined) return 'is not a URL'
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname)
  if (parsed.protocol !== 'https:' && !(isLoopback && parsed.protocol === 'http:')) return 'must start with https://'
  if (parsed.username !== '' || parsed.password !== '') return 'must not contain a user or password'
  if (url.includes('?') || url.includes('#')) return 'must not contain a query or fragment'
  return undefined
}

// Canada is zohocloud.ca, all others zoho.X.
function centreOf(url: string): string | undefined {
  return /^(?:cliq|accounts)\.(zoho(?:cloud)?\..+)$/u.exec(new URL(url).hostname)?.[1]
}
