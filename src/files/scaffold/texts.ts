/** The config of a new project. A branch for the lock file needs a repository with a remote. */
export function codeConfig(hasRemote: boolean): string {
  return `import { defineConfig, env } from 'cliq-ds'

const credentials = {
  clientId: env('CLIQ_CLIENT_ID'),
  clientSecret: env('CLIQ_CLIENT_SECRET'),
  refreshToken: env('CLIQ_REFRESH_TOKEN'),
}

export default defineConfig({
  defaultEnvironment: 'local',
  // The lock file is on its own branch, so that no pipeline has to push to main after an apply.
  ${hasRemote ? '' : '// Once this repository has a remote: '}lockFile: { branch: 'cliq-ds-lock' },
  environments: {
    // The embedded emulator: its data is in .cliq-ds/, and nothing leaves this machine.
    local: { emulator: true },
    // The data centre of your org: us, eu, in, au, jp, ca, sa, uk or cn.
    staging: { dataCenter: 'us', prefix: 'stg_', credentials },
    // Protected: apply takes only a plan that was reviewed. Runners share no disk, so the org itself keeps two applies
    // apart, at some record calls each.
    production: { dataCenter: 'us', credentials, protected: true, lease: { kind: 'org' } },
  },
})
`
}

/** The same in YAML: pull requests of forks are planned from it, since no code of theirs is run. */
export function yamlConfig(hasRemote: boolean): string {
  return `defaultEnvironment: local
# The lock file is on its own branch, so that no pipeline has to push to main after an apply.
${hasRemote ? '' : '# Once this repository has a remote: '}lockFile: { branch: cliq-ds-lock }
environments:
  # The embedded emulator: its data is in .cliq-ds/, and nothing leaves this machine.
  local: { emulator: true }
  # The data centre of your org: us, eu, in, au, jp, ca, sa, uk or cn.
  staging:
    dataCenter: us
    prefix: stg_
    credentials:
      clientId: "\${env:CLIQ_CLIENT_ID}"
      clientSecret: "\${env:CLIQ_CLIENT_SECRET}"
      refreshToken: "\${env:CLIQ_REFRESH_TOKEN}"
  # Protected: apply takes only a plan that was reviewed. Runners share no disk, so the org itself keeps two applies apart,
  # at some record calls each.
  production:
    dataCenter: us
    protected: true
    lease: { kind: org }
    credentials:
      clientId: "\${env:CLIQ_CLIENT_ID}"
      clientSecret: "\${env:CLIQ_CLIENT_SECRET}"
      refreshToken: "\${env:CLIQ_REFRESH_TOKEN}"
`
}

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
