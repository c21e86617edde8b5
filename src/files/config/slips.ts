import { normalize } from 'node:path'
import type { Config, EnvironmentConfig } from '../../config.ts'
import { byCodeUnit, RESERVED_PREFIX } from '../../core/model/catalog.ts'
import type { Problem } from '../../core/model/problem.ts'
import { isNearReference } from '../../core/model/references.ts'
import type { ConfigPlaces } from './places.ts'

/** What a config says by a slip: references that are none, a prefix of our own names, two environments that are one org. */
export function slipProblems(config: Config, places: ConfigPlaces): readonly Problem[] {
  const environments = Object.entries(config.environments)
  return [
    ...nearReferences(config, '', places),
    ...twinProblems(environments, places),
    ...environments.flatMap(([name, each]) => prefixProblems(`environments.${name}`, each, places)),
  ]
}

// As far as the config tells: the same host or data centre with the same user's credentials, and names that meet.
function twinProblems(
  environments: readonly (readonly [string, EnvironmentConfig])[],
  places: ConfigPlaces,
): readonly Problem[] {
  const first = new Map<string, string>()
  return environments.flatMap(([name, each]): readonly Problem[] => {
    const where = whereOf(name, each)
    if (where === undefined) return []
    const org = JSON.stringify([where, each.prefix ?? ''])
    const twin = first.get(org)
    if (twin === undefined) first.set(org, name)
    if (twin === undefined) return []
    const what = each.emulator === undefined || each.emulator === false ? 'host, credentials' : 'emulator'
    const message = `\`${name}\` and \`${twin}\` are the same org: same ${what} and prefix`
    const hint = 'give one of them a prefix, or keep one environment'
    return [{ code: 'CF141', severity: 'warning', message, at: places.key(`environments.${name}`), hint }]
  })
}

// The order and the form in which it was written tell no orgs apart.
function whereOf(name: string, { dataCenter, apiUrl, credentials, emulator = false }: EnvironmentConfig): unknown {
  if (emulator !== false) return normalize((typeof emulator === 'object' && emulator.data) || `.cliq-ds/${name}.db`)
  if (credentials === undefined) return undefined
  const host = apiUrl !== undefined && URL.canParse(apiUrl) ? withoutSlashes(new URL(apiUrl).href) : apiUrl
  return [host ?? dataCenter, Object.entries(credentials).sort(([a], [b]) => byCodeUnit(a, b))]
}

// Another tool's form would be sent as it stands, and be told as a token that is not accepted.
function nearReferences(value: unknown, path: string, places: ConfigPlaces): readonly Problem[] {
  if (typeof value === 'string') {
    if (!isNearReference(value) && !/\$\{(?!env:)/u.test(value)) return []
    const message = `\`${path}\` contains something close to a reference to an environment variable`
    return [{ code: 'CF142', severity: 'error', message, at: places.value(path), hint: 'write ${env:NAME}' }]
  }
  if (typeof value !== 'object' || value === null || path === 'naming') return []
  return Object.entries(value).flatMap(([key, each]) =>
    nearReferences(each, path === '' ? key : `${path}.${key}`, places),
  )
}

function prefixProblems(path: string, { prefix = '' }: EnvironmentConfig, places: ConfigPlaces): readonly Problem[] {
  if (!prefix.toLowerCase().startsWith(RESERVED_PREFIX)) return []
  const message = `\`${path}.prefix\` starts with \`${RESERVED_PREFIX}\`, which belongs to cliq-ds itself`
  return [
    { code: 'CF145', severity: 'error', message, at: places.value(`${path}.prefix`), hint: 'choose another prefix' },
  ]
}

function withoutSlashes(url: string): string {
  let end = url.length
  while (url[end - 1] === '/') end -= 1
  return url.slice(0, end)
}
