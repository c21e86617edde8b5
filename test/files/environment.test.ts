import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { readConfig } from '../../src/files/config/config.ts'
import { useEnvironment } from '../../src/files/config/environment.ts'
import type { UsedEnvironment } from '../../src/files/config/environment.ts'
import { outline, refusal, temporaryFolder } from './temporary.ts'

const yaml = `defaultEnvironment: local
environments:
  local: { emulator: true }
  staging:
    apiUrl: "\${env:API}"
    accountsUrl: https://accounts.zoho.eu
    credentials:
      clientId: id
      clientSecret: \${env:SECRET}
      refreshToken: \${env:REFRESH}
  bare: { dataCenter: us }
`

const full = { API: 'https://cliq.zoho.eu/api/v3', SECRET: 'canary', REFRESH: '${env:API}' }

type Env = Readonly<Record<string, string>>

async function use(
  flag: string | undefined,
  env: Env,
  text = yaml,
  name = 'c.yaml',
  secrets = new Set<string>(),
): Promise<UsedEnvironment> {
  const root = await temporaryFolder()
  await writeFile(join(root, name), text)
  return useEnvironment(await readConfig(join(root, name), { env }), flag, { env, secrets })
}

test('the flag chooses, then CLIQ_DS_ENV, then the default, then the only one', async () => {
  expect((await use('staging', { ...full, CLIQ_DS_ENV: 'local' })).name).toBe('staging')
  expect((await use(undefined, { ...full, CLIQ_DS_ENV: 'staging' })).name).toBe('staging')
  expect((await use(undefined, { CLIQ_DS_ENV: '' })).name).toBe('local')
  expect((await use(undefined, {}, 'environments: { one: { emulator: true } }\n')).name).toBe('one')
})

test('variables are read once, and those of credentials only when they are asked for', async () => {
  const { environment, readCredentials } = await use('staging', { API: full.API })
  expect(environment.apiUrl).toBe(full.API)
  expect(outline(await refusal(readCredentials))).toEqual(['AU202 c.yaml:9:21', 'AU202 c.yaml:10:21'])
  const used = await use('staging', full)
  expect(used.readCredentials()).toEqual({ clientId: 'id', clientSecret: 'canary', refreshToken: '${env:API}' })
})

test('an extension is read when it is asked for, and what keeps it from being read is told', async () => {
  const text =
    'environments: { one: { emulator: true, extensions: { crm: { id: "${env:ID}", key: "${env:KEY}" } } } }\n'
  const { readExtension, environment } = await use('one', {}, text)
  expect(environment).toEqual({ emulator: true })
  const outlineOf = (read: ReturnType<typeof readExtension>) =>
    'problems' in read ? outline(read.problems) : read.extension
  expect(outlineOf(readExtension('crm'))).toEqual(['AU202 c.yaml:1:65', 'AU202 c.yaml:1:83'])
  expect(readExtension('crn')).toMatchObject({ problems: [{ code: 'CF132', hint: 'did you mean `crm`?' }] })
  expect(readExtension('constructor')).toMatchObject({ problems: [{ code: 'CF132' }] })
  const odd = await use('one', { ID: '../x', KEY: 'canary' }, text)
  expect(outlineOf(odd.readExtension('crm'))).toEqual(['CF133 c.yaml:1:65'])
  const used = await use('one', { ID: '4711', KEY: 'canary' }, text)
  expect(outlineOf(used.readExtension('crm'))).toEqual({ id: '4711', key: 'canary' })
})

test('credentials with a letter that no header carries are refused where they are used, and never shown', async () => {
  const { readCredentials } = await use('staging', { ...full, SECRET: 'canary-é' })
  const failure = await refusal(readCredentials)
  expect(outline(failure)).toEqual(['AU202 c.yaml:9:21'])
  expect(JSON.stringify(failure)).not.toContain('canary')
})

test('variables of an environment that is not in use may be unset', async () => {
  expect((await use('local', {})).environment).toEqual({ emulator: true })
})

test('code names its variables with env, and a missing one is placed there', async () => {
  const text = `export default {\n  environments: {\n    a: { dataCenter: 'eu', credentials: { accessToken: { env: 'NONE' } } },\n  },\n}`
  const { readCredentials } = await use('a', {}, text, 'c.mjs')
  expect(outline(await refusal(readCredentials))).toEqual(['AU202 c.mjs:3:63'])
})

