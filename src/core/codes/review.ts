import type { CodeTable } from './facts.ts'

/** What stands against a review. */
export const reviewCodes: CodeTable = {
  RV101: {
    title: "a fork's pull request would run with secrets",
    why: 'Under pull_request_target the job has the secrets of the repository, but reads files that somebody else wrote.',
    fix: 'Use `on: pull_request`. A pull request from a fork is then planned from the lock file, without secrets.',
    example: 'on:\n  pull_request:',
  },
  RV102: {
    title: 'nothing to review',
    why: 'The config has only emulators, which are private to their machine.',
    fix: 'Add an environment with a data centre to the config, or name one with --env.',
    example: 'cliq-ds review --env staging',
  },
  RV103: {
    title: 'no pipeline to read reviews in',
    why: 'apply --reviewed reads the merged pull requests of this branch, so it needs the pipeline of a push, and its token.',
    fix: 'Run it in a GitHub or GitLab pipeline started by a push to the branch, with GITHUB_TOKEN or GITLAB_TOKEN in the environment of the step.',
    example: 'env: { GITHUB_TOKEN: "${{ github.token }}" }',
  },
  RV104: {
    title: 'not the same change in two environments',
    why: 'The plans of several environments were made in one run, and this one changes something more, less or different than the first. Mostly the two are at different versions, or somebody changed one by hand.',
    fix: 'Compare the two plans. Apply the first environment before the next, or run cliq-ds drift for the one that moved.',
    example: 'cliq-ds plan --env staging,production',
  },
  ST109: {
    title: 'not reviewed',
    why: 'apply --reviewed applies only the changes that the comment of a merged pull request showed, for the merged commit. Nobody reviewed anything else, or what has changed since.',
    fix: 'Have it reviewed in a pull request. Or read the printed plan, and start the apply by hand with its digest.',
    example: 'cliq-ds apply --env production --expect "$REVIEWED_DIGEST"',
  },
}
