import type { Operation } from './core/model/operations.ts'
import type { ColdStart } from './core/pace/pace.ts'
import type { LintCode, RuleLevel } from './core/rules/lint.ts'

/** A value that is read from the environment when it is needed, and never printed. */
export interface EnvReference {
  readonly env: string
}

/** Names an environment variable; an unset one is an error when its environment is used. */
export function env(name: string): EnvReference {
  return { env: name }
}

export type Secret = string | EnvReference

export type Credentials = (
  | { readonly accessToken: Secret }
  | { readonly clientId: Secret; readonly clientSecret: Secret; readonly refreshToken: Secret }
) & {
  /** Whether minted access tokens are kept in the state folder until they expire. Default: yes, and no where CI is set. */
  readonly cache?: boolean
}

export const DATA_CENTERS = ['us', 'eu', 'in', 'au', 'jp', 'ca', 'sa', 'uk', 'cn'] as const
export type DataCenter = (typeof DATA_CENTERS)[number]

export interface RateLimits {
  /** Length of Cliq's window, ms. Default 60,000. */
  readonly windowMs?: number
  /** How long Cliq locks out after one call too many, ms. Default: the document's figure of each operation. */
  readonly lockOutMs?: number
  /** Calls kept unused below every limit. Default 1. */
  readonly headroom?: number
  /** Whether Cliq counts each operation alone or a class of operations together. Default `operation`. */
  readonly scope?: 'operation' | 'class'
  /** What a machine takes to be spent that knows nothing of others. Default `careful`, and `off` where a server of one's own answers. */
  readonly coldStart?: ColdStart
  /** Calls per window by operation; higher figures than the document's are capped to it. */
  readonly limits?: Partial<Readonly<Record<Operation, number>>>
}

export interface Lease {
  readonly kind?: 'local' | 'org' | 'off'
  readonly ttlMs?: number
  /** How long an apply waits for a lease in the org that is held, ms. Default 0: it is refused at once. */
  readonly waitMs?: number
  readonly takeover?: 'stale' | 'never'
}

export interface RunLimitSettings {
  readonly removedDatastores?: number
  /** Removed and retyped fields together. */
  readonly removedFields?: number
}

export interface EmulatorSettings {
  /** SQLite file, relative to the project. Default `.cliq-ds/<environment>.db`. */
  readonly data?: string
  /** Enforce the documented limits and lock-outs. Default false. */
  readonly limits?: boolean
}

/** An extension whose rows are seeded. */
export interface ExtensionConfig {
  /** Digits, as text. */
  readonly id: string
  readonly key: Secret
}

/** One org of the project. */
export interface EnvironmentConfig {
  /** The embedded Cliq instead of a real org. */
  readonly emulator?: boolean | EmulatorSettings
  readonly dataCenter?: DataCenter
  /** API base such as `https://cliq.zoho.eu/api/v3`; overrides the data centre's host. */
  readonly apiUrl?: string
  readonly accountsUrl?: string
  readonly authScheme?: 'Zoho-oauthtoken' | 'Bearer'
  readonly credentials?: Credentials
  /** Extensions by the name that definitions give as `extension`. */
  readonly extensions?: Readonly<Record<string, ExtensionConfig>>
  /** Put before every datastore's unique_name in this org. */
  readonly prefix?: string
  /** Whether apply needs a saved plan. */
  readonly protected?: boolean
  /** How old a saved plan may be when it is applied, ms. Default 24 hours. */
  readonly planMaxAgeMs?: number
  readonly rateLimits?: RateLimits
  /** Whose budget of calls this environment spends: limits are per user. Default: the names of the credentials' variables. */
  readonly account?: string
  /** Standing consents, such as `field-removed:empdir.notes`. */
  readonly allow?: readonly string[]
  /** Patterns of datastores to leave alone, `*` for any text. */
  readonly ignore?: readonly string[]
  /** How much one run may remove on the word of `allow` alone. Default: no datastore, 5 fields. */
  readonly limits?: RunLimitSettings
  /** False keeps no copies of the records that an apply removes. Default true. */
  readonly backup?: boolean
  readonly lease?: Lease
  readonly consistency?: { readonly settleMs?: number; readonly lateWindowMs?: number }
}

/** A lock file that several machines share: on a branch of its own in the project's repository. */
export interface LockBranch {
  /** Such as `cliq-ds-lock`, or a full name of a ref. */
  readonly branch: string
}

/** A lock file behind the HTTP state protocol of Terraform, as GitLab and Gitea serve it. */
export interface LockUrl {
  readonly url: Secret
  readonly username?: Secret
  readonly password?: Secret
  /** Default: the address of the state. */
  readonly lockUrl?: Secret
  readonly unlockUrl?: Secret
  /** Defaults POST, LOCK and UNLOCK. */
  readonly updateMethod?: string
  readonly lockMethod?: string
  readonly unlockMethod?: string
}

/** What cliq-ds.config.* holds. Paths are relative to its folder. */
export interface Config {
  readonly schemas?: string
  readonly migrations?: string
  readonly seeds?: string
  /** Where the lock file lies: a path in the project, a branch, or an address. Default `cliq-ds.lock.json`. */
  readonly lockFile?: string | LockBranch | LockUrl
  /** Redis or Valkey that all machines share: budgets, lock-outs and what was learned of them. Name a variable that holds its URL. */
  readonly coordination?: Secret
  readonly defaultEnvironment?: string
  /** Turns rules of lint up, down or off; laws of Cliq are not among them. */
  readonly rules?: Partial<Readonly<Record<LintCode, RuleLevel>>>
  /** Regular expressions that unique_names match, such as `^hr_[a-z_]+$`. */
  readonly naming?: { readonly datastores?: string; readonly fields?: string }
  readonly environments: Readonly<Record<string, EnvironmentConfig>>
  /** Names for several environments: `--group NAME`. */
  readonly groups?: Readonly<Record<string, readonly string[]>>
}

/** Types a config; returns it as it is. */
export function defineConfig(config: Config): Config {
  return config
}
