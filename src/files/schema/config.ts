import { CONSENT_FORM } from '../../core/model/consents.ts'
import { ALIAS } from '../../core/model/definition.ts'
import { OPERATIONS } from '../../core/model/operations.ts'
import { lawCodes } from '../../core/codes/law.ts'
import { LINT } from '../../core/rules/lint.ts'
import { DATA_CENTERS } from '../../config.ts'
import { patternInWords, textInQuotes, words } from './words.ts'
import type { JsonSchema } from './words.ts'

const SOME_TEXT = patternInWords('\\S', 'must not be empty')
const NAME = patternInWords(
  '^[A-Za-z][A-Za-z0-9_-]{0,31}$',
  'a name is a letter, then letters, digits, - and _, at most 32 characters',
)

const text = (description: string) => ({ ...textInQuotes('2024'), ...SOME_TEXT, ...words(description) })
const flag = (description: string) => ({ type: 'boolean', ...words(description) })
const choice = (values: readonly string[], description: string) => ({ enum: values, ...words(description) })
const whole = (minimum: number, maximum: number, description: string) => ({
  type: 'integer',
  minimum,
  maximum,
  ...words(description),
})
const texts = (description: string, what: JsonSchema = SOME_TEXT) => ({
  type: 'array',
  items: { type: 'string', ...what },
  ...words(description),
})
const closed = (properties: object, description: string) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...words(description),
})

const DAY_MS = 86_400_000

const secret = (description: string) => ({
  type: ['string', 'object'],
  ...SOME_TEXT,
  required: ['env'],
  properties: {
    env: {
      ...words('The name of its environment variable.'),
      type: 'string',
      ...patternInWords('^[A-Za-z_][A-Za-z0-9_]*$', 'write the name of an environment variable: letters, digits and _'),
    },
  },
  additionalProperties: false,
  ...words(`${description}; name its variable: \${env:NAME}`),
})

const credentials = closed(
  {
    accessToken: secret('A ready-made access token'),
    clientId: secret('Id of the OAuth client'),
    clientSecret: secret('Secret of the OAuth client'),
    refreshToken: secret('Refresh token of the user whose org this is'),
    cache: flag('Whether access tokens are kept in the state folder; default true, false if CI is set'),
  },
  'An access token, or client id, client secret and refresh token',
)

const rateLimits = closed(
  {
    windowMs: whole(1, DAY_MS, "Length of Cliq's window, ms; default 60000"),
    lockOutMs: whole(0, DAY_MS, "How long Cliq locks out, ms; default the API document's"),
    headroom: whole(0, 29, 'Calls kept unused below every limit; default 1'),
    coldStart: choice(['off', 'careful', 'spent'], 'What a machine assumes others have spent; default careful'),
    scope: choice(['operation', 'class'], 'What Cliq counts together; default operation'),
    limits: closed(
      Object.fromEntries(
        Object.keys(OPERATIONS).map(name => [
          name,
          whole(1, 1_000_000, `Calls of ${name} per window; default the API document's`),
        ]),
      ),
      "Calls per window by operation; default the API document's",
    ),
  },
  'How fast Cliq may be called',
)

const lease = closed(
  {
    kind: choice(['local', 'org', 'off'], 'Where two applies exclude each other; default local'),
    ttlMs: whole(1, DAY_MS, 'When an abandoned lease may be taken over, ms; default 900000'),
    waitMs: whole(0, DAY_MS, 'How long an apply waits for a lease in the org that is held, ms; default 0'),
    takeover: choice(['stale', 'never'], 'Whether an abandoned lease is taken over; default stale'),
  },
  'Mutual exclusion while applying',
)

const emulator = {
  type: ['boolean', 'object'],
  additionalProperties: false,
  properties: {
    data: text('SQLite file, relative to the project; default .cliq-ds/ENVIRONMENT.db'),
    limits: flag('Enforce the documented limits; default false'),
  },
  ...words('The embedded Cliq instead of a real org'),
}

const extensions = {
  type: 'object',
  propertyNames: patternInWords(ALIAS.source, 'a name is a letter, then letters, digits, - and _'),
  additionalProperties: {
    ...closed({ id: text('Its id: digits, as text'), key: secret('Its extension_key') }, 'One extension'),
    required: ['id', 'key'],
  },
  ...words('Extensions with seeded rows, by the name that definitions give as `extension`'),
}

