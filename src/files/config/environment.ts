import type { Config, EnvironmentConfig, Secret } from '../../config.ts'
import { Failure, failure } from '../../core/model/failure.ts'
import type { Problem } from '../../core/model/problem.ts'
import { nearest } from '../../core/rules/nearest.ts'
import type { ReadConfig } from './config.ts'
import { extensionsOf } from './extensions.ts'
import type { ReadExtension } from './extensions.ts'
import type { ConfigPlaces } from './places.ts'
import { urlProblems } from './urls.ts'
import { isOneReference, referencesIn } from '../../core/model/references.ts'
import { expand } from './variables.ts'
import type { Variables } from './variables.ts'
import type { ResolvedCredentials } from '../../core/model/auth.ts'

interface OAuthClient {
  readonly clientId: string
  readonly clientSecret: string
}

/** An environment without what is secret in it. */
export type PlainEnvironment = Omit<EnvironmentConfig, 'credentials' | 'extensions'>

/** Where the ledger is that all machines share. */
export interface Coordination {
  readonly url: string
  /** Whether the config says any of it, so that a pull request can: else a variable holds all of it. */
  readonly isWritten: boolean
}

/** The environment that a run is about. Its texts have their variables in place, its credentials are read when asked for. */
export interface UsedEnvironment {
  readonly name: string
  readonly environment: PlainEnvironment
  /** The addresses as the config has them: messages show what a variable held nowhere. */
  readonly written: Pick<PlainEnvironment, 'apiUrl' | 'accountsUrl'>
  /** Whether a refresh token and a client secret are sent to its accounts server. */
  readonly refreshes: boolean
  /** By its name in the config; its variables are read each time. */
  readExtension(name: string): ReadExtension
  /** The ledger that all machines share; undefined for none. Throws a Failure: CF111 and CF112 for its variable, RL111 for what is no such URL. */
  readCoordination(): Coordination | undefined
  /** Whose budget of calls is spent; undefined where only the secrets themselves tell. */
  readonly account?: string
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
  { config, places, sources }: Pick<ReadConfig, 'config' | 'places' | 'sources'>,
  flag: string | undefined,
  variables: Variables,
): UsedEnvironment {
  const name = chosenName(config, flag, variables.env)
  const path = `environments.${name}`
  const { credentials, extensions, ...rest } = config.environments[name] ?? {}
  const { apiUrl, accountsUrl } = rest
  const written = { ...(apiUrl !== undefined && { apiUrl }), ...(accountsUrl !== undefined && { accountsUrl }) }
  const { value, problems } = expand(written, path, variables, places)
  // The same shape as before: only texts changed.
  const urls = value as typeof written
  throwAll([...problems, ...(problems.length > 0 ? [] : urlProblems(path, urls, written, places))], sources)
  const readExtension = extensionsOf(extensions, path, variables, places)
  const account = rest.account ?? variablesOf(credentials)
  return {
    name,
    environment: { ...rest, ...urls },
    written,
    refreshes: credentials !== undefined && 'clientId' in credentials,
    readExtension,
    readCoordination: () => coordinationOf(config.coordination, variables, places, sources),
    ...(account !== undefined && { account }),
    ...credentialsOf(credentials, path, variables, places),
  }
}

type CredentialReader = Pick<UsedEnvironment, 'tokenCache' | 'lacksRefreshToken' | 'readClient' | 'readCredentials'>

// A variable keeps its name when its token is made anew, so it tells the user longer than any secret does.
function variablesOf(credentials: EnvironmentConfig['credentials']): string | undefined {
  if (credentials === undefined) return undefined
  const named = (secret: Secret) => (typeof secret === 'string' ? referencesIn(secret) : [secret.env])
  const token = 'accessToken' in credentials ? credentials.accessToken : credentials.refreshToken
  return named(token).length === 0 ? undefined : named(token).join(' ')
}

function credentialsOf(
  credentials: EnvironmentConfig['credentials'],
  path: string,
  variables: Variables,
  places: ConfigPlaces,
): CredentialReader {
  const { cache, ...secrets } = credentials ?? {}
  const logIn = `set it, or log in on this machine: cliq-ds auth login --env ${path.replace(/^environments\./u, '')}`
  const client = 'clientId' in secrets ? secrets : undefined
  const read = (wanted: object): unknown => {
    const { value, problems } = expand(wanted, `${path}.credentials`, variables, places)
    throwAll(problems.map(each => ({ ...each, code: 'AU202', ...(lacking.has(each.message) && { hint: logIn }) })))
    throwAll(foreignLetters(value, `${path}.credentials`, places))
    return value
  }
  const { problems } = expand(client?.refreshToken, `${path}.credentials.refreshToken`, variables, places)
  const lacking = new Set(problems.filter(each => each.code === 'CF111').map(each => each.message))
  const lacksRefreshToken = lacking.size > 0
  const readClient = () => {
    const more = { at: places.key(path), hint: 'give it clientId, clientSecret and refreshToken' }
    if (client === undefined) throw failure('AU203', `\`${path}.credentials\` has no client to log in with`, more)
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

function coordinationOf(
  coordination: Secret | undefined,
  variables: Variables,
  places: ConfigPlaces,
  sources: ReadConfig['sources'],
): Coordination | undefined {
  if (coordination === undefined) return undefined
  const { value, problems } = expand(coordination, 'coordination', variables, places)
  throwAll(problems, sources)
  const url = typeof value === 'string' ? URL.parse(value) : null
  if (typeof value === 'string' && /^rediss?:$/u.test(url?.protocol ?? '') && /^\/?\d{0,3}$/u.test(url?.pathname ?? ''))
    return { url: value, isWritten: typeof coordination === 'string' && !isOneReference(coordination) }
  throw failure('RL111', '`coordination` is not a redis:// or rediss:// address', {
    at: places.value('coordination'),
    hint: 'write redis://HOST:PORT, with /NUMBER of a database behind it if need be',
  })
}

// A header carries no others; such a letter mostly comes with a text that was copied from a page.
function foreignLetters(credentials: unknown, path: string, places: ConfigPlaces): readonly Problem[] {
  return Object.entries(credentials as Readonly<Record<string, string>>).flatMap(([key, text]) => {
    if (!/[^\x20-\x7e]/u.test(text)) return []
    const message = `\`${path}.${key}\` contains a character that no token has`
    const hint = 'copy it again: only plain letters, digits and signs'
    return [{ code: 'AU202', severity: 'error', message, at: places.value(`${path}.${key}`), hint }] as const
  })
}

/** Names that a hint lists. */
const MOST_LISTED = 30

/** The name of the environment in use. Throws a Failure: CF107 for an unknown one, CF108 for none. */
export function chosenName(config: Config, flag: string | undefined, env: Variables['env']): string {
  const names = Object.keys(config.environments)
  const more = names.length > MOST_LISTED ? ` and ${names.length - MOST_LISTED} more` : ''
  const known = `known: ${names.slice(0, MOST_LISTED).join(', ')}${more}`
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

function throwAll([first, ...rest]: readonly Problem[], sources?: ReadConfig['sources']): void {
  if (first !== undefined) throw new Failure([first, ...rest], sources && { sources })
}
