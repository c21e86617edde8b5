import type { UsedEnvironment } from '../files/config/environment.ts'
import type { ResolvedCredentials } from '../core/model/auth.ts'
import { Failure } from '../core/model/failure.ts'
import { stateDir } from '../files/disk/stateDir.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The credentials of an environment: its variables', or what a login left where no refresh token is set. Throws a Failure AU2xx. */
export async function credentialsOf(
  used: UsedEnvironment,
  accountsUrl: string,
  env: Env,
): Promise<ResolvedCredentials> {
  if (!used.lacksRefreshToken) return used.readCredentials()
  const { readLogin } = await import('../files/machine/logins.ts')
  const clientId = clientIdOf(used)
  // Reads them all, so that each variable that is missing is reported at once.
  if (clientId === undefined) return used.readCredentials()
  return used.readCredentials(await readLogin(stateDir(env), { accountsUrl, clientId }))
}

function clientIdOf(used: UsedEnvironment): string | undefined {
  try {
    return used.readClient().clientId
  } catch (error) {
    if (error instanceof Failure && error.problems.every(each => each.code === 'AU202')) return undefined
    throw error
  }
}

/**
 * Whether minted access tokens are kept on the disk: CLIQ_DS_TOKEN_CACHE decides, else the config, else that they are
 * except in a pipeline, whose disk others may read later.
 */
export function isTokenKept({ tokenCache }: Pick<UsedEnvironment, 'tokenCache'>, env: Env): boolean {
  const wanted = env['CLIQ_DS_TOKEN_CACHE'] ?? ''
  if (wanted !== '') return !isNo(wanted)
  return tokenCache ?? !isPipeline(env)
}

// Not every runner sets CI: Azure Pipelines, Jenkins, TeamCity and CodeBuild do not.
const RUNNERS = [
  'GITHUB_ACTIONS',
  'GITLAB_CI',
  'TF_BUILD',
  'JENKINS_URL',
  'TEAMCITY_VERSION',
  'CODEBUILD_BUILD_ID',
  'BITBUCKET_BUILD_NUMBER',
]

/** Whether a pipeline runs this: CI says so or not; where it is silent, a runner's own variable does. */
export function isPipeline(env: Env): boolean {
  const ci = env['CI'] ?? ''
  return ci === '' ? RUNNERS.some(each => (env[each] ?? '') !== '') : !isNo(ci)
}

function isNo(value: string): boolean {
  return /^(?:0|false|no|off)$/iu.test(value)
}
