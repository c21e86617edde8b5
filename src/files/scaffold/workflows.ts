/** What the texts of pipelines depend on. */
export interface Pipeline {
  /** The project's folder in the repository, `.` for its root. */
  readonly folder: string
}

// By commit, so that nobody can change what runs; each is the one that the release in the comment had.
const CHECKOUT = 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0'
const SETUP_NODE = 'actions/setup-node@a0853c24544627f65ddf259abe73b1d18a591444 # v5.0.0'

const HUB_INSTALL = `      - uses: ${CHECKOUT}
        # check needs the commit that both branches come from.
        with: { fetch-depth: 0 }
      - uses: ${SETUP_NODE}
        with: { node-version: 24 }
      - run: npm ci --ignore-scripts`

function hubSecrets(prefix: string): string {
  return ['CLIENT_ID', 'CLIENT_SECRET', 'REFRESH_TOKEN']
    .map(name => `          CLIQ_${name}: \${{ secrets.${prefix}_${name} }}`)
    .join('\n')
}

function hubApply(environment: string, needs: string): string {
  return `  ${environment}:
    needs: [${needs}]
    if: >-
      !cancelled() && !failure() &&
      (github.event_name == 'push' || (github.event_name == 'workflow_dispatch' && inputs.environment == '${environment}'))
    runs-on: ubuntu-latest
    timeout-minutes: 60
    environment: ${environment}
    # One queue for each user of the API, since limits are counted by user; nothing that has begun is cancelled.
    concurrency: { group: cliq-ds-apply, queue: max }
    permissions: { contents: write, pull-requests: write }
    steps:
${HUB_INSTALL}
      # A push applies what its pull requests reviewed. By hand, the digest that was printed stands for the review.
      - run: |
          set -- apply --env ${environment}
          if [ -n "$EXPECT" ]; then set -- "$@" --expect "$EXPECT"; else set -- "$@" --reviewed; fi
          if [ -n "$ALLOW" ]; then set -- "$@" --allow "$ALLOW"; fi
          npx --no -- cliq-ds "$@"
        env:
          EXPECT: \${{ inputs.expect }}
          ALLOW: \${{ inputs.allow }}
          GITHUB_TOKEN: \${{ github.token }}
          CLIQ_DS_REVIEW_KEY: \${{ secrets.CLIQ_DS_REVIEW_KEY }}
${hubSecrets('CLIQ')}
`
}

/** The workflow of GitHub: reviews pull requests without a secret that can write, applies on main, looks for drift. */
export function gitHubWorkflow({ folder }: Pipeline): string {
  return `${hubHead(folder)}${HUB_REVIEW}${HUB_APPLY}${HUB_DRIFT}`.replaceAll('    needs: []\n', '')
}

function hubHead(folder: string): string {
  const defaults = folder === '.' ? '' : `defaults: { run: { working-directory: ${JSON.stringify(folder)} } }\n\n`
  return `name: ${folder === '.' ? 'cliq-ds' : JSON.stringify(`cliq-ds ${folder}`)}

# What this relies on: a lock file on a branch, lockFile: { branch: 'cliq-ds-lock' } in the config, so that nothing is pushed to main
# after an org has changed. And settings (Settings -> Environments, Secrets and variables -> Actions):
# - secrets CLIQ_PLAN_CLIENT_ID, CLIQ_PLAN_CLIENT_SECRET, CLIQ_PLAN_REFRESH_TOKEN of the repository: a user who may only read;
# - environments staging and production, for the branch main only, with secrets CLIQ_CLIENT_ID, CLIQ_CLIENT_SECRET and
#   CLIQ_REFRESH_TOKEN, and without reviewers: a run that waits for one would block the queue;
# - environment production-approval with the reviewers, and without secrets. GitHub makes one that is missing, and asks nobody;
# - optional: secret CLIQ_DS_REVIEW_KEY of repository and environments, any long text: only signed reviews are then believed.
on:
  # No paths: a required check that is skipped would block.
  pull_request:
  merge_group:
  push:
    branches: [main]
  # GitHub stops schedules of public repositories after 60 days without a commit.
  schedule:
    - cron: '23 5 * * 1-5'
  workflow_dispatch:
    inputs:
      environment:
        description: Where to apply
        type: choice
        options: [staging, production]
        required: true
      expect:
        description: Digest of the plan, as it was printed
        type: string
      allow:
        description: Consents to losses, with commas
        type: string

permissions:
  contents: read

${defaults}jobs:
`
}

const HUB_REVIEW = `  review:
    if: github.event_name == 'pull_request' || github.event_name == 'merge_group'
    runs-on: ubuntu-latest
    timeout-minutes: 20
    concurrency: { group: cliq-ds-plan, queue: max }
    permissions: { contents: read, pull-requests: write }
    steps:
${HUB_INSTALL}
      - if: github.event_name == 'pull_request'
        run: npx --no -- cliq-ds check --base "origin/$BASE"
        env:
          BASE: \${{ github.base_ref }}
      # From a fork there are no secrets: it is planned from the lock file then, no code of it is run, and no comment is made.
      - run: npx --no -- cliq-ds review
        env:
          GITHUB_TOKEN: \${{ github.token }}
          CLIQ_DS_REVIEW_KEY: \${{ secrets.CLIQ_DS_REVIEW_KEY }}
${hubSecrets('CLIQ_PLAN')}

`

const HUB_APPLY = `${hubApply('staging', '')}
  # Blocks no queue while it waits for its reviewers.
  approve-production:
    needs: [staging]
    if: >-
      !cancelled() && !failure() &&
      (github.event_name == 'push' || (github.event_name == 'workflow_dispatch' && inputs.environment == 'production'))
    runs-on: ubuntu-latest
    timeout-minutes: 5
    environment: production-approval
    steps:
      - run: echo approved

${hubApply('production', 'approve-production')}
`

const HUB_DRIFT = `  drift:
    if: github.event_name == 'schedule'
    runs-on: ubuntu-latest
    timeout-minutes: 20
    concurrency: { group: cliq-ds-plan, queue: max }
    strategy:
      fail-fast: false
      matrix: { environment: [staging, production] }
    permissions: { contents: read, issues: write }
    steps:
${HUB_INSTALL}
      # Drift is reported in its issue; whatever else goes wrong is red.
      - run: npx --no -- cliq-ds drift --issue --env "$TARGET" || [ $? -eq 3 ]
        env:
          TARGET: \${{ matrix.environment }}
          GITHUB_TOKEN: \${{ github.token }}
${hubSecrets('CLIQ_PLAN')}
`
