import { isAbsolute, normalize } from 'node:path'

import type { Config, EnvironmentConfig, Secret } from '../../config.ts'
import { OPERATIONS } from '../../core/model/operations.ts'
import type { Operation } from '../../core/model/operations.ts'
import type { Problem } from '../../core/model/problem.ts'
import { didYouMean } from '../../core/rules/nearest.ts'
import type { Places } from './places.ts'
import { extensionIdProblems } from './extensions.ts'
import { slipProblems } from './slips.ts'
import { urlProblems } from './urls.ts'
import type { Urls } from './urls.ts'

/** What a config of the right shape says that cannot be, or that should not; warnings among it. */
export function lawProblems(config: Config, places: Places): readonly Problem[] {
  const environments = Object.entries(config.environments)
  const problems = environments.flatMap(([name, each]) => environmentProblems(`environments.${name}`, each, places))
  const { defaultEnvironment: chosen } = config
  if (chosen !== undefined && !environments.some(([name]) => name === chosen))
    problems.push({
      code: 'CF109',
      severity: 'error',
      message: `\`defaultEnvironment\` names no environment: ${chosen}`,
      at: places.value('defaultEnvironment'),
      hint: didYouMean(
        chosen,
        environments.map(([name]) => name),
      ),
    })
  return [
    ...problems,
    ...slipProblems(config, places),
    ...pathProblems(config, places),
    ...lockFileProblems(config, places),
    ...groupProblems(config, places),
    ...namingProblems(config, places),
  ]
}

function namingProblems({ naming = {} }: Config, places: Places): readonly Problem[] {
  return Object.entries(naming).flatMap(([key, pattern]): readonly Problem[] => {
    if (compiles(pattern)) return []
    const message = `\`naming.${key}\` is no regular expression: ${pattern}`
    const hint = 'write one such as ^hr_[a-z_]+$'
    return [{ code: 'CF131', severity: 'error', message, at: places.value(`naming.${key}`), hint }]
  })
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').source !== ''
  } catch {
    return false
  }
}

function groupProblems({ groups = {}, environments }: Config, places: Places): readonly Problem[] {
  return Object.entries(groups).flatMap(([group, names]) =>
    names.flatMap((name, index): readonly Problem[] => {
      if (Object.hasOwn(environments, name)) return []
      const message = `\`groups.${group}\` names no environment: ${name}`
      const hint = `known: ${Object.keys(environments).join(', ')}`
      return [{ code: 'CF143', severity: 'error', message, at: places.value(`groups.${group}.${index}`), hint }]
    }),
  )
}

// The shape lets either form pass, and each key alone.
function lockFileProblems({ lockFile }: Config, places: Places): readonly Problem[] {
  if (typeof lockFile !== 'object') return []
  const isBranch = 'branch' in lockFile && Object.keys(lockFile).length === 1
  const isUrl = 'url' in lockFile && !('branch' in lockFile)
  if (isBranch || isUrl) return []
  const message = '`lockFile` is neither a path nor one place that machines share'
  const hint = "give a path, { branch: 'cliq-ds-lock' } or { url: env('…') } with what belongs to it"
  return [{ code: 'CF140', severity: 'error', message, at: places.key('lockFile'), hint }]
}

function pathProblems(config: Config, places: Places): readonly Problem[] {
  const { schemas, migrations, seeds } = config
  const lockFile = typeof config.lockFile === 'string' ? config.lockFile : undefined
  return Object.entries({ schemas, migrations, seeds, lockFile }).flatMap(([key, path]): readonly Problem[] => {
    if (path === undefined || !(isAbsolute(path) || normalize(path).startsWith('..'))) return []
    const message = `\`${key}\` leaves the folder of the config`
    return [{ code: 'CF119', severity: 'error', message, at: places.value(key), hint: 'give a path below it' }]
  })
}

function environmentProblems(path: string, environment: EnvironmentConfig, places: Places): Problem[] {
  return [
    ...targetProblems(path, environment, places),
    ...urlProblems(path, literalUrls(environment), places),
    ...credentialProblems(path, environment, places),
    ...extensionLaws(path, environment, places),
    ...limitProblems(path, environment, places),
    ...leaseProblems(path, environment, places),
  ]
}

