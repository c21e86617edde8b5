/** One input of the action and of the component, and what becomes of it. */
export interface CiInput {
  readonly name: string
  readonly says: string
  readonly preset: string
  /** The option of the command line that it sets; '' for what the shim itself reads. */
  readonly option: string
  /** Commands that take it; empty for all. */
  readonly of: readonly string[]
  /** Whether the component of GitLab has it too. */
  readonly inLab?: true | undefined
}

/** The one table that the action, the component and their documentation are made of. */
export const CI_INPUTS: readonly CiInput[] = [
  {
    name: 'command',
    says: 'review, apply, drift or check; by default what fits the event',
    preset: '',
    option: '',
    of: [],
  },
  {
    name: 'environments',
    says: 'environments of the config, with commas; by default all but emulators for review, and needed for apply and drift',
    preset: '',
    option: '',
    of: [],
    inLab: true,
  },
  { name: 'working-directory', says: 'the folder of the project', preset: '.', option: '', of: [], inLab: true },
  { name: 'config', says: 'the config file', preset: '', option: '--config', of: [], inLab: true },
  {
    name: 'version',
    says: 'an exact version to install; by default the one that the project has installed',
    preset: '',
    option: '',
    of: [],
  },
  { name: 'base', says: 'the branch that check compares with', preset: '', option: '--base', of: ['check'] },
  {
    name: 'allow',
    says: 'consents to losses, one a line',
    preset: '',
    option: '--allow',
    of: ['review', 'apply'],
    inLab: true,
  },
  {
    name: 'expect',
    says: 'the digest of the plan, for an apply by hand without a review',
    preset: '',
    option: '--expect',
    of: ['apply'],
  },
  {
    name: 'comment',
    says: 'true, changes-only or false',
    preset: 'true',
    option: '--comment',
    of: ['review'],
    inLab: true,
  },
  {
    name: 'labels',
    says: 'whether the pull request gets a label',
    preset: 'true',
    option: '--no-labels',
    of: ['review'],
    inLab: true,
  },
  { name: 'annotations', says: 'whether lines are marked', preset: 'true', option: '--no-annotations', of: ['review'] },
  { name: 'summary', says: 'whether the job gets a summary', preset: 'true', option: '--no-summary', of: ['review'] },
  {
    name: 'report',
    says: 'FORMAT=FILE, one a line, such as html=plan.html or sarif=plan.sarif',
    preset: '',
    option: '--report',
    of: ['review', 'apply', 'drift'],
  },
  {
    name: 'fail-on',
    says: 'losses, drift, changes or never',
    preset: 'never',
    option: '--fail-on',
    of: ['review'],
    inLab: true,
  },
  {
    name: 'max-duration',
    says: 'stop after this long, such as 50m; run the same job again to resume',
    preset: '',
    option: '--max-duration',
    of: ['apply'],
    inLab: true,
  },
]

/** What later steps can read. */
export const CI_OUTPUTS: readonly { readonly name: string; readonly says: string }[] = [
  { name: 'changes', says: 'how many rows change, over all environments' },
  { name: 'adds', says: 'of these, added' },
  { name: 'updates', says: 'of these, changed in place' },
  { name: 'removes', says: 'of these, removed' },
  { name: 'losses', says: 'changes that destroy values' },
  { name: 'drift', says: 'what was changed outside' },
  { name: 'calls', says: 'calls that an apply of the plan takes' },
  { name: 'seconds', says: 'seconds that it takes at least' },
  { name: 'digest', says: 'of the plan, where there is one environment' },
  { name: 'digests', says: 'of all plans, as JSON by environment' },
  { name: 'comment-url', says: 'address of the comment' },
  { name: 'exit-code', says: 'of the command' },
  {
    name: 'failure-reason',
    says: 'invalid, stale, consent-missing, lease-held, locked-out, auth, partly-applied or drift',
  },
  { name: 'retry-at', says: 'when a lock-out ends' },
]
