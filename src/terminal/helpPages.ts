/** What stands below the options of a command: two commands to paste, and the guide that says more. */
export interface HelpPage {
  readonly examples: readonly [string, string]
  /** A file of the package, with a heading where the file has several subjects. */
  readonly guide: string
}

/** By the words of the command; a test holds that each command has a page, and that its examples and guides are there. */
export const HELP_PAGES: Readonly<Record<string, HelpPage>> = {
  init: {
    examples: ['cliq-ds init', 'cliq-ds init --from-live --data-center eu'],
    guide: 'docs/first-day.md',
  },
  auth: { examples: ['cliq-ds auth login --env staging', 'cliq-ds auth status'], guide: 'docs/security.md#secrets' },
  'auth login': {
    examples: ['cliq-ds auth login --env staging', 'cliq-ds auth login --device'],
    guide: 'docs/security.md#secrets',
  },
  'auth status': {
    examples: ['cliq-ds auth status', 'cliq-ds auth status --env staging --json'],
    guide: 'docs/security.md#secrets',
  },
  'auth logout': {
    examples: ['cliq-ds auth logout', 'cliq-ds auth logout --env staging --yes'],
    guide: 'docs/security.md#secrets',
  },
  doctor: { examples: ['cliq-ds doctor', 'cliq-ds doctor --probe --yes --env staging'], guide: 'docs/safety.md' },
  emulator: {
    examples: ['cliq-ds emulator --port 4010 --data .cliq-ds/emulator.db', 'cliq-ds emulator --limits --window 10s'],
    guide: 'docs/first-day.md',
  },
  validate: {
    examples: ['cliq-ds validate', 'cliq-ds validate --report sarif=problems.sarif'],
    guide: 'docs/codes.md',
  },
  plan: {
    examples: ['cliq-ds plan --out staging.plan.json --env staging', 'cliq-ds plan empdir rooms --steps'],
    guide: 'docs/recipes.md',
  },
  show: {
    examples: ['cliq-ds show staging.plan.json', 'cliq-ds show staging.plan.json --json'],
    guide: 'docs/formats.md#saved-plan',
  },
  apply: {
    examples: ['cliq-ds apply staging.plan.json', 'cliq-ds apply --yes --allow field-removed:empdir.notes'],
    guide: 'docs/safety.md',
  },
  drift: {
    examples: ['cliq-ds drift --accept empdir', 'cliq-ds drift --revert --out revert.plan.json'],
    guide: 'docs/first-day.md',
  },
  pull: {
    examples: ['cliq-ds pull empdir', 'cliq-ds pull --all --env production'],
    guide: 'docs/recipes.md#start-from-an-org-that-exists',
  },
  migration: {
    examples: ['cliq-ds migration new split-names', 'cliq-ds migration status'],
    guide: 'docs/recipes.md#rename-a-field',
  },
  'migration new': {
    examples: ['cliq-ds migration new split-names', 'cliq-ds migration new phone-book --config cliq-ds.config.ts'],
    guide: 'docs/recipes.md#rename-a-field',
  },
  'migration status': {
    examples: ['cliq-ds migration status', 'cliq-ds migration status --json'],
    guide: 'docs/recipes.md#rename-a-field',
  },
  'migration skip': {
    examples: ['cliq-ds migration skip split-names', 'cliq-ds migration skip split-names --env staging'],
    guide: 'docs/recipes.md#rename-a-field',
  },
  seed: {
    examples: ['cliq-ds seed --dry-run', 'cliq-ds seed empdir --yes --max-duration 10m'],
    guide: 'docs/first-day.md',
  },
  'seed pull': {
    examples: ['cliq-ds seed pull empdir', 'cliq-ds seed pull empdir --where isactive=true --columns empid,empname'],
    guide: 'docs/first-day.md',
  },
  query: {
    examples: [
      'cliq-ds query empdir --where isactive=true',
      'cliq-ds query empdir --columns empid,empname --format csv',
    ],
    guide: 'docs/security.md#secrets',
  },
  export: {
    examples: ['cliq-ds export empdir --type csv', 'cliq-ds export empdir --type pdf --password-env EXPORT_PASSWORD'],
    guide: 'docs/safety.md',
  },
  backup: { examples: ['cliq-ds backup', 'cliq-ds backup empdir --json'], guide: 'docs/formats.md#backup' },
  restore: {
    examples: ['cliq-ds restore latest', 'cliq-ds restore .cliq-ds/backup/staging/empdir --yes'],
    guide: 'docs/safety.md',
  },
  review: {
    examples: ['cliq-ds review --fail-on losses', 'cliq-ds review --comment changes-only'],
    guide: 'docs/ci.md',
  },
  check: { examples: ['cliq-ds check --base origin/main', 'cliq-ds check --base main --json'], guide: 'docs/ci.md' },
  fmt: { examples: ['cliq-ds fmt', 'cliq-ds fmt --check'], guide: 'docs/recipes.md#rename-a-field' },
  types: { examples: ['cliq-ds types --out src/datastores.ts', 'cliq-ds types --check'], guide: 'docs/library.md' },
  docs: { examples: ['cliq-ds docs --out datastores.md', 'cliq-ds docs --check'], guide: 'docs/library.md' },
  schema: { examples: ['cliq-ds schema config', 'cliq-ds schema seed'], guide: 'docs/config.md' },
  lock: { examples: ['cliq-ds lock show', 'cliq-ds lock repair'], guide: 'docs/formats.md#lock-file' },
  'lock show': {
    examples: ['cliq-ds lock show', 'cliq-ds lock show --env staging --json'],
    guide: 'docs/formats.md#lock-file',
  },
  'lock repair': {
    examples: ['cliq-ds lock repair', 'cliq-ds lock repair --env staging'],
    guide: 'docs/formats.md#lock-file',
  },
  'lock forget': {
    examples: ['cliq-ds lock forget empdir', 'cliq-ds lock forget empdir --env staging'],
    guide: 'docs/formats.md#lock-file',
  },
  'lock move': {
    examples: ['cliq-ds lock move', 'cliq-ds lock move --config cliq-ds.config.ts'],
    guide: 'docs/formats.md#lock-file',
  },
  unlock: {
    examples: ['cliq-ds unlock 4f1c2a', 'cliq-ds unlock 4f1c2a --env staging'],
    guide: 'docs/exit-codes.md',
  },
  explain: { examples: ['cliq-ds explain', 'cliq-ds explain LM102'], guide: 'docs/codes.md' },
  completion: {
    examples: ['eval "$(cliq-ds completion bash)"', 'cliq-ds completion fish | source'],
    guide: 'docs/first-day.md',
  },
}