const environment = closed(
  {
    emulator,
    dataCenter: choice([...DATA_CENTERS], 'Data centre of the org'),
    apiUrl: text('API base, in place of that of the data centre; default that of the data centre'),
    accountsUrl: text('OAuth base, in place of that of the data centre; default that of the data centre'),
    authScheme: choice(['Zoho-oauthtoken', 'Bearer'], 'How the token is named in requests; default Zoho-oauthtoken'),
    credentials,
    extensions,
    prefix: {
      type: 'string',
      ...patternInWords('^([a-z][a-z0-9_]*)?$', 'use lower-case letters, digits and _, with a letter first'),
      ...words("Put before every datastore's unique_name; default nothing"),
    },
    protected: flag('Whether apply needs a reviewed or saved plan; default false'),
    planMaxAgeMs: whole(1, 30 * DAY_MS, 'How old a saved plan may be when it is applied, ms; default 86400000'),
    rateLimits,
    account: text("Name of the user whose call budget is used; default the names of the credentials' variables"),
    allow: texts(
      'Standing consents, such as field-removed:empdir.notes',
      patternInWords(CONSENT_FORM, 'write KIND:NAME, such as field-removed:empdir.notes'),
    ),
    ignore: texts('Patterns of datastores to ignore, * for any text'),
    limits: closed(
      {
        removedDatastores: whole(0, 1_000_000, 'How many datastores; default 0'),
        removedFields: whole(0, 1_000_000, 'How many removed and retyped fields; default 5'),
      },
      'How much one run may remove by standing consents alone',
    ),
    backup: flag('Whether records are copied to the disk before an apply removes them; default true'),
    lease,
    consistency: closed(
      {
        settleMs: whole(0, DAY_MS, 'How long reads may lag behind a write, ms; default 3000'),
        lateWindowMs: whole(0, DAY_MS, 'How late a given-up write may still take effect, ms; default 120000'),
      },
      'What to expect of Cliq',
    ),
  },
  'One org of the project',
)

const rules = closed(
  Object.fromEntries(
    Object.entries(LINT).map(([code, level]) => [
      code,
      choice(['error', 'warning', 'off'], `${lawCodes[code]?.title ?? code}; default ${level}`),
    ]),
  ),
  'How much each rule beyond the laws of Cliq matters',
)

const naming = closed(
  {
    datastores: text('A regular expression that every unique_name of a datastore matches'),
    fields: text('A regular expression that every unique_name of a field matches'),
  },
  'What names of this project look like',
)

const method = (preset: string) => text(`HTTP method, in capital letters; default ${preset}`)

const lockFile = {
  type: ['string', 'object'],
  ...SOME_TEXT,
  additionalProperties: false,
  properties: {
    branch: text('A branch of this repository that only cliq-ds writes, such as cliq-ds-lock'),
    url: secret('The address of an HTTP state'),
    username: secret('User name for the HTTP state'),
    password: secret('Password for the HTTP state'),
    lockUrl: secret('Where the state is locked; default its address'),
    unlockUrl: secret('Where the state is unlocked; default its address'),
    updateMethod: method('POST'),
    lockMethod: method('LOCK'),
    unlockMethod: method('UNLOCK'),
  },
  ...words('A path in the project, { branch } or { url } of a place that machines share; default cliq-ds.lock.json'),
}

/** The JSON Schema (draft-07) of cliq-ds.config.*: types and keys; laws between values are checked apart. */
export function configSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'cliq-ds config',
    type: 'object',
    required: ['environments'],
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', ...words('The schema, for editors') },
      schemas: text('Folder of the definitions; default schemas'),
      migrations: text('Folder of the migrations; default migrations'),
      seeds: text('Folder of the seeds; default seeds'),
      lockFile,
      coordination: secret('URL of the Redis or Valkey through which all machines share budgets'),
      defaultEnvironment: text('Used when --env and CLIQ_DS_ENV are absent; default the only environment'),
      rules,
      naming,
      environments: {
        type: 'object',
        minProperties: 1,
        propertyNames: NAME,
        additionalProperties: environment,
        ...words('Orgs by name'),
      },
      groups: {
        type: 'object',
        propertyNames: NAME,
        additionalProperties: texts('Environments of the group'),
        ...words('Names for several environments: --group NAME'),
      },
    },
  }
}
