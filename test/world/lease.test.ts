import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import type { Holding } from '../../src/engine/guard.ts'
import { openFence } from '../../src/world/fence.ts'
import { acquireLease, breakLease, freeLease } from '../../src/world/lease.ts'
import type { LeaseSource } from '../../src/world/lease.ts'
import type { Outside } from '../../src/world/outside.ts'
import { refusal, temporaryFolder } from '../files/temporary.ts'

/** What the leases of a project on this machine are made of, as process `pid` has it; others live or not. */
function source(folder: string, pid = 7, isAlive = true, kind: 'local' | 'off' = 'local'): LeaseSource {
  const outside = {
    env: { CLIQ_DS_STATE_DIR: folder },
    argv: ['apply', '--yes'],
    pid,
    startedAt: 1,
    isAlive: () => isAlive,
    clock: { now: () => 5_000, monotonic: () => 0, sleep: () => Promise.resolve() },
    notify: () => undefined,
  } as unknown as Outside
  const patience = { settleMs: 1, lateWindowMs: 1 }
  return {
    environment: 'live',
    settings: { kind },
    orgKey: 'eu a_',
    patience,
    outside,
    fence: openFence(),
    until: undefined,
    reach: () => Promise.reject(new Error('nothing is reached')),
  }
}

const code = async (run: () => Promise<unknown>) => (await refusal(run))[0]?.code
const renewed = (lease: Holding) =>
  lease.renew().then(
    () => 'ours',
    () => 'lost',
  )

test('a lease on this machine keeps others away until it is given back, and one that is off keeps nobody away', async () => {
  const folder = await temporaryFolder()
  const lease = await acquireLease(source(folder), {})
  expect([lease.isInOrg, await renewed(lease)]).toEqual([undefined, 'ours'])
  expect(await code(() => acquireLease(source(folder, 8), {}))).toBe('LE101')
  const off = await acquireLease(source(folder, 8, true, 'off'), {})
  expect([await renewed(off), await off.release(), await off.intend('d')]).toEqual(['ours', undefined, undefined])
  expect(await lease.release()).toBeUndefined()
  await acquireLease(source(folder, 8), {})
  // Who lost it knows, and another org is another lease.
  expect(await renewed(lease)).toBe('lost')
  await acquireLease({ ...source(folder, 9), orgKey: 'us' }, {})
})

test('by hand a lease is freed by its id, and its holder is told', async () => {
  const folder = await temporaryFolder()
  expect(await code(() => breakLease(source(folder), 'x'))).toBe('LE111')
  await acquireLease(source(folder), {})
  const [problem] = await refusal(() => acquireLease(source(folder, 8), {}))
  const [, id = ''] = /unlock (\w+)/u.exec(problem?.hint ?? '') ?? []
  expect(await code(() => breakLease(source(folder, 8), 'x'))).toBe('LE104')
  expect(await breakLease(source(folder, 8), id)).toBe(`process 7 on ${hostname()} (cliq-ds apply --yes)`)
  await acquireLease(source(folder, 8), {})
})

test('without an id a lease is free where nobody has it or its process has ended, and held by one that lives', async () => {
  const folder = await temporaryFolder()
  expect(await freeLease(source(folder), false)).toBeUndefined()
  await acquireLease(source(folder), {})
  expect(await code(() => freeLease(source(folder, 8), false))).toBe('LE101')
  expect(await freeLease(source(folder, 8, false), false)).toBeUndefined()
  // Of a process of another machine nobody here can tell.
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(each => join(folder, each)))
    if (statSync(file).isFile()) writeFileSync(file, readFileSync(file, 'utf8').replaceAll(hostname(), 'elsewhere'))
  const [held] = await refusal(() => freeLease(source(folder, 8, false), false))
  expect([held?.code, held?.message]).toEqual(['LE101', 'the lease of live is held by process 7 on elsewhere'])
})
