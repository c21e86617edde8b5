import { expect, test } from 'vitest'

import type { UsedEnvironment } from '../../src/files/config/environment.ts'
import { environmentOf } from '../../src/world/environment.ts'
import type { Outside } from '../../src/world/outside.ts'

const DAY_MS = 86_400_000
const outside = { secrets: new Set(), env: {} } as unknown as Outside

function opened(config: UsedEnvironment['environment'], written = config.apiUrl) {
  const used = { name: 'live', environment: config, written: { apiUrl: written } } as unknown as UsedEnvironment
  return environmentOf(used, '/project', outside, { settleMs: 1, lateWindowMs: 1 })
}

const EU = { apiUrl: 'https://cliq.example/api/v3' }
test.each([
  [{}, 'us', 'data centre us'],
  [{ dataCenter: 'eu' }, 'eu', 'data centre eu'],
  [{ dataCenter: 'eu', prefix: 'a_' }, 'eu a_', 'data centre eu, prefix a_'],
  [{ emulator: true }, 'emulator', 'embedded emulator'],
  [{ emulator: {} }, 'emulator', 'embedded emulator'],
  [{ emulator: true, prefix: 'a_' }, 'emulator a_', 'embedded emulator, prefix a_'],
  [{ emulator: false, dataCenter: 'in' }, 'in', 'data centre in'],
  [EU, 'cliq.example', 'cliq.example'],
  [{ apiUrl: 'http://localhost:80/x' }, 'loopback', 'localhost'],
  [{ apiUrl: 'http://127.0.0.1:9000' }, 'loopback', '127.0.0.1:9000'],
  [{ apiUrl: 'http://[::1]:9000' }, 'loopback', '[::1]:9000'],
] as const)('an environment %j is known as %s, in words %s', (config, target, where) => {
  const { environment } = opened(config)
  expect([environment.target, environment.where]).toEqual([target, where])
})

test('an address that a variable holds is shown as it is written, but for this machine', () => {
  expect(opened(EU, '${env:URL}').environment.where).toBe('${env:URL}')
  expect(opened({ ...EU, prefix: 'a_' }, '${env:URL}').environment.where).toBe('${env:URL}, prefix a_')
  expect(opened({ apiUrl: 'http://localhost:1' }, '${env:URL}').environment.where).toBe('localhost:1')
})

test('what a config leaves open is the careful choice, and what it says is kept', () => {
  const { environment } = opened({})
  expect(environment).toMatchObject({ protected: false, planMaxAgeMs: DAY_MS, backup: true, lease: 'local' })
  expect([environment.prefix, environment.allow, environment.ignore]).toEqual(['', [], []])
  expect(environment.budgets.windowMs).toBe(60_000)
  const said = { protected: true, planMaxAgeMs: 1, backup: false, allow: ['a'], ignore: ['b'] }
  expect(opened({ ...said, lease: { kind: 'org' } }).environment).toMatchObject({ ...said, lease: 'org' })
})

test('only the embedded emulator without limits is waited for not at all', async () => {
  const free = opened({ emulator: true }).environment
  expect([free.budgets.windowMs, await free.spentNow()]).toEqual([1, undefined])
  expect(opened({ emulator: { limits: true } }).environment.budgets.windowMs).toBe(60_000)
})

test('nothing is sent before somebody asks', () => {
  expect([...opened({ dataCenter: 'eu' }).environment.sent()]).toEqual([])
})