// What a variable stands in for is judged once the environment is in use.
function literalUrls({ apiUrl, accountsUrl }: EnvironmentConfig): Urls {
  const literal = (url: string | undefined) => (url?.includes('${env:') === true ? undefined : url)
  return { apiUrl: literal(apiUrl), accountsUrl: literal(accountsUrl) }
}

function targetProblems(path: string, environment: EnvironmentConfig, places: Places): readonly Problem[] {
  const { emulator = false, dataCenter, apiUrl } = environment
  const isReal = dataCenter !== undefined || apiUrl !== undefined
  if (isReal === (emulator !== false)) {
    const message = isReal
      ? `\`${path}\` is both the embedded Cliq and a real org`
      : `\`${path}\` says neither \`dataCenter\` nor \`apiUrl\` nor \`emulator: true\``
    const hint = 'give the data centre of the org, or emulator: true'
    return [{ code: 'CF115', severity: 'error', message, at: places.key(path), hint }]
  }
  return []
}

function credentialProblems(path: string, { credentials }: EnvironmentConfig, places: Places): readonly Problem[] {
  if (credentials === undefined) return []
  const problems: Problem[] = []
  const { cache: _cache, ...secrets } = credentials
  const keys = Object.keys(secrets).sort().join(' ')
  if (keys !== 'accessToken' && keys !== 'clientId clientSecret refreshToken')
    problems.push({
      code: 'CF114',
      severity: 'error',
      message: `\`${path}.credentials\` needs either accessToken, or clientId, clientSecret and refreshToken`,
      at: places.key(`${path}.credentials`),
      hint: 'give one of the two forms, and nothing of the other',
    })
  for (const [key, secret] of Object.entries<Secret>({ ...secrets }))
    if (key !== 'clientId') problems.push(...openSecret(`${path}.credentials.${key}`, secret, places))
  return problems
}

function openSecret(path: string, secret: Secret, places: Places): readonly Problem[] {
  if (typeof secret !== 'string' || secret.includes('${')) return []
  const message = `\`${path}\` stands in the config itself`
  const hint = 'put it into an environment variable and name that here'
  return [{ code: 'CF120', severity: 'warning', message, at: places.key(path), hint }]
}

function extensionLaws(path: string, environment: EnvironmentConfig, places: Places): readonly Problem[] {
  const { emulator = false, extensions = {} } = environment
  return Object.entries(extensions).flatMap(([alias, { id, key }]) => {
    const at = `${path}.extensions.${alias}`
    return [
      ...(id.includes('${env:') ? [] : extensionIdProblems(at, id, places)),
      // The embedded Cliq keeps nothing from anybody.
      ...(emulator === false ? openSecret(`${at}.key`, key, places) : []),
    ]
  })
}

function limitProblems(path: string, { rateLimits }: EnvironmentConfig, places: Places): readonly Problem[] {
  return Object.entries(rateLimits?.limits ?? {}).flatMap(([name, limit]): readonly Problem[] => {
    // The shape lets only operations pass.
    const documented = OPERATIONS[name as Operation].limit
    if (limit <= documented) return []
    const message = `\`${name}\` may be called ${documented} times a minute by the API document; ${limit} counts as ${documented}`
    const at = places.value(`${path}.rateLimits.limits.${name}`)
    return [{ code: 'CF117', severity: 'warning', message, at, hint: 'lower the figure, or leave it out' }]
  })
}

const LOCK_OUT_MS = 300_000
const MARGIN_MS = 5_000
const TIME_OUT_MS = 30_000

// A holder stops itself after half the ttl, and must outlast a lock-out and one request in that time.
function leaseProblems(path: string, { lease, rateLimits }: EnvironmentConfig, places: Places): readonly Problem[] {
  if (lease?.ttlMs === undefined) return []
  const least = 2 * ((rateLimits?.lockOutMs ?? LOCK_OUT_MS) + MARGIN_MS + TIME_OUT_MS)
  if (lease.ttlMs >= least) return []
  const message = `\`${path}.lease.ttlMs\` is ${lease.ttlMs}, and half of it must exceed Cliq's lock-out and one time-out`
  const at = places.value(`${path}.lease.ttlMs`)
  return [{ code: 'CF118', severity: 'error', message, at, hint: `give at least ${least}` }]
}