/** The list of all commands: by what people want to do, those that belong together in one row. */
export const HELP_LIST: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'Start',
    [
      ['init', 'start a project: config, example, CI workflow'],
      ['auth, doctor', 'log in; check all that a run needs'],
      ['emulator', 'run a local Cliq emulator until stopped'],
    ],
  ],
  [
    'Change',
    [
      ['validate', 'check every definition, offline'],
      ['plan, show', 'show what apply would change, lose and cost'],
      ['apply', 'apply the planned changes to the org'],
      ['drift', 'show what was changed outside cliq-ds'],
      ['pull', 'write what is live into the definitions'],
      ['migration', 'move data as a schema cannot say; apply runs it'],
    ],
  ],
  [
    'Rows',
    [
      ['seed', 'write seed rows that the org lacks'],
      ['query, export', 'show live rows; ask Cliq to export them'],
      ['backup, restore', 'copy records, and bring them back'],
    ],
  ],
  [
    'Review',
    [
      ['review', 'plan a pull request and report the plan in it'],
      ['check', 'find conflicts that git merges but Cliq refuses'],
    ],
  ],
  [
    'Files',
    [
      ['fmt, types, docs', 'format definitions; generate types and a catalog'],
      ['schema', 'print a JSON Schema for editors'],
      ['lock, unlock', "repair the lock file; release a dead run's lease"],
    ],
  ],
  ['Help', [['explain, completion', 'explain a code; complete words in your shell']]],
]
