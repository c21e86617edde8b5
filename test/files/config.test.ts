import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { configValidator } from '../../src/build/validator.ts'
import { findConfig, readConfig } from '../../src/files/config/config.ts'
import type { ConfigOptions, ReadConfig } from '../../src/files/config/config.ts'
import { outline, refusal, temporaryFolder } from './temporary.ts'

async function read(name: string, text: string, options: Partial<ConfigOptions> = {}): Promise<ReadConfig> {
  const root = await temporaryFolder()
  await writeFile(join(root, name), text)
  return readConfig(join(root, name), { env: {}, ...options })
}

const value = {
  schemas: 'schemas',
  defaultEnvironment: 'local',
  environments: {
    local: { emulator: true },
    staging: { dataCenter: 'eu', prefix: 'stg_', credentials: { accessToken: '${env:TOKEN}' } },
  },
}

const yaml = `schemas: schemas
defaultEnvironment: local
environments:
  local: { emulator: true }
  staging:
    dataCenter: eu
    prefix: stg_
    credentials: { accessToken: "\${env:TOKEN}" }
`

test('a config is the same in every form', async () => {
  const code = `export default ${JSON.stringify(value)}`
  for (const [name, text] of Object.entries({
    json: JSON.stringify(value),
    yaml,
    yml: yaml,
    ts: code,
    mts: code,
    mjs: code,
  })) {
    const { config, warnings } = await read(`cliq-ds.config.${name}`, text)
    expect(config).toEqual(value)
    expect(warnings).toEqual([])
  }
})

test('code is not executed under --no-code', async () => {
  const problems = await refusal(() => read('cliq-ds.config.ts', 'process.exit(1)', { noCode: true }))
  expect(outline(problems)).toEqual(['CF103 cliq-ds.config.ts:1:1'])
})

test('the config of the nearest folder counts, up to the root of the repository', async () => {
  const root = await temporaryFolder()
  await mkdir(join(root, 'a', 'b', '.git'), { recursive: true })
  await writeFile(join(root, 'cliq-ds.config.yaml'), yaml)
  expect(await findConfig(join(root, 'a'))).toBe(join(root, 'cliq-ds.config.yaml'))
  expect(outline(await refusal(() => findConfig(join(root, 'a', 'b'))))).toEqual(['CF101'])
  expect(outline(await refusal(() => findConfig(root, 'none.yaml')))).toEqual(['CF101'])
  await writeFile(join(root, 'cliq-ds.config.ts'), '')
  expect(outline(await refusal(() => findConfig(root)))).toEqual(['CF102 cliq-ds.config.yaml:1:1'])
  expect(basename(await findConfig(root, 'cliq-ds.config.ts'))).toBe('cliq-ds.config.ts')
})

const staging = (line: string) => yaml.replace('    prefix: stg_', `    ${line}`)

