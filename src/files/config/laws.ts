import { isAbsolute, normalize } from 'node:path'

import type { Config, EnvironmentConfig } from '../../config.ts'
import { OPERATIONS } from '../../core/model/operations.ts'
import type { Operation } from '../../core/model/operations.ts'
import type { Problem } from '../../core/model/problem.ts'
import { didYouMean } from '../../core/rules/nearest.ts'
import { patternOf } from '../../core/rules/pattern.ts'
import { overlapping, takenFor } from '../disk/paths.ts'
import type { ProjectPlaces } from '../disk/paths.ts'
import type { ConfigPlaces } from './places.ts'
import { extensionIdProblems } from './extensions.ts'
import { openSecrets, sharedSecrets } from './secrets.ts'
import { slipProblems } from './slips.ts'
import { urlProblems } from './urls.ts'
import type { GivenUrls } from './urls.ts'
import { isReferring } from './variables.ts'

/** What a config of the right shape says that cannot be, or that should not; warnings among it. Code may compute secrets. */
export function lawProblems(config: Config, places: ConfigPlaces, isCode: boolean): readonly Problem[] {
  const environments = Object.entries(config.environments)
  const problems = environments.flatMap(([name, each]) =>
    environmentProblems(`environments.${name}`, each, places, isCode),
  )
  const { defaultEnvironment: chosen } = config
  if (chosen !== undefined && !environments.some(([name]) => name === chosen))
    problems.push({
      code: 'CF109',
      severity: 'error',
      message: `\`defaultEnvironment\` is not an environment: ${chosen}`,
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
    ...(isCode ? [] : sharedSecrets(config, places)),
    ...namingProblems(config, places),
  ]
}

function namingProblems({ naming = {} }: Config, places: ConfigPlaces): readonly Problem[] {
  return Object.entries(naming).flatMap(([key, pattern]): readonly Problem[] => {
    if (patternOf(pattern) !== undefined) return []
    const message = `\`naming.${key}\` is not a regular expression that can be used here`
    const hint = 'write one such as ^hr_[a-z_]+$, without lookaround, back-references and \\b'
    return [{ code: 'CF131', severity: 'error', message, at: places.value(`naming.${key}`), hint }]
  })
}

function groupProblems({ groups = {}, environments }: Config, places: ConfigPlaces): readonly Problem[] {
  return Object.entries(groups).flatMap(([group, names]) =>
    names.flatMap((name, index): readonly Problem[] => {
      if (Object.hasOwn(environments, name)) return []
      const message = `\`groups.${group}\` is not an environment: ${name}`
      const hint = didYouMean(name, Object.keys(environments))
      return [{ code: 'CF143', severity: 'error', message, at: places.value(`groups.${group}.${index}`), hint }]
    }),
  )
}

// The shape lets either form pass, and each key alone.
function lockFileProblems({ lockFile }: Config, places: ConfigPlaces): readonly Problem[] {
  if (typeof lockFile !== 'object') return []
  const isBranch = 'branch' in lockFile && Object.keys(lockFile).length === 1
  const isUrl = 'url' in lockFile && !('branch' in lockFile)
  if (isBranch || isUrl) return []
  const message = '`lockFile` is neither a path nor a branch or URL'
  const hint = "give a path, { branch: 'cliq-ds-lock' } or { url: env('…') } with its keys"
  return [{ code: 'CF140', severity: 'error', message, at: places.key('lockFile'), hint }]
}

function pathProblems(config: Config, places: ConfigPlaces): readonly Problem[] {
  const { schemas = 'schemas', migrations = 'migrations', seeds = 'seeds' } = config
  // One on a branch or behind an address lies in no folder of the project.
  const lockFile = typeof config.lockFile === 'object' ? undefined : (config.lockFile ?? 'cliq-ds.lock.json')
  const folders = { schemas, migrations, seeds }
  const leaving = Object.entries({ ...folders, lockFile }).flatMap(([key, path]) =>
    path === undefined ? [] : outsideProblem(key, path, places),
  )
  if (leaving.length > 0) return leaving
  const two = overlapping(folders)
  if (two !== undefined) return [oneInOther(two, places)]
  const files = [
    ...(lockFile === undefined ? [] : [['lockFile', lockFile, folders] as const]),
    ...Object.entries(config.environments).flatMap(([name, { emulator }]) => {
      const data = typeof emulator === 'object' ? emulator.data : undefined
      return data === undefined ? [] : [[`environments.${name}.emulator.data`, data, { ...folders, lockFile }] as const]
    }),
  ]
  return files.flatMap(([key, path, others]) => {
    const outside = outsideProblem(key, path, places)
    return outside.length > 0 ? outside : misplaced(key, path, others, places)
  })
}

function outsideProblem(key: string, path: string, places: ConfigPlaces): readonly Problem[] {
  if (!isAbsolute(path) && !/^\.\.(?:[\\/]|$)/u.test(normalize(path))) return []
  const message = `\`${key}\` is outside the folder of the config`
  return [{ code: 'CF119', severity: 'error', message, at: places.value(key), hint: 'give a path below it' }]
}

function oneInOther([key, other]: readonly [string, string], places: ConfigPlaces): Problem {
  const message = `\`${key}\` is inside \`${other}\`, so its files would be read as both`
  return { code: 'CF134', severity: 'error', message, at: places.value(key), hint: 'give each its own folder' }
}

function misplaced(
  key: string,
  path: string,
  others: Partial<ProjectPlaces>,
  places: ConfigPlaces,
): readonly Problem[] {
  const what = takenFor(path, others)
  // The data of an emulator has its home in our own folder.
  if (what === undefined || (key !== 'lockFile' && what.includes('.cliq-ds'))) return []
  const message = `\`${key}\` is where it would be read as ${what}`
  return [{ code: 'CF134', severity: 'error', message, at: places.value(key), hint: 'give it another place' }]
}

function environmentProblems(
  path: string,
  environment: EnvironmentConfig,
  places: ConfigPlaces,
  isCode: boolean,
): Problem[] {
  return [
    ...targetProblems(path, environment, places),
    ...urlProblems(path, literalUrls(environment), environment, places),
    ...credentialProblems(path, environment, places),
    ...(isCode ? [] : openSecrets(path, environment, places)),
    ...extensionLaws(path, environment, places),
    ...limitProblems(path, environment, places),
    ...leaseProblems(path, environment, places),
  ]
}

// What a variable stands in for is judged once the environment is in use.
function literalUrls({ apiUrl, accountsUrl }: EnvironmentConfig): GivenUrls {
  const literal = (url: string | undefined) => (url !== undefined && isReferring(url) ? undefined : url)
  return { apiUrl: literal(apiUrl), accountsUrl: literal(accountsUrl) }
}

function targetProblems(path: string, environment: EnvironmentConfig, places: ConfigPlaces): readonly Problem[] {
  const { emulator = false, dataCenter, apiUrl } = environment
  const isReal = dataCenter !== undefined || apiUrl !== undefined
  if (isReal === (emulator !== false)) {
    const message = isReal
      ? `\`${path}\` is both the embedded emulator and a real org`
      : `\`${path}\` has neither \`dataCenter\` nor \`apiUrl\` nor \`emulator: true\``
    const hint = 'give the data centre of the org, or emulator: true'
    return [{ code: 'CF115', severity: 'error', message, at: places.key(path), hint }]
  }
  return []
}

function credentialProblems(
  path: string,
  { credentials }: EnvironmentConfig,
  places: ConfigPlaces,
): readonly Problem[] {
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
      hint: 'give one of the two forms, and no key of the other',
    })
  return problems
}

function extensionLaws(path: string, { extensions = {} }: EnvironmentConfig, places: ConfigPlaces): readonly Problem[] {
  return Object.entries(extensions).flatMap(([alias, { id }]) =>
    isReferring(id) ? [] : extensionIdProblems(`${path}.extensions.${alias}`, id, places),
  )
}

function limitProblems(path: string, { rateLimits }: EnvironmentConfig, places: ConfigPlaces): readonly Problem[] {
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
function leaseProblems(
  path: string,
  { lease, rateLimits }: EnvironmentConfig,
  places: ConfigPlaces,
): readonly Problem[] {
  if (lease?.ttlMs === undefined) return []
  const least = 2 * ((rateLimits?.lockOutMs ?? LOCK_OUT_MS) + MARGIN_MS + TIME_OUT_MS)
  if (lease.ttlMs >= least) return []
  const message = `\`${path}.lease.ttlMs\` is ${lease.ttlMs}, and half of it must exceed Cliq's lock-out and one time-out`
  const at = places.value(`${path}.lease.ttlMs`)
  return [{ code: 'CF118', severity: 'error', message, at, hint: `give at least ${least}` }]
}
