import type { CodeTable } from './facts.ts'

/** What stands against a review. */
export const reviewCodes: CodeTable = {
  RV101: {
    title: 'a stranger would run with secrets',
    why: 'Under pull_request_target the job has the secrets of the repository, and what it would read was written by somebody else.',
    fix: 'Use `on: pull_request`. A pull request from a fork is then planned from the lock file, without secrets.',
    example: 'on:\n  pull_request:',
  },
  RV102: {
    title: 'nothing to review',
    why: 'Emulators are private to their machine, and the config has no other environment.',
    fix: 'Add an environment with a data centre to the config, or name one with --env.',
    example: 'cliq-ds review --env staging',
  },
  RV103: {
    title: 'not reviewed where reviews are',
    why: 'apply --reviewed asks the merged pull requests of this branch, so it needs the pipeline that a push started, and its token.',
    fix: 'Run it in a pipeline of GitHub or GitLab that a push to the branch started, with GITHUB_TOKEN or GITLAB_TOKEN in the environment of the step.',
    example: 'env: { GITHUB_TOKEN: "${{ github.token }}" }',
  },
  ST109: {
    title: 'not reviewed',
    why: 'apply --reviewed carries out just the changes that the comment of a merged pull request showed, of the commit that was merged. What came otherwise, or looks otherwise by now, was seen by nobody.',
    fix: 'Have it reviewed in a pull request. Or read the plan that was printed, and start the apply by hand with its digest.',
    example: 'cliq-ds apply --env production --expect "$REVIEWED_DIGEST"',
  },
}