const cases: readonly { law: string; text: string; says: readonly string[]; words?: string }[] = [
  { law: 'an empty file', text: '', says: ['CF104 c.yaml:1:1'] },
  { law: 'an anchor', text: 'a: &x 1\n', says: ['CF104 c.yaml:1:4'] },
  { law: 'a list', text: '- a\n', says: ['CF106 c.yaml:1:1'], words: 'must be a mapping, found a list' },
  { law: 'no environments', text: 'schemas: a\n', says: ['CF106 c.yaml:1:1'], words: 'needs `environments`' },
  { law: 'no environment', text: 'environments: {}\n', says: ['CF106 c.yaml:1:1'], words: 'at least one' },
  { law: 'a misspelt key', text: `schema: a\n${yaml}`, says: ['CF105 c.yaml:1:1'], words: 'no key `schema`' },
  {
    law: 'a misspelt key below',
    text: staging('protcted: true'),
    says: ['CF105 c.yaml:7:5'],
    words: 'no key `protcted`',
  },
  { law: 'an unknown data centre', text: yaml.replace('eu', 'mars'), says: ['CF106 c.yaml:6:17'], words: 'us, eu, in' },
  {
    law: 'text for a switch',
    text: staging('protected: "yes"'),
    says: ['CF106 c.yaml:7:16'],
    words: 'true or false, found text',
  },
  {
    law: 'a bad name',
    text: yaml.replace('staging:', '1st:'),
    says: ['CF106 c.yaml:5:3'],
    words: '`1st` is not a name',
  },
  { law: 'a bad prefix', text: staging('prefix: STG'), says: ['CF106 c.yaml:7:13'], words: 'lower-case' },
  {
    law: 'an unknown operation',
    text: staging('rateLimits: { limits: { records.inset: 3 } }'),
    says: ['CF105 c.yaml:7:29'],
  },
  { law: 'two orgs', text: staging('emulator: true'), says: ['CF115 c.yaml:5:3'], words: 'both' },
  {
    law: 'no org',
    text: yaml.replace('{ emulator: true }', '{ emulator: false }'),
    says: ['CF115 c.yaml:4:3'],
    words: 'neither',
  },
  { law: 'a default that is none', text: yaml.replace('t: local', 't: lokal'), says: ['CF109 c.yaml:2:21'] },
  { law: 'half of the credentials', text: yaml.replace('accessToken', 'clientId'), says: ['CF114 c.yaml:8:5'] },
  {
    law: 'a lease that is too short',
    text: staging('lease: { kind: org, ttlMs: 600000 }'),
    says: ['CF118 c.yaml:7:32'],
  },
  {
    law: 'a path out of the project',
    text: yaml.replace('schemas: schemas', 'schemas: a/../../b'),
    says: ['CF119 c.yaml:1:10'],
  },
  { law: 'an absolute path', text: yaml.replace('schemas: schemas', 'schemas: /etc'), says: ['CF119 c.yaml:1:10'] },
  {
    law: 'a reference above',
    text: yaml.replace('schemas: schemas', 'schemas: "${env:TOKEN}"'),
    says: ['CF135 c.yaml:1:10'],
  },
  {
    law: 'a reference as the name of a branch, which everybody sees',
    text: `lockFile: { branch: "x-${'${env:TOKEN}'}" }\n${yaml}`,
    says: ['CF135 c.yaml:1:21'],
  },
  {
    law: 'a group without a name',
    text: `groups: { "${'${env:TOKEN}'}": [local] }\n${yaml}`,
    says: ['CF106 c.yaml:1:11'],
    words: 'name for a group',
  },
  { law: 'several at once', text: `x: 1\n${staging('prefix: 3')}`, says: ['CF105 c.yaml:1:1', 'CF106 c.yaml:8:13'] },
]

describe('what is wrong in a config is told with its place, all at once', () => {
  test.each(cases)('$law', async ({ text, says, words = '' }) => {
    const problems = await refusal(() => read('c.yaml', text))
    expect(outline(problems)).toEqual(says)
    expect(problems[0]?.message).toContain(words)
  })

  test('a misspelt key comes with the one that was meant', async () => {
    const [problem] = await refusal(() => read('c.yaml', staging('protcted: true')))
    expect(problem?.hint).toBe('did you mean `protected`?')
  })

  test('in JSON and in code too', async () => {
    const json = JSON.stringify({ ...value, schemas: 3 }, null, 2)
    expect(outline(await refusal(() => read('c.json', json)))).toEqual(['CF106 c.json:2:14'])
    expect(outline(await refusal(() => read('c.json', json.slice(0, 30))))).toEqual(['CF104 c.json:3:3'])
    expect(outline(await refusal(() => read('c.json', '{"a":1,"a":2}')))).toEqual(['CF104 c.json:1:8'])
    expect(outline(await refusal(() => read('c.mjs', `export default ${json}`)))).toEqual(['CF106 c.mjs:2:3'])
    expect(outline(await refusal(() => read('c.mjs', 'export default {')))).toEqual(['CF104 c.mjs:1:1'])
    const odd = `export default { environments: { 'my-env': {\n dataCenter: 'mars' }, 'a.b': {} } }`
    expect(outline(await refusal(() => read('c.mjs', odd)))).toEqual(['CF106 c.mjs:1:18', 'CF106 c.mjs:2:2'])
    expect(outline(await refusal(() => read('c.toml', '')))).toEqual(['CF104 c.toml:1:1'])
  })
})

