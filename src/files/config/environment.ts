import type { Config, EnvironmentConfig } from '../../config.ts'
import { Failure, failure } from '../../core/failure.ts'
import type { Problem } from '../../core/problem.ts'
import { nearest } from '../../core/rules/nearest.ts'
import type { Places } from './places.ts'
import { expand } from './variables.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Credentials with their secrets read. */
export type ResolvedCredentials =
  | { readonly accessToken: string }
  | { readonly clientId: string; readonly clientSecret: string; readonly refreshToken: string }

/** The environment that a run is about. Its texts have their variables in place, its credentials are read when asked for. */
export interface UsedEnvironment {
  readonly name: string
  readonly environment: Omit<EnvironmentConfig, 'credentials'>
  /** Throws a Failure: AU202 for variables that are unset or odd, AU201 when the config gives no credentials. */
  readCredentials(): ResolvedCredentials
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
  return {
    name,
    environment,
    readCredentials() {
      const at = places.key(path)
      if (credentials === undefined) throw failure('AU201', `\`${path}\` gives no \`credentials\``, { at })
      const read = expand(credentials, `${path}.credentials`, env, places)
      throwAll(read.problems.map(each => ({ ...each, code: 'AU202' })))
      // The config was checked for one of the two forms, and each secret is text by now.
      return read.value as ResolvedCredentials
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