const url = (API: string) => ({ ...full, API })

const cases: readonly { law: string; flag?: string; env: Env; says: string; words: string; text?: string }[] = [
  { law: 'a misspelt name', flag: 'stagign', env: full, says: 'CF107', words: '`stagign`' },
  { law: 'none of several', env: {}, text: yaml.replace(/^.*\n/u, ''), says: 'CF108', words: 'no environment' },
  { law: 'an unset variable', flag: 'staging', env: {}, says: 'CF111 c.yaml:5:13', words: 'API is not set' },
  {
    law: 'a line break',
    flag: 'staging',
    env: url('https://x\n'),
    says: 'CF112 c.yaml:5:13',
    words: 'ends in a line break',
  },
  {
    law: 'blanks',
    flag: 'staging',
    env: url(' https://x'),
    says: 'CF112 c.yaml:5:13',
    words: 'spaces around it',
  },
  {
    law: 'quotes',
    flag: 'staging',
    env: url('"https://x"'),
    says: 'CF112 c.yaml:5:13',
    words: 'quotes around it',
  },
  { law: 'http', flag: 'staging', env: url('http://cliq.zoho.eu'), says: 'CF113 c.yaml:5:13', words: 'https://' },
  {
    law: 'a password',
    flag: 'staging',
    env: url('https://u:p@cliq.zoho.eu'),
    says: 'CF113 c.yaml:5:13',
    words: 'password',
  },
  { law: 'a query', flag: 'staging', env: url('https://cliq.zoho.eu?a'), says: 'CF113 c.yaml:5:13', words: 'query' },
  {
    law: 'a fragment',
    flag: 'staging',
    env: url('https://cliq.zoho.eu#a'),
    says: 'CF113 c.yaml:5:13',
    words: 'fragment',
  },
  { law: 'dots', flag: 'staging', env: url('https://cliq.zoho.eu/a/../b'), says: 'CF113 c.yaml:5:13', words: '..' },
  { law: 'no URL', flag: 'staging', env: url('cliq'), says: 'CF113 c.yaml:5:13', words: 'not a URL' },
  {
    law: 'two data centres',
    flag: 'staging',
    env: url('https://cliq.zoho.com/api/v3'),
    says: 'CF116 c.yaml:6:18',
    words: '${env:API}',
  },
]

describe('what is wrong with the environment in use is told with its place', () => {
  test.each(cases)('$law', async ({ flag, env, says, words, text }) => {
    const problems = await refusal(() => use(flag, env, text))
    expect(outline(problems)).toEqual([says])
    expect(problems[0]?.message).toContain(words)
  })

  test('a near name is offered, and all are named', async () => {
    const [problem] = await refusal(() => use('stagign', full))
    expect(problem?.hint).toBe('did you mean staging? known: local, staging, bare')
  })

  test('no credentials', async () => {
    const { readCredentials } = await use('bare', {})
    expect(outline(await refusal(readCredentials))).toEqual(['AU201 c.yaml:11:3'])
  })

  test('http on the own machine is allowed', async () => {
    expect((await use('staging', url('http://127.0.0.1:4010/api/v3'))).environment.apiUrl).toContain('4010')
  })

  test('no value of a variable is ever shown', async () => {
    for (const held of ['canary\n', ' canary', '"canary"', 'http://canary', 'https://u:canary@x'])
      expect(JSON.stringify(await refusal(() => use('staging', url(held))))).not.toContain('canary')
  })
})

test('an account is named by what its token comes from, not by the token', async () => {
  const of = async (credentials: string, more = '') =>
    (await use(undefined, full, `environments:\n  one:\n    dataCenter: eu\n    credentials: ${credentials}\n${more}`))
      .account
  expect(await of('{ accessToken: "${env:SECRET}" }')).toBe('SECRET')
  expect(await of('{ clientId: a, clientSecret: { env: SECRET }, refreshToken: { env: REFRESH } }')).toBe('REFRESH')
  const literal = "{ clientId: 'a', clientSecret: 'b', refreshToken: 'c' }"
  const code = `export default { environments: { one: { dataCenter: 'eu', credentials: ${literal} } } }`
  expect((await use(undefined, full, code, 'c.mjs')).account).toBe(undefined)
  expect(await of('{ accessToken: "${env:SECRET}" }', '    account: robot\n')).toBe('robot')
})
