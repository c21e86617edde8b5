import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SECRETS, stage } from './cli.ts'

const env = { REFRESH: SECRETS.refresh }
const CALL = /^(?:GET|POST|PATCH|DELETE) \/\S+ (?:\d{3}|not-sent \(.*\)|no-answer \(.*\)) \d+ ms$/u

const VAULT = `unique_name: vault
name: Vault
description: Of secrets
fields:
  code:  { name: Code,  type: limited-text }
  pin:   { name: Pin,   type: limited-text, masked: true, default_value: canary-masked-default }
  seal:  { name: Seal,  type: encrypted-text, default_value: canary-encrypted-default }
`

const HIDDEN = ['canary-masked-default', 'canary-encrypted-default']

test('debug lines show method, path, status and time of every call, and nothing else of it', async () => {
  const { run, root, org } = await stage()
  writeFileSync(join(root, 'schemas/vault.yaml'), VAULT)
  const { code, out, err } = await run('apply --yes --debug', { env })
  expect(code).toBe(0)
  const lines = err.split('\n').filter(line => CALL.test(line))
  expect(lines.map(line => line.split(' ').slice(0, 3).join(' '))).toEqual(
    org.requests.map(({ method, path, status }) => `${method} ${path} ${status}`),
  )
  for (const hidden of HIDDEN) expect(out + err).not.toContain(hidden)
})

test('debug lines show waits with their reason and end', async () => {
  const { run, root } = await stage({ limits: { limits: { 'datastores.create': 1 }, lockOutMs: 300_000 } })
  writeFileSync(join(root, 'schemas/vault.yaml'), VAULT)
  const long = await run('apply --yes --debug --max-duration 20s', { env })
  expect([long.code, long.err]).toEqual([8, expect.stringMatching(/^POST \/api\/v3\/datastores 429 \d+ ms$/mu)])
  const { apiUrl } = (await stage({ accessTokens: 'any' })).org
  const rates = "rateLimits: { windowMs: 800, limits: { 'datastores.create': 1 } }"
  const reached = `apiUrl: ${apiUrl}, credentials: { accessToken: "\${env:REFRESH}" }, ${rates}`
  writeFileSync(join(root, 'cliq-ds.config.yaml'), `environments:\n  org: { ${reached} }\n`)
  const paced = await run('apply --yes --debug', { env })
  expect([paced.code, paced.err]).toEqual([
    0,
    expect.stringMatching(/^wait: budget of datastores.create, until 20\d\d-/mu),
  ])
})

test('a command that fails keeps its secrets too, whatever Cliq says', async () => {
  const { run, org } = await stage()
  org.fault({ operation: 'datastores.list', kind: 'refuse', code: SECRETS.refresh })
  const { code, err } = await run('plan --debug', { env })
  expect([code, err]).toEqual([4, expect.stringContaining('RF119')])
  const unset = await run('plan --debug', { env: { REFRESH: `"${SECRETS.refresh}"` } })
  expect(unset.code).toBe(7)
})
