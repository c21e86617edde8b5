import type { Ci } from '../core/review/ci.ts'
import { mappingOf, textOf } from './shape.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The pipeline of a process, read from its variables; `readEvent` gives the JSON of the event of GitHub. Undefined outside of one. */
export async function readCi(env: Env, readEvent: (path: string) => Promise<string>): Promise<Ci | undefined> {
  if (env['GITHUB_ACTIONS'] === 'true') {
    const path = env['GITHUB_EVENT_PATH']
    return gitHubCi(env, path === undefined || path === '' ? {} : mappingOf(JSON.parse(await readEvent(path))))
  }
  return env['GITLAB_CI'] === 'true' ? gitLabCi(env) : undefined
}

function gitHubCi(env: Env, event: Readonly<Record<string, unknown>>): Ci {
  const name = env['GITHUB_EVENT_NAME'] ?? ''
  const pull = mappingOf(event['pull_request'])
  const [head, base] = [mappingOf(pull['head']), mappingOf(pull['base'])]
  const from = textOf(mappingOf(head['repo'])['full_name'])
  const isForeign = from === '' || from !== textOf(mappingOf(base['repo'])['full_name'])
  const { GITHUB_REPOSITORY: repository = '', GITHUB_SERVER_URL: server = '', GITHUB_RUN_ID: run = '' } = env
  const isPush = name !== 'pull_request' && name !== 'pull_request_target' && name !== 'merge_group'
  return {
    kind: 'github',
    repository,
    workspace: env['GITHUB_WORKSPACE'] ?? '',
    pull:
      textOf(pull['number']) === ''
        ? undefined
        : {
            number: textOf(pull['number']),
            head: textOf(head['sha']),
            base: textOf(base['sha']),
            isForeign,
            hasSecrets: name === 'pull_request_target',
          },
    branch: isPush && env['GITHUB_REF_TYPE'] !== 'tag' ? (env['GITHUB_REF_NAME'] ?? undefined) : undefined,
    commit: env['GITHUB_SHA'] ?? '',
    run: `${run}.${env['GITHUB_RUN_ATTEMPT'] ?? '1'}`,
    runUrl: server === '' || run === '' ? '' : `${server}/${repository}/actions/runs/${run}`,
    event: name,
  }
}

function gitLabCi(env: Env): Ci {
  const {
    CI_PROJECT_ID: project = '',
    CI_MERGE_REQUEST_IID: number,
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: source,
    CI_COMMIT_SHA: commit = '',
  } = env
  // In a pipeline of merged results the commit is one that only this pipeline knows.
  const head = env['CI_MERGE_REQUEST_SOURCE_BRANCH_SHA'] || commit
  return {
    kind: 'gitlab',
    repository: project,
    workspace: env['CI_PROJECT_DIR'] ?? '',
    pull:
      number === undefined || number === ''
        ? undefined
        : {
            number,
            head,
            base: env['CI_MERGE_REQUEST_DIFF_BASE_SHA'] ?? '',
            isForeign: source !== (env['CI_MERGE_REQUEST_PROJECT_ID'] ?? project),
            hasSecrets: false,
          },
    branch: env['CI_COMMIT_BRANCH'],
    commit,
    run: `${env['CI_PIPELINE_ID'] ?? ''}.${env['CI_JOB_ID'] ?? ''}`,
    runUrl: env['CI_JOB_URL'] ?? '',
    event: env['CI_PIPELINE_SOURCE'] ?? '',
  }
}