test('what should not be in a config warns, and shows no secret', async () => {
  const limits = 'rateLimits: { limits: { fields.add: 11, records.list: 30 } }'
  const { warnings } = await read('c.yaml', staging(limits))
  expect(outline(warnings)).toEqual(['CF117 c.yaml:7:41'])
})

test('a secret that stands in the config is refused and not shown; code may compute one', async () => {
  const text = yaml.replace('${env:TOKEN}', 'canary')
  const problems = await refusal(() => read('c.yaml', text))
  expect(outline(problems)).toEqual(['CF120 c.yaml:8:20'])
  expect(JSON.stringify(problems)).not.toContain('canary')
  for (const [shared, place] of [
    ['coordination: redis://user:canary@redis.example:6379', '1:1'],
    ['coordination: rediss://:canary@redis.example', '1:1'],
    ['lockFile: { url: "https://git:canary@git.example/state" }', '1:13'],
    ['lockFile: { url: "https://git.example/state", username: git, password: canary }', '1:62'],
  ]) {
    const found = await refusal(() => read('c.yaml', `${shared}\n${yaml}`))
    expect(outline(found)).toEqual([`CF120 c.yaml:${place}`])
    expect(JSON.stringify(found)).not.toContain('canary')
  }
  const open = { ...value, environments: { one: { dataCenter: 'eu', credentials: { accessToken: 'canary' } } } }
  const { defaultEnvironment: _, ...config } = open
  expect(outline(await refusal(() => read('c.json', JSON.stringify(config))))).toEqual(['CF120 c.json:1:78'])
  expect((await read('c.mjs', `export default ${JSON.stringify(config)}`)).warnings).toEqual([])
})

test('the generated validator is that of the schema', async () => {
  const generated = new URL('../../src/files/generated/config.ts', import.meta.url)
  expect(await readFile(generated, 'utf8')).toBe(configValidator())
})

test('a config above the working folder counts only where nobody else can have put it', async () => {
  const root = await temporaryFolder()
  const cwd = join(root, 'a', 'b')
  await mkdir(cwd, { recursive: true })
  const config = join(root, 'a', 'cliq-ds.config.yaml')
  await writeFile(config, yaml)
  expect(await findConfig(cwd)).toBe(config)
  const refused = async () => outline(await refusal(() => findConfig(cwd)))
  await chmod(join(root, 'a'), 0o777)
  expect(await refused()).toEqual(['CF136'])
  expect(await findConfig(cwd, '../cliq-ds.config.yaml')).toBe(config)
  // Open to all is what checkouts of some pipelines are, and this one was chosen.
  expect(await findConfig(join(root, 'a'))).toBe(config)
  await chmod(join(root, 'a'), 0o1777)
  expect(outline(await refusal(() => findConfig(join(root, 'a'))))).toEqual(['CF136'])
  await chmod(join(root, 'a'), 0o755)
  if (process.getuid?.() === 0) {
    await chown(join(root, 'a'), 54_321, 54_321)
    expect(await refused()).toEqual(['CF136'])
    expect(await findConfig(join(root, 'a'))).toBe(config)
  }
})

test('the search for a config ends at a folder that others have a hand in, also where it holds none', async () => {
  const root = await temporaryFolder()
  await mkdir(join(root, 'open', 'below'), { recursive: true })
  await writeFile(join(root, 'cliq-ds.config.yaml'), yaml)
  await chmod(join(root, 'open'), 0o777)
  expect(outline(await refusal(() => findConfig(join(root, 'open', 'below'))))).toEqual(['CF136'])
})
