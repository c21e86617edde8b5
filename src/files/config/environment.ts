import type { Config, EnvironmentConfig } from '../../config.ts'
import { Failure, failure } from '../../core/failure.ts'
import type { Problem } from '../../core/problem.ts'
import { nearest } from '../../core/rules/nearest.ts'
import type { Places } from './places.ts'
import { expand } from './variables.ts'

type Env = Readonly<Record<string, string | undefined>>

interface OAuthClient {
  readonly clientId: string
  readonly clientSecret: string
}

/** Credentials with their secrets read. */
export type ResolvedCredentials =
  | { readonly accessToken: string }
  | { readonly clientId: string; readonly clientSecret: string; readonly refreshToken: string }

/** The environment that a run is about. Its texts have their variables in place, its credentials are read when asked for. */
export interface UsedEnvironment {
  readonly name: string
  readonly environment: Omit<EnvironmentConfig, 'credentials'>
  /** Whether minted tokens may be kept, where the config says so. */
  readonly tokenCache?: boolean
  /** Whether the config names a refresh token whose variable is not set, as before a login. */
  readonly lacksRefreshToken: boolean
  /** The client to log in with. Throws a Failure: AU202 for its variables, AU203 when the config names no client. */
  readClient(): { readonly clientId: string; readonly clientSecret: string }
  /**
   * `login` stands in for a refresh token whose variable is not set. Throws a Failure: AU202 for variables that are
   * unset or odd, AU201 when the config gives no credentials.
   */
  readCredentials(login?: string): ResolvedCredentials
}

/**
 * Chooses the environment: the flag's, else that of CLIQ_DS_ENV, else the config's default, else the only one. Throws a
 * Failure: CF107 for an unknown one, CF108 for none, CF111 and CF112 for its variables, CF113 and CF116 for its URLs.
 */
export function useEnvironment(
  { config, places }: { readonly config: Config; readonly places: Places },
  flag: string | undefined,
  env: Env,
): UsedEnvironment {
  const name = chosenName(config, flag, env)
  const path = `environments.${name}`
  const { credentials, ...rest } = config.environments[name] ?? {}
  const { value, problems } = expand(rest, path, env, places)
  // The same shape as before: only texts changed.
  const environment = value as Omit<EnvironmentConfig, 'credentials'>
  throwAll([...problems, ...(problems.length > 0 ? [] : urlProblems(path, environment, places))])
  return { name, environment, ...credentialsOf(credentials, path, env, places) }
}

type CredentialReader = Omit<UsedEnvironment, 'name' | 'environment'>

function credentialsOf(
  credentials: EnvironmentConfig['credentials'],
  path: string,
  env: Env,
  places: Places,
): CredentialReader {
  const { cache, ...secrets } = credentials ?? {}
  const client = 'clientId' in secrets ? secrets : undefined
  const read = (wanted: object): unknown => {
    const { value, problems } = expand(wanted, `${path}.credentials`, env, places)
    throwAll(problems.map(each => ({ ...each, code: 'AU202' })))
    return value
  }
  const { problems } = expand(client?.refreshToken, `${path}.credentials.refreshToken`, env, places)
  const lacksRefreshToken = problems.some(each => each.code === 'CF111')
  const readClient = () => {
    const more = { at: places.key(path), hint: 'give it clientId, clientSecret and refreshToken' }
    if (client === undefined) throw failure('AU203', `\`${path}.credentials\` names no client to log in with`, more)
    // The config was checked for one of the two forms, and each secret is text by now.
    return read({ clientId: client.clientId, clientSecret: client.clientSecret }) as OAuthClient
  }
  return {
    ...(cache !== undefined && { tokenCache: cache }),
    lacksRefreshToken,
    readClient,
    readCredentials(login) {
      const at = places.key(path)
      if (credentials === undefined) throw failure('AU201', `\`${path}\` gives no \`credentials\``, { at })
      if (login !== undefined && lacksRefreshToken) return { ...readClient(), refreshToken: login }
      return read(secrets) as ResolvedCredentials
    },
  }
}

function chosenName(config: Config, flag: string | undefined, env: Env): string {
  const names = Object.keys(config.environments)
  const known = `known: ${names.join(', ')}`
  const only = names.length === 1 ? names[0] : undefined
  const variable = env['CLIQ_DS_ENV'] === '' ? undefined : env['CLIQ_DS_ENV']
  const name = flag ?? variable ?? config.defaultEnvironment ?? only
  if (name === undefined)
    throw failure('CF108', 'no environment is chosen', { hint: `give --env NAME or set defaultEnvironment; ${known}` })
  if (names.includes(name)) return name
  const near = nearest(name, names)
  const hint = near === undefined ? known : `did you mean ${near}? ${known}`
  throw failure('CF107', `there is no environment \`${name}\``, { hint })
}

function throwAll([first, ...rest]: readonly Problem[]): void {
  if (first !== undefined) throw new Failure([first, ...rest])
}

function urlProblems(path: string, environment: Omit<EnvironmentConfig, 'credentials'>, places: Places) {
  const { apiUrl, accountsUrl } = environment
  const problems: Problem[] = []
  for (const [key, url] of Object.entries({ apiUrl, accountsUrl })) {
    const why = url === undefined ? undefined : urlFault(url)
    const at = places.value(`${path}.${key}`)
    if (why !== undefined) problems.push({ code: 'CF113', severity: 'error', message: `\`${path}.${key}\` ${why}`, at })
  }
  if (problems.length > 0 || apiUrl === undefined || accountsUrl === undefined) return problems
  const [api, accounts] = [apiUrl, accountsUrl].map(centreOf)
  if (api === undefined || accounts === undefined || api === accounts) return problems
  const message = `\`${path}\` reaches the API at ${api} and asks for tokens at ${accounts}`
  const at = places.value(`${path}.accountsUrl`)
  return [{ code: 'CF116', severity: 'error', message, at, hint: 'both must be of one data centre' } as const]
}

// The URL itself is not shown: it may carry a password.
function urlFault(url: string): string | undefined {
  if (/(^|[/\\])\.{1,2}([/\\?#]|$)/u.test(url)) return 'must not hold . or .. as a folder'
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined) return 'is not a URL'
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname)
  if (parsed.protocol !== 'https:' && !(isLoopback && parsed.protocol === 'http:')) return 'must start with https://'
  if (parsed.username !== '' || parsed.password !== '') return 'must not hold a user or password'
  if (url.includes('?') || url.includes('#')) return 'must not hold a query or fragment'
  return undefined
}

// Canada is zohocloud.ca, all others zoho.X.
function centreOf(url: string): string | undefined {
  return /^(?:cliq|accounts)\.(zoho(?:cloud)?\..+)$/u.exec(new URL(url).hostname)?.[1]
}
