import { failure } from '../core/model/failure.ts'
import type { Clock, Notify } from '../core/model/ports.ts'
import type { Ci } from '../core/review/ci.ts'
import type { Forge } from '../core/review/forge.ts'
import { gitHub } from './github.ts'
import { gitLab } from './gitlab.ts'
import type { ForgeWire } from './wire.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What a client of a forge is made of. */
export interface ForgeDeps {
  readonly env: Env
  readonly clock: Clock
  readonly random: () => number
  readonly notify: Notify
  readonly signal: AbortSignal
  readonly userAgent: string
}

/** The token of the forge; undefined where the pipeline gives none. */
export function forgeToken({ kind }: Pick<Ci, 'kind'>, env: Env): string | undefined {
  const names = kind === 'github' ? ['GITHUB_TOKEN', 'GH_TOKEN'] : ['GITLAB_TOKEN']
  return names.map(name => env[name]).find(each => each !== undefined && each !== '')
}

/**
 * The client of the forge that a pipeline belongs to; undefined without a token. Nothing is sent yet. Throws FG105 for an
 * address that no token may go to.
 */
export function connectForge(ci: Ci, deps: ForgeDeps): Forge | undefined {
  const { env, userAgent } = deps
  const token = forgeToken(ci, env)
  if (token === undefined) return undefined
  const common = { clock: deps.clock, random: deps.random, notify: deps.notify, signal: deps.signal }
  if (ci.kind === 'github') {
    const apiUrl = checked(env['GITHUB_API_URL'] ?? 'https://api.github.com')
    const headers = {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': userAgent,
      'x-github-api-version': '2022-11-28',
    }
    const wire: ForgeWire = { name: 'GitHub', apiUrl, headers, ...common }
    const graphqlUrl = checked(env['GITHUB_GRAPHQL_URL'] ?? `${apiUrl.replace(/\/v3$/u, '')}/graphql`)
    return gitHub(wire, { repository: ci.repository, graphqlUrl })
  }
  const apiUrl = checked(env['CI_API_V4_URL'] ?? 'https://gitlab.com/api/v4')
  const wire: ForgeWire = {
    name: 'GitLab',
    apiUrl,
    headers: { 'private-token': token, 'user-agent': userAgent },
    ...common,
  }
  return gitLab(wire, {
    repository: ci.repository,
    graphqlUrl: checked(env['CI_API_GRAPHQL_URL'] ?? apiUrl.replace(/\/v4$/u, '/graphql')),
    authors: (env['CLIQ_DS_REVIEW_AUTHORS'] ?? '')
      .split(',')
      .map(each => each.trim())
      .filter(each => each !== ''),
  })
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

function withoutSlashes(text: string): string {
  return text.endsWith('/') ? withoutSlashes(text.slice(0, -1)) : text
}

function checked(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname)))
    return withoutSlashes(text)
  throw failure('FG105', `a token goes to https addresses only, not to ${text}`, {
    hint: 'check the variables of the pipeline that name its API',
  })
}
