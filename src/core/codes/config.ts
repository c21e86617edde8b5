import type { CodeTable } from './facts.ts'

const MEND = 'Mend the config at the place that the message names.'

/** The codes of the config and of the state folder. */
export const configCodes: CodeTable = {
  CF101: {
    title: 'no config',
    why: 'No cliq-ds.config.* lies in the working folder or above it, up to the root of the repository.',
    fix: 'Run cliq-ds init in the project, or give --config FILE.',
    example: 'cliq-ds init',
  },
  CF102: {
    title: 'two configs',
    why: 'Two config files of different forms lie in one folder, and nothing says which counts.',
    fix: 'Keep one of them.',
    example: 'git rm cliq-ds.config.json # cliq-ds.config.ts stays',
  },
  CF103: {
    title: 'config is code',
    why: 'TypeScript and JavaScript configs are executed, and --no-code executes nothing, as for pull requests from forks.',
    fix: 'Write the config in YAML or JSON, or run without --no-code where the code is trusted.',
    example: '# cliq-ds.config.yaml\nenvironments:\n  local: { emulator: true }',
  },
  CF104: {
    title: 'config cannot be read',
    why: 'The text is not the YAML or JSON that its name says.',
    fix: MEND,
    example: 'defaultEnvironment: local\nenvironments:\n  local: { emulator: true }',
  },
  CF105: {
    title: 'unknown key in the config',
    why: 'A misspelt key would be ignored silently, and a protection with it.',
    fix: 'Correct or remove the key.',
    example: "production: { dataCenter: 'eu', credentials, protected: true } // not `protect`",
  },
  CF106: {
    title: 'wrong value in the config',
    why: 'A value is missing, of the wrong kind, or not one of those allowed.',
    fix: MEND,
    example: "staging: { dataCenter: 'eu', credentials } // not 'europe'",
  },
  CF107: {
    title: 'unknown environment',
    why: 'The config has no environment of this name.',
    fix: 'Use one of the names that the message lists.',
    example: 'cliq-ds plan --env staging',
  },
  CF108: {
    title: 'no environment chosen',
    why: 'There are several environments, and neither --env nor CLIQ_DS_ENV nor defaultEnvironment names one.',
    fix: 'Give --env NAME.',
    example: 'export CLIQ_DS_ENV=staging',
  },
  CF109: {
    title: 'default environment unknown',
    why: 'defaultEnvironment names an environment that the config does not have.',
    fix: 'Name one of the environments.',
    example: "defaultEnvironment: 'staging',\nenvironments: { staging: { dataCenter: 'eu', credentials } },",
  },
  CF110: {
    title: 'state may not last',
    why: 'Leases, call ledgers and logins are kept on this machine. There is no home folder that is yours alone and takes files, so they go to a private temporary folder.',
    fix: 'Set CLIQ_DS_STATE_DIR to a folder of your own that lasts.',
    example: 'export CLIQ_DS_STATE_DIR=~/cliq-ds-state',
  },
  CF111: {
    title: 'environment variable not set',
    why: 'The environment in use reads a variable that is unset or empty.',
    fix: 'Set the variable, or choose another environment.',
    example: 'export CLIQ_CLIENT_ID="$(cat client-id.txt)"',
  },
  CF112: {
    title: 'odd text in an environment variable',
    why: 'Line breaks, blanks or quotes around a value mostly come from copying, and Cliq would refuse the credentials.',
    fix: 'Set the variable again without them. The value is never printed.',
    example: 'export CLIQ_ACCESS_TOKEN="$(tr -d \'\\n\' < token.txt)"',
  },
  CF113: {
    title: 'URL not allowed',
    why: 'Tokens are sent only over https, to a plain address; http is for the own machine.',
    fix: 'Give an address such as https://cliq.zoho.eu/api/v3.',
    example: "apiUrl: 'https://cliq.zoho.eu/api/v3', // or 'http://127.0.0.1:4010/api/v3'",
  },
  CF114: {
    title: 'credentials incomplete',
    why: 'A real org needs an access token, or client id, client secret and refresh token; not parts of both.',
    fix: 'Give one of the two forms.',
    example: "credentials: { accessToken: env('CLIQ_ACCESS_TOKEN') }",
  },
  CF115: {
    title: 'no org, or two',
    why: 'An environment is either the embedded Cliq or one real org.',
    fix: 'Give dataCenter (or apiUrl), or emulator: true.',
    example: "local: { emulator: true },\nstaging: { dataCenter: 'eu', credentials },",
  },
  CF116: {
    title: 'two data centres',
    why: 'A token of one data centre is invalid at every other.',
    fix: 'Take apiUrl and accountsUrl from the same data centre, or give dataCenter alone.',
    example: "apiUrl: 'https://cliq.zoho.eu/api/v3',\naccountsUrl: 'https://accounts.zoho.eu',",
  },
  CF117: {
    title: 'limit above the documented one',
    why: 'The API document states the limit; calls above it lock the user out for minutes. The documented figure counts.',
    fix: 'Lower the figure, or leave it out.',
    example: "rateLimits: { limits: { 'records.insert': 30 } }",
  },
  CF118: {
    title: 'lease too short',
    why: "A holder stops itself after half the ttl; within it must fit Cliq's lock-out and one request.",
    fix: 'Give at least the figure that the message names.',
    example: 'lease: { ttlMs: 700_000 }',
  },
  CF119: {
    title: 'path leaves the project',
    why: 'All files of a project lie below its config, so that a review sees all of them.',
    fix: 'Give a path below the folder of the config.',
    example: "schemas: 'definitions/cliq', // not '../shared/definitions'",
  },
  CF120: {
    title: 'secret in the config',
    why: 'Whoever can read the repository can read the secret.',
    fix: "Put it into an environment variable and name that: env('NAME'), or ${env:NAME} in YAML and JSON.",
    example: "clientSecret: env('CLIQ_CLIENT_SECRET')",
  },
  CF121: {
    title: 'ignored drift is over its day',
    why: 'Drift is left alone for a reason and until a day, so that it is looked at again; its entry hides nothing any more.',
    fix: 'Accept or revert the drift and remove the entry, or give it another reason and day.',
    example: 'cliq-ds drift --ignore empdir.notes --reason "the vendor adds it" --until 2026-12-31',
  },
  CF122: {
    title: 'ignored drift is not understood',
    why: 'An entry of cliq-ds.ignore.yaml that is read wrongly would hide drift, or nothing at all.',
    fix: 'Give each entry environment, pattern, reason and until: a day such as 2026-12-31.',
    example: '- environment: staging\n  pattern: empdir.notes\n  reason: the vendor adds it\n  until: 2026-12-31',
  },
  CF130: {
    title: 'rule that cannot be changed',
    why: 'Only the rules of cliq-ds itself, LT1xx, have levels. What Cliq refuses is an error wherever it is told.',
    fix: 'Remove the line, and mend what the code tells.',
    example: "rules: { LT102: 'off', LT106: 'error' }",
  },
  CF131: {
    title: 'naming pattern is no regular expression',
    why: 'A pattern that does not compile would check nothing.',
    fix: 'Mend the pattern.',
    example: "naming: { datastores: '^hr_[a-z_]+$' }",
  },
  CF132: {
    title: 'extension without id and key',
    why: 'Rows of an extension go over a path with its id and with its key, which is a secret; the environment names neither.',
    fix: 'Give them below `extensions` of the environment, or keep the seed from it with `environments` in its file.',
    example: "extensions: { crm: { id: '4711', key: env('CRM_EXTENSION_KEY') } }",
  },
  CF133: {
    title: 'id of an extension is not one',
    why: 'Ids of Cliq are digits.',
    fix: 'Copy it from the address of the extension.',
    example: "crm: { id: '4711', key: env('CRM_EXTENSION_KEY') }",
  },
  CF140: {
    title: 'lock file in no place or in two',
    why: 'The lock file is in the project, on a branch or behind an HTTP state: each has its own keys.',
    fix: "Give a path, { branch: 'cliq-ds-lock' } or { url: … } with username, password and the addresses of its lock.",
    example: "lockFile: { branch: 'cliq-ds-lock' },",
  },
  CF145: {
    title: 'prefix belongs to cliq-ds',
    why: 'Names that start with `cliqds_` are those of its lease and of its stand-in field, and a definition could become one of them.',
    fix: 'Choose another prefix.',
    example: 'prefix: stg_',
  },
  CF141: {
    title: 'two environments are one org',
    why: 'They have the same host, credentials and prefix, so each would undo what the other does.',
    fix: 'Give one of them a prefix, or keep one environment.',
    example: 'staging: { dataCenter: eu, prefix: stg_ }',
  },
  CF142: {
    title: 'text that is nearly a reference',
    why: 'A reference reads ${env:NAME}. Other forms, such as ${NAME} and ${{ secrets.NAME }}, would be taken as they stand.',
    fix: 'Write ${env:NAME}, and set the variable in the job.',
    example: 'accessToken: ${env:CLIQ_ACCESS_TOKEN}',
  },
  CF143: {
    title: 'group of unknown environments',
    why: 'A group is a list of environments of the same config; one that is misspelt would be left out of every run.',
    fix: 'Correct the name, or add the environment.',
    example: "groups: { canary: ['acme', 'globex'] },",
  },
}
