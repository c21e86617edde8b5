import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { codeFacts } from '../../src/core/codes/codes.ts'
import { readConfig } from '../../src/files/config/config.ts'
import { BAD_CONFIGS } from './badConfigs.ts'
import { outline, refusal, temporaryFolder } from './temporary.ts'

test.each(BAD_CONFIGS)('a config is refused for %s, with code and place', async (_, text, says) => {
  const root = await temporaryFolder()
  await writeFile(join(root, 'c.yaml'), text)
  const problems = await refusal(() => readConfig(join(root, 'c.yaml'), { env: { A: 'a' } }))
  expect(outline(problems)).toEqual(says)
  for (const { code, message, hint } of problems) {
    expect(codeFacts(code)).toBeDefined()
    expect(message).toMatch(/^[^A-Z].*[^.]$/su)
    expect(hint).toMatch(/^\S.*[^.]$/u)
  }
})

const many = (count: number, each: (index: number) => string) => Array.from({ length: count }, (_, at) => each(at))
test.each([
  ['unknown keys', 20_000, `{ ${many(20_000, at => `"k${at}": 1`).join(', ')} }`],
  [
    'environments of another centre',
    5_000,
    `environments: { ${many(5_000, at => `e${at}: { dataCenter: xx }`).join(', ')} }`,
  ],
  [
    'names of a group that are no environments',
    5_000,
    `{ "environments": { "e": { "dataCenter": "eu" } }, "groups": { "a": [${many(5_000, at => `"k${at}"`).join(', ')}] } }`,
  ],
])('a config with very many %s is told in few problems, with their number', async (_, count, text) => {
  const file = join(await temporaryFolder(), text.startsWith('{') ? 'c.json' : 'c.yaml')
  await writeFile(file, text)
  const start = process.cpuUsage()
  const problems = await refusal(() => readConfig(file, { env: {} }))
  // A problem that is made for each of them takes minutes.
  expect(process.cpuUsage(start).user / 1_000_000).toBeLessThan(8)
  expect(problems.length).toBeLessThan(60)
  expect(Math.max(...problems.map(each => each.more ?? 0))).toBe(count - 50)
})

const token = 'credentials: { accessToken: "${env:A}" }'
const parts = (id: string, secret: string) => `credentials: { ${id}, ${secret}, refreshToken: "\${env:A}" }`
const [id, secret] = ['clientId: "${env:A}"', 'clientSecret: "${env:A}"']
const pairs: readonly (readonly [what: string, a: string, b: string, isOne: boolean])[] = [
  ['one centre and one token', `dataCenter: eu, ${token}`, `dataCenter: eu, ${token}`, true],
  [
    'credentials in another order',
    `dataCenter: eu, ${parts(id, secret)}`,
    `dataCenter: eu, ${parts(secret, id)}`,
    true,
  ],
  [
    'a URL written in two ways',
    `apiUrl: "https://cliq.zoho.eu/api/v3", ${token}`,
    `apiUrl: "https://CLIQ.zoho.eu:443/api/v3/", ${token}`,
    true,
  ],
  ['emulators of one file', 'emulator: true', 'emulator: { data: ./.cliq-ds/a.db }', true],
  ['two prefixes', `dataCenter: eu, prefix: x_, ${token}`, `dataCenter: eu, prefix: y_, ${token}`, false],
  ['two centres', `dataCenter: eu, ${token}`, `dataCenter: us, ${token}`, false],
  ['two tokens', `dataCenter: eu, ${token}`, `dataCenter: eu, ${token.replace('A}', 'B}')}`, false],
  ['two logins', 'dataCenter: eu', 'dataCenter: eu', false],
  ['two emulators', 'emulator: true', 'emulator: true', false],
]
test.each(pairs)('two environments with %s: whether they are one org is told', async (_, a, b, isOne) => {
  const root = await temporaryFolder()
  await writeFile(join(root, 'c.yaml'), `environments:\n  a: { ${a} }\n  b: { ${b} }\n`)
  const { warnings } = await readConfig(join(root, 'c.yaml'), { env: { A: 'a', B: 'b' } })
  expect(outline(warnings)).toEqual(isOne ? ['CF141 c.yaml:3:3'] : [])
})
