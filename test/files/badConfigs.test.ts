import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { codeFacts } from '../../src/core/codes.ts'
import { readConfig } from '../../src/files/config.ts'
import { outline, refusal, temporaryFolder } from './temporary.ts'

const local = 'environments:\n  local: { emulator: true }\n'
const one = (text: string) => `environments:\n  one:\n    dataCenter: eu\n    ${text}\n`

const cases: readonly (readonly [what: string, text: string, says: readonly string[]])[] = [
  ['two documents', `${local}---\n${local}`, ['CF104 c.yaml:3:1']],
  ['an alias', 'environments: *all\n', ['CF104 c.yaml:1:15']],
  ['a repeated environment', `${local}  local: { emulator: true }\n`, ['CF104 c.yaml:3:3']],
  ['the key __proto__', `${local}__proto__: { schemas: a }\n`, ['CF104 c.yaml:3:1']],
  ['environments as a list', 'environments:\n  - local\n', ['CF106 c.yaml:1:1']],
  ['an environment that is text', 'environments:\n  local: emulator\n', ['CF106 c.yaml:2:10']],
  ['an environment of nothing', 'environments:\n  local:\n', ['CF106 c.yaml:2:3']],
  ['a name with a blank', 'environments:\n  my org: { emulator: true }\n', ['CF106 c.yaml:2:3']],
  ['a data centre in capitals', one('').replace('eu', 'EU'), ['CF106 c.yaml:3:17']],
  ['a data centre of a country', one('').replace('eu', 'de'), ['CF106 c.yaml:3:17']],
  ['a prefix with a hyphen', one('prefix: stg-'), ['CF106 c.yaml:4:13']],
  ['a misspelt prefix', one('prefx: stg_'), ['CF105 c.yaml:4:5']],
  ['a consent that is no list', one('allow: field-removed:a.b'), ['CF106 c.yaml:4:12']],
  ['a blank among patterns', one('ignore: [" "]'), ['CF106 c.yaml:4:14']],
  ['a time in words', one('rateLimits: { windowMs: 60s }'), ['CF106 c.yaml:4:29']],
  ['a negative time', one('rateLimits: { windowMs: -1 }'), ['CF106 c.yaml:4:29']],
  ['half a call', one('rateLimits: { headroom: 0.5 }'), ['CF106 c.yaml:4:29']],
  ['a scope of another kind', one('rateLimits: { scope: user }'), ['CF106 c.yaml:4:26']],
  ['a limit of no calls', one('rateLimits: { limits: { records.list: 0 } }'), ['CF106 c.yaml:4:43']],
  ['a lease of another kind', one('lease: { kind: redis }'), ['CF106 c.yaml:4:20']],
  ['another scheme', one('authScheme: Basic'), ['CF106 c.yaml:4:17']],
  ['a token as a number', one('credentials: { accessToken: 1 }'), ['CF106 c.yaml:4:33']],
  ['both kinds of credentials', one('credentials: { accessToken: "${env:A}", clientId: x }'), ['CF114 c.yaml:4:5']],
  ['a password', one('credentials: { password: x }'), ['CF105 c.yaml:4:20']],
  ['protected in quotes', one('protected: "true"'), ['CF106 c.yaml:4:16']],
  ['a folder of two dots', `schemas: ..\n${local}`, ['CF119 c.yaml:1:10']],
  ['a lock file of the system', `lockFile: /tmp/lock.json\n${local}`, ['CF119 c.yaml:1:11']],
  ['a folder without a name', `schemas: ""\n${local}`, ['CF106 c.yaml:1:10']],
  ['a default that is a list', `defaultEnvironment: [local]\n${local}`, ['CF106 c.yaml:1:1']],
  ['a law turned off', `rules:\n  LM101: off\n${local}`, ['CF130 c.yaml:2:3']],
  ['a rule that is none', `rules: { LT100: off }\n${local}`, ['CF130 c.yaml:1:10']],
  ['a rule by its name', `rules: { no-default: off }\n${local}`, ['CF130 c.yaml:1:10']],
  ['a level of another tool', `rules: { LT102: warn }\n${local}`, ['CF106 c.yaml:1:17']],
  ['a level as a switch', `rules: { LT102: false }\n${local}`, ['CF106 c.yaml:1:17']],
  ['rules as a list', `rules: [LT102]\n${local}`, ['CF106 c.yaml:1:1']],
  ['a naming pattern that does not compile', `naming: { fields: "[a-z" }\n${local}`, ['CF131 c.yaml:1:19']],
  ['a naming pattern with an odd escape', `naming: { datastores: '\\-' }\n${local}`, ['CF131 c.yaml:1:23']],
  ['a naming pattern of nothing', `naming: { fields: "" }\n${local}`, ['CF106 c.yaml:1:19']],
  ['naming for all', `naming: '^a'\n${local}`, ['CF106 c.yaml:1:9']],
  ['naming of what has no name', `naming: { keys: '^a' }\n${local}`, ['CF105 c.yaml:1:11']],
]

test.each(cases)('a config is refused for %s, with code and place', async (_, text, says) => {
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
