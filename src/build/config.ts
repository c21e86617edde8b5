import { configSchema } from '../files/schema/config.ts'

interface Schema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
}

/** A setting of the config, by its path; `NAME` stands for a name that people choose. */
export interface ConfigSetting {
  readonly path: string
  readonly schema: Schema
}

/** Every setting that has a value of its own, in the order of the schema. */
export function configSettings(): readonly ConfigSetting[] {
  return settingsBelow(configSchema() as Schema, '').filter(({ path }) => !HIDDEN.has(path))
}

/** The reference of the config as Markdown, from its schema. Throws for a setting without an example. */
export function configPage(): string {
  const settings = configSettings()
  const missing = settings.filter(({ path }) => exampleOf(path) === undefined)
  if (missing.length > 0) throw new Error(`no example for ${missing.map(each => each.path).join(', ')}`)
  const sections = SECTIONS.map(([heading, about, begin]) => {
    const own = settings.filter(({ path }) => sectionOf(path) === begin)
    return `## ${heading}\n\n${about}\n\n${HEAD}\n${own.map(each => rowOf(each, begin)).join('\n')}`
  })
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`
}

/** An example of a setting, as JSON; a test holds each against the schema. */
export function exampleOf(path: string): unknown {
  return EXAMPLES[path] ?? (path.startsWith('rules.') ? 'off' : undefined)
}

const EXAMPLES: Readonly<Record<string, unknown>> = {
  schemas: 'schemas',
  migrations: 'migrations',
  seeds: 'seeds',
  lockFile: { branch: 'cliq-ds-lock' },
  'lockFile.branch': 'cliq-ds-lock',
  'lockFile.url': { env: 'LOCK_URL' },
  'lockFile.username': { env: 'LOCK_USER' },
  'lockFile.password': { env: 'LOCK_PASSWORD' },
  'lockFile.lockUrl': { env: 'LOCK_LOCK_URL' },
  'lockFile.unlockUrl': { env: 'LOCK_UNLOCK_URL' },
  'lockFile.updateMethod': 'PUT',
  'lockFile.lockMethod': 'POST',
  'lockFile.unlockMethod': 'DELETE',
  coordination: { env: 'CLIQ_DS_REDIS_URL' },
  defaultEnvironment: 'local',
  'naming.datastores': '^hr_[a-z_]+$',
  'naming.fields': '^[a-z][a-z_]*$',
  'groups.NAME': ['acme', 'globex'],
  'environments.NAME.emulator': true,
  'environments.NAME.emulator.data': '.cliq-ds/local.db',
  'environments.NAME.emulator.limits': true,
  'environments.NAME.dataCenter': 'eu',
  'environments.NAME.apiUrl': 'https://cliq.zoho.eu/api/v3',
  'environments.NAME.accountsUrl': 'https://accounts.zoho.eu',
  'environments.NAME.authScheme': 'Bearer',
  'environments.NAME.credentials.accessToken': { env: 'CLIQ_ACCESS_TOKEN' },
  'environments.NAME.credentials.clientId': { env: 'CLIQ_CLIENT_ID' },
  'environments.NAME.credentials.clientSecret': { env: 'CLIQ_CLIENT_SECRET' },
  'environments.NAME.credentials.refreshToken': { env: 'CLIQ_REFRESH_TOKEN' },
  'environments.NAME.credentials.cache': false,
  'environments.NAME.extensions.NAME.id': '4711',
  'environments.NAME.extensions.NAME.key': { env: 'CRM_EXTENSION_KEY' },
  'environments.NAME.prefix': 'stg_',
  'environments.NAME.protected': true,
  'environments.NAME.planMaxAgeMs': 3_600_000,
  'environments.NAME.rateLimits.windowMs': 60_000,
  'environments.NAME.rateLimits.lockOutMs': 300_000,
  'environments.NAME.rateLimits.headroom': 2,
  'environments.NAME.rateLimits.coldStart': 'off',
  'environments.NAME.rateLimits.scope': 'class',
  'environments.NAME.rateLimits.limits.OPERATION': 10,
  'environments.NAME.account': 'deployer',
  'environments.NAME.allow': ['field-removed:empdir.notes'],
  'environments.NAME.ignore': ['tmp_*'],
  'environments.NAME.limits.removedDatastores': 1,
  'environments.NAME.limits.removedFields': 10,
  'environments.NAME.backup': false,
  'environments.NAME.lease.kind': 'org',
  'environments.NAME.lease.ttlMs': 900_000,
  'environments.NAME.lease.waitMs': 600_000,
  'environments.NAME.lease.takeover': 'never',
  'environments.NAME.consistency.settleMs': 5_000,
  'environments.NAME.consistency.lateWindowMs': 60_000,
}

const INTRODUCTION = `# Config reference

\`cliq-ds.config.ts\` (also \`.mts\`, \`.js\`, \`.mjs\`, \`.json\`, \`.yaml\`) is in the folder of the project; paths in it are relative
to that folder. In TypeScript it is \`export default defineConfig({ … })\`, and \`env('NAME')\` names an environment variable. In YAML
and JSON that is \`\${env:NAME}\`. A variable that is not set is an error only where its environment is used.

\`cliq-ds schema config\` prints the schema that editors complete and check it with. This page is made from that schema by
\`npm run docs\`.`

// The first part of the path, and what the section is about.
const SECTIONS = [
  ['Project', 'Settings at the top of the config.', ''],
  ['Lock file', 'Where the lock file is, if not in the project: on a branch, or at an address.', 'lockFile.'],
  [
    'Rules',
    'How much each rule beyond the laws of Cliq matters; `cliq-ds explain CODE` says what it is about.',
    'rules.',
  ],
  ['Names', 'Regular expressions for the names of this project.', 'naming.'],
  ['Groups', 'Names for several environments: `cliq-ds plan --group NAME`.', 'groups.'],
  ['Environments', 'One org each, below `environments:` and a name.', 'environments.NAME.'],
] as const

const HEAD = '| setting | value | default | what it is | example |\n|---|---|---|---|---|'
const HIDDEN: ReadonlySet<string> = new Set(['$schema'])

// A map of names has one row, whose last part says what the name is of.
const NAMES: Readonly<Record<string, string>> = { 'environments.NAME.rateLimits.limits': 'OPERATION' }

function settingsBelow(schema: Schema, path: string): readonly ConfigSetting[] {
  const { properties, additionalProperties: others } = schema
  const below = (name: string) => (path === '' ? name : `${path}.${name}`)
  const own = path !== '' && isValue(schema) ? [{ path, schema }] : []
  const [name] = Object.entries(NAMES).flatMap(([of, each]) => (of === path ? [each] : []))
  const [first] = Object.values(properties ?? {})
  if (name !== undefined && first !== undefined) return [{ path: below(name), schema: commonOf(schema, first) }]
  const named = typeof others === 'object' ? settingsBelow(others, below('NAME')) : []
  // What a secret is made of is said by its own row.
  const inner = properties?.['env'] === undefined ? Object.entries(properties ?? {}) : []
  return [...own, ...inner.flatMap(([key, each]) => settingsBelow(each, below(key))), ...named]
}

function commonOf(map: Schema, first: Schema): Schema {
  return { ...first, description: map.description ?? '' }
}

function isValue({ type, properties, additionalProperties, enum: words }: Schema): boolean {
  if (words !== undefined || Array.isArray(type)) return true
  return type !== 'object' || (properties === undefined && typeof additionalProperties !== 'object')
}

function sectionOf(path: string): string {
  const begin = SECTIONS.map(each => each[2]).find(each => each !== '' && path.startsWith(each))
  return begin ?? ''
}

function rowOf({ path, schema }: ConfigSetting, begin: string): string {
  const [, what = '', preset = ''] =
    /^(.*?)(?:[;,] default (.+)|^Default (.+))?$/u.exec(
      schema.description?.replace(/; name its variable: .*$/u, '') ?? '',
    ) ?? []
  const cells = [
    code(path.slice(begin.length)),
    valueText(schema),
    withUnit(preset, path),
    what,
    code(JSON.stringify(exampleOf(path))),
  ]
  return `| ${cells.map(each => each.replaceAll('|', String.raw`\|`)).join(' | ')} |`
}

function valueText({ type, enum: words, minimum, maximum, properties }: Schema): string {
  if (words !== undefined) return words.map(code).join(', ')
  if (type === 'integer') return `${grouped(minimum ?? 0)} to ${grouped(maximum ?? 0)}`
  if (properties?.['env'] !== undefined) return 'text, or a variable'
  if (Array.isArray(type)) return type.map(each => (each === 'string' ? 'text' : each)).join(' or ')
  return type === 'string' ? 'text' : type === 'array' ? 'list of texts' : String(type)
}

// What is in milliseconds is said in seconds or hours too.
function withUnit(preset: string, path: string): string {
  const ms = path.endsWith('Ms') && /^\d+$/u.test(preset) ? Number(preset) : undefined
  if (ms === undefined || ms === 0) return preset
  const [size, unit] = ms >= 3_600_000 ? [3_600_000, 'h'] : [1_000, 's']
  return `${grouped(ms)} (${ms / size} ${unit})`
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

function code(text: string): string {
  return `\`${text}\``
}
