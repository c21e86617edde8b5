import type { CodeTable } from './facts.ts'

/** What can go wrong between a pipeline and GitHub or GitLab. */
export const forgeCodes: CodeTable = {
  FG101: {
    title: 'the token may not do this',
    why: 'GitHub or GitLab refused a call. The token of a workflow can do only what its permissions name, and CI_JOB_TOKEN of GitLab cannot comment at all.',
    fix: 'Give the job the permission: pull-requests: write for comments, issues: write for drift. On GitLab, put a project access token into GITLAB_TOKEN.',
    example: 'permissions: { contents: read, pull-requests: write }',
  },
  FG102: {
    title: 'GitHub or GitLab cannot be reached',
    why: 'It gave no answer, or none that can be read, however often it was asked.',
    fix: 'Run the job again.',
    example: 'cliq-ds review',
  },
  FG103: {
    title: 'GitHub or GitLab limits how often it is called',
    why: 'Both count calls, and GitHub counts bursts of writing besides. A wait of some minutes is kept, a longer one is not.',
    fix: 'Run the job again later.',
    example: 'cliq-ds review',
  },
  FG104: {
    title: 'this is switched off in the repository',
    why: 'Issues, for one, can be disabled.',
    fix: 'Switch it on in the settings of the repository, or leave the step out.',
    example: 'cliq-ds drift # without --issue',
  },
  FG105: {
    title: 'an address that no token may go to',
    why: 'The variables of the pipeline name an address without TLS, so anybody on the way could read the token.',
    fix: 'Use https. Plain http is taken for this machine only.',
    example: 'export GITHUB_API_URL=https://github.example/api/v3',
  },
}
