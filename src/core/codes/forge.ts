import type { CodeTable } from './facts.ts'

/** What can go wrong between a pipeline and GitHub or GitLab. */
export const forgeCodes: CodeTable = {
  FG101: {
    title: 'the token may not do this',
    why: 'GitHub or GitLab refused a call. A workflow token can do only what its permissions list, and CI_JOB_TOKEN of GitLab cannot comment at all.',
    fix: 'Give the job the permission: pull-requests: write for comments, issues: write for drift. On GitLab, put a project access token into GITLAB_TOKEN.',
    example: 'permissions: { contents: read, pull-requests: write }',
  },
  FG102: {
    title: 'GitHub or GitLab cannot be reached',
    why: 'It did not answer, or not readably, after several attempts.',
    fix: 'Run the job again.',
    example: 'cliq-ds review',
  },
  FG103: {
    title: 'GitHub or GitLab limits how often it is called',
    why: 'Both count calls, and GitHub also counts bursts of writes. cliq-ds waits some minutes, but not longer.',
    fix: 'Run the job again later.',
    example: 'cliq-ds review',
  },
  FG104: {
    title: 'this is disabled in the repository',
    why: 'Issues, for example, can be disabled.',
    fix: 'Enable it in the settings of the repository, or leave the step out.',
    example: 'cliq-ds drift # without --issue',
  },
  FG105: {
    title: 'an address that no token is sent to',
    why: 'The variables of the pipeline name an address without TLS, so anyone on the network path could read the token.',
    fix: 'Use https. Plain http is allowed for this machine only.',
    example: 'export GITHUB_API_URL=https://github.example/api/v3',
  },
}
