/** What a new config depends on. */
export interface NewConfig {
  /** A branch for the lock file needs a repository with a remote. */
  readonly hasRemote: boolean
  /** The data centre of the org; none where only the emulator is used for now. */
  readonly dataCenter: string | undefined
  /** An example is written too, which stays out of production. */
  readonly example: boolean
}

const BRANCH = 'The lock file is on its own branch, so that no pipeline has to push to main after an apply.'
const LATER = [
  'Once this repository has a remote, put the lock file on its own branch, so that no pipeline has to push to main',
  'after an apply:',
]
const LOCAL = 'The embedded emulator: its data is in .cliq-ds/, and nothing leaves this machine.'
const CENTRES = 'The data centre of your org: us, eu, in, au, jp, ca, sa, uk or cn.'
const PROTECTED = [
  'Protected: apply takes only a plan that was reviewed. Runners share no disk, so the org itself keeps two applies',
  'apart, at some record calls each.',
]
const IGNORE = 'The example stays out of production: delete this line together with schemas/empdir.yaml.'

/** The config of a new project. */
export function codeConfig({ hasRemote, dataCenter, example }: NewConfig): string {
  const credentials = `const credentials = {
  clientId: env('CLIQ_CLIENT_ID'),
  clientSecret: env('CLIQ_CLIENT_SECRET'),
  refreshToken: env('CLIQ_REFRESH_TOKEN'),
}

`
  const orgs = `    // ${CENTRES}
    staging: { dataCenter: '${dataCenter}', prefix: 'stg_', credentials },
${PROTECTED.map(each => `    // ${each}\n`).join('')}    production: {
      dataCenter: '${dataCenter}',
      credentials,
      protected: true,
      lease: { kind: 'org' },
${example ? `      // ${IGNORE}\n      ignore: ['empdir'],\n` : ''}    },
`
  const hasOrg = dataCenter !== undefined
  return `import { defineConfig${hasOrg ? ', env' : ''} } from 'cliq-ds'

${hasOrg ? credentials : ''}export default defineConfig({
  defaultEnvironment: 'local',
${branchLines(hasRemote, '  // ', '  ')}lockFile: { branch: 'cliq-ds-lock' },
  environments: {
    // ${LOCAL}
    local: { emulator: true },
${hasOrg ? orgs : ''}  },
})
`
}

// What stands before the setting; without a remote the setting itself is a comment.
function branchLines(hasRemote: boolean, comment: string, indent: string): string {
  if (hasRemote) return `${comment}${BRANCH}\n${indent}`
  return [...LATER, ''].map(each => comment + each).join('\n')
}

/** The same in YAML: pull requests of forks are planned from it, since no code of theirs is run. */
export function yamlConfig({ hasRemote, dataCenter, example }: NewConfig): string {
  const credentials = `    credentials:
      clientId: "\${env:CLIQ_CLIENT_ID}"
      clientSecret: "\${env:CLIQ_CLIENT_SECRET}"
      refreshToken: "\${env:CLIQ_REFRESH_TOKEN}"
`
  const orgs = `  # ${CENTRES}
  staging:
    dataCenter: ${dataCenter}
    prefix: stg_
${credentials}${PROTECTED.map(each => `  # ${each}\n`).join('')}  production:
    dataCenter: ${dataCenter}
    protected: true
    lease: { kind: org }
${example ? `    # ${IGNORE}\n    ignore: [empdir]\n` : ''}${credentials}`
  return `defaultEnvironment: local
${branchLines(hasRemote, '# ', '')}lockFile: { branch: cliq-ds-lock }
environments:
  # ${LOCAL}
  local: { emulator: true }
${dataCenter === undefined ? '' : orgs}`
}

/** The same in JSON, which takes no comments. */
export function jsonConfig({ hasRemote, dataCenter, example }: NewConfig): string {
  const credentials = {
    clientId: '${env:CLIQ_CLIENT_ID}',
    clientSecret: '${env:CLIQ_CLIENT_SECRET}',
    refreshToken: '${env:CLIQ_REFRESH_TOKEN}',
  }
  const ignore = example ? { ignore: ['empdir'] } : {}
  const orgs = {
    staging: { dataCenter, prefix: 'stg_', credentials },
    production: { dataCenter, protected: true, lease: { kind: 'org' }, ...ignore, credentials },
  }
  const config = {
    $schema: './node_modules/cliq-ds/schema/config.json',
    defaultEnvironment: 'local',
    ...(hasRemote && { lockFile: { branch: 'cliq-ds-lock' } }),
    environments: { local: { emulator: true }, ...(dataCenter !== undefined && orgs) },
  }
  return `${JSON.stringify(config, null, 2)}\n`
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

/** What git must not keep. */
export const IGNORED: readonly string[] = ['.cliq-ds/', '*.plan.json']
