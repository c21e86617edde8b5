import type { Config, EnvironmentConfig, Secret } from '../../config.ts'
import type { Problem } from '../../core/model/problem.ts'
import type { ConfigPlaces } from './places.ts'

/**
 * Secrets of an environment that stand in a config of JSON or YAML as text, CF120; code may compute one. The embedded Cliq
 * keeps nothing from anybody.
 */
export function openSecrets(path: string, environment: EnvironmentConfig, places: ConfigPlaces): readonly Problem[] {
  const { credentials = {}, extensions = {}, emulator = false } = environment
  const { cache: _cache, ...secrets } = credentials as Partial<Record<string, Secret>>
  const { clientId: _id, ...own } = secrets
  const all = [
    ...Object.entries(own).map(([key, secret]) => [`${path}.credentials.${key}`, secret] as const),
    ...(emulator === false ? Object.entries(extensions) : []).map(
      ([alias, { key }]) => [`${path}.extensions.${alias}.key`, key] as const,
    ),
  ]
  return all.flatMap(([at, secret]) => (isOpen(secret) ? [written(at, places)] : []))
}

/** The same of what all environments share: passwords of the lock file and of Redis, in their addresses too. */
export function sharedSecrets({ coordination, lockFile }: Config, places: ConfigPlaces): readonly Problem[] {
  const { url, password }: { readonly url?: Secret; readonly password?: Secret } =
    typeof lockFile === 'object' && 'url' in lockFile ? lockFile : {}
  return [
    ...(isOpen(coordination) && hasPassword(coordination) ? [written('coordination', places)] : []),
    ...(isOpen(url) && hasPassword(url) ? [written('lockFile.url', places)] : []),
    ...(isOpen(password) ? [written('lockFile.password', places)] : []),
  ]
}

// What is meant as a reference is told as one.
function isOpen(secret: Secret | undefined): secret is string {
  return typeof secret === 'string' && !secret.includes('${')
}

function hasPassword(address: string): boolean {
  return URL.canParse(address) && new URL(address).password !== ''
}

function written(at: string, places: ConfigPlaces): Problem {
  const message = `\`${at}\` is written in the config itself`
  const hint = 'put it into an environment variable and name that here; if it was committed, replace the secret'
  return { code: 'CF120', severity: 'error', message, at: places.key(at), hint }
}
