import type { Problem } from '../model/problem.ts'

/** One environment of GitHub, as far as the workflow of `init` relies on it. */
export interface ForgeEnvironment {
  readonly name: string
  /** Whether its jobs wait for people. */
  readonly hasReviewers: boolean
  /** Whether only some branches may use it. */
  readonly isLimited: boolean
}

/** One variable of GitLab; its value is never read. */
export interface ForgeVariable {
  readonly name: string
  readonly isMasked: boolean
  readonly isProtected: boolean
}

/** Settings of a repository; undefined is what the token may not read, or what the forge does not have. */
export interface ForgeSettings {
  readonly branch: string
  /** Whether a push to the default branch takes a review, or is for few. */
  readonly isProtected: boolean | undefined
  readonly hasIssues: boolean | undefined
  readonly environments: readonly ForgeEnvironment[] | undefined
  readonly variables: readonly ForgeVariable[] | undefined
}

const WRITING = ['CLIQ_CLIENT_ID', 'CLIQ_CLIENT_SECRET', 'CLIQ_REFRESH_TOKEN']
const READING = ['CLIQ_PLAN_CLIENT_ID', 'CLIQ_PLAN_CLIENT_SECRET', 'CLIQ_PLAN_REFRESH_TOKEN']

/** What the pipeline of `init` relies on and the repository has not set; `targets` are the environments it applies to. */
export function settingProblems(
  kind: 'github' | 'gitlab',
  { branch, isProtected, hasIssues, environments, variables }: ForgeSettings,
  targets: readonly string[],
): readonly Problem[] {
  const at = kind === 'github' ? 'Settings -> Rules' : 'Settings -> Repository -> Protected branches'
  return [
    ...(isProtected === false
      ? [doubt(`${branch} is not protected: a push to it needs no pull request`, `protect it: ${at}`)]
      : []),
    ...(hasIssues === false
      ? [
          doubt(
            'issues are disabled, so drift --issue reports nothing',
            'enable them in the settings of the repository',
          ),
        ]
      : []),
    ...(environments === undefined ? [] : targets.flatMap(each => environmentProblems(each, environments))),
    ...(variables === undefined ? [] : variableProblems(variables)),
  ]
}

/** Settings to look at by hand, where no token is there to read them. */
export function settingsToCheck(kind: 'github' | 'gitlab', targets: readonly string[]): string {
  return kind === 'github'
    ? `main protected, environments ${targets.join(', ')} for main only and without reviewers, reviewers on each -approval`
    : `main protected, ${WRITING.join(', ')} masked and protected, GITLAB_TOKEN masked`
}

function environmentProblems(name: string, all: readonly ForgeEnvironment[]): readonly Problem[] {
  const place = 'Settings -> Environments'
  const [own, approval] = [name, `${name}-approval`].map(wanted => all.find(each => each.name === wanted))
  const waits = own?.hasReviewers === true
  return [
    ...(own === undefined
      ? [
          doubt(
            `there is no environment ${name}: GitHub makes it, without a rule, for the first job that names it`,
            `add it for main only: ${place}`,
          ),
        ]
      : []),
    ...(own?.isLimited === false
      ? [doubt(`jobs of every branch may use the environment ${name} and its secrets`, `limit it to main: ${place}`)]
      : []),
    ...(waits
      ? [
          doubt(
            `jobs of the environment ${name} wait for reviewers and block the queue meanwhile`,
            `move the reviewers to ${name}-approval: ${place}`,
          ),
        ]
      : []),
    ...(approval !== undefined && !approval.hasReviewers
      ? [doubt(`the environment ${name}-approval has no reviewers, so nobody is asked`, `add them: ${place}`)]
      : []),
  ]
}

function variableProblems(all: readonly ForgeVariable[]): readonly Problem[] {
  const place = 'Settings -> CI/CD -> Variables'
  const wrong = (name: string, needsProtection: boolean): readonly Problem[] => {
    const own = all.filter(each => each.name === name)
    if (own.length === 0) return [doubt(`the variable ${name} is not set`, `add it, masked: ${place}`)]
    return [
      ...(own.some(each => !each.isMasked) && !name.endsWith('_CLIENT_ID')
        ? [doubt(`the variable ${name} is not masked, so a job log may show it`, `mask it: ${place}`)]
        : []),
      ...(needsProtection && own.some(each => !each.isProtected)
        ? [doubt(`the variable ${name} is not protected, so jobs of every branch have it`, `protect it: ${place}`)]
        : []),
    ]
  }
  return [
    ...wrong('GITLAB_TOKEN', false),
    ...READING.flatMap(each => wrong(each, false)),
    ...WRITING.flatMap(each => wrong(each, true)),
  ]
}

function doubt(message: string, hint: string): Problem {
  return { code: 'DR105', severity: 'warning', message, hint }
}
