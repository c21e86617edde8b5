/** The config of a new project. */
export const CONFIG: string = `import { defineConfig, env } from 'cliq-ds'

const credentials = {
  clientId: env('CLIQ_CLIENT_ID'),
  clientSecret: env('CLIQ_CLIENT_SECRET'),
  refreshToken: env('CLIQ_REFRESH_TOKEN'),
}

export default defineConfig({
  defaultEnvironment: 'local',
  environments: {
    // The embedded Cliq: its data lies under .cliq-ds/, and nothing leaves this machine.
    local: { emulator: true },
    // Where your org lives: us, eu, in, au, jp, ca, sa, uk or cn.
    staging: { dataCenter: 'us', prefix: 'stg_', credentials },
    // Protected: apply takes only a plan that was saved and reviewed. Where runners share no disk, let the org itself
    // keep two applies apart, at some record calls each: lease: { kind: 'org' }.
    production: { dataCenter: 'us', credentials, protected: true },
  },
})
`

/** A first definition. */
export const EXAMPLE: string = `# yaml-language-server: $schema=../node_modules/cliq-ds/schema/datastore.json
unique_name: empdir
name: Employee Directory
description: Tracks employee records and department data
fields:
  empid:    { name: Employee ID,   type: number,       mandatory: true }
  empname:  { name: Employee Name, type: limited-text, mandatory: true }
  isactive: { name: Active Status, type: boolean,      default_value: "true" }
  notes:    { name: Notes,         type: large-text }
unique_keys:
  - [empid]
`

/** What git shall not keep. */
export const IGNORED: readonly string[] = ['.cliq-ds/', '*.plan.json']

const SECRETS = `    env:
      CLIQ_CLIENT_ID: \${{ secrets.CLIQ_CLIENT_ID }}
      CLIQ_CLIENT_SECRET: \${{ secrets.CLIQ_CLIENT_SECRET }}
      CLIQ_REFRESH_TOKEN: \${{ secrets.CLIQ_REFRESH_TOKEN }}`

const INSTALL = `      - uses: actions/setup-node@v4
        with: { node-version: 24 }
      - run: npm ci --ignore-scripts`

// What apply left in the org is only known to later runs when the lock file gets back into the repository.
const KEEP_LOCK = `      - name: Commit the lock file, also after an apply that stopped half-way
        if: always()
        run: |
          git config user.name cliq-ds
          git config user.email cliq-ds@users.noreply.github.com
          git add cliq-ds.lock.json
          git diff --cached --quiet || git commit -m "Record what was applied to \${{ github.job }}"
          git pull --rebase && git push`

/** Plans on pull requests without secrets for forks, applies on main; one run at a time. */
export const WORKFLOW: string = `name: cliq-ds

on:
  pull_request:
  push:
    branches: [main]

permissions:
  contents: read

jobs:
  plan:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    # Empty in a pull request from a fork: GitHub gives it no secrets.
${SECRETS}
    steps:
      - uses: actions/checkout@v4
${INSTALL}
      - run: npx cliq-ds validate
      - if: \${{ !github.event.pull_request.head.repo.fork }}
        run: npx cliq-ds plan --env staging
      # From a fork: planned from the lock file, without reaching the org.
      - if: github.event.pull_request.head.repo.fork
        run: npx cliq-ds plan --env staging --offline

  staging:
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    environment: staging
    concurrency: { group: cliq-ds-staging, cancel-in-progress: false }
    permissions:
      contents: write
${SECRETS}
    steps:
      - uses: actions/checkout@v4
        with: { ref: main }
${INSTALL}
      - run: npx cliq-ds apply --env staging --yes
${KEEP_LOCK}

  # Let the GitHub environment "production" ask for a reviewer: the plan job before it shows what will happen.
  production-plan:
    needs: staging
    runs-on: ubuntu-latest
    environment: production-plan
${SECRETS}
    steps:
      - uses: actions/checkout@v4
        with: { ref: main }
${INSTALL}
      - run: npx cliq-ds plan --env production --out production.plan.json
      - uses: actions/upload-artifact@v4
        with: { name: plan, path: production.plan.json, retention-days: 1 }

  production:
    needs: production-plan
    runs-on: ubuntu-latest
    environment: production
    concurrency: { group: cliq-ds-production, cancel-in-progress: false }
    permissions:
      contents: write
${SECRETS}
    steps:
      - uses: actions/checkout@v4
        with: { ref: main }
${INSTALL}
      - uses: actions/download-artifact@v4
        with: { name: plan }
      - run: npx cliq-ds apply production.plan.json --env production
${KEEP_LOCK}
`
