import { fork } from 'node:child_process'
import { readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { acquireLocalLease, breakLocalLease, readLocalLease } from '../../src/files/machine/lease.ts'
import type { Who } from '../../src/files/machine/lease.ts'
import { outline, refusal, temporaryFolder } from './temporary.ts'

const clock = { now: () => 65_000 }

function who(pid: number, more: Partial<Who> = {}): Who {
  return { pid, host: 'here', start: 1, command: 'cliq-ds apply', isAlive: () => true, ...more }
}

test('a held lease is refused to others, who learn its holder, age and id', async () => {
  const folder = await temporaryFolder()
  const lease = await acquireLocalLease(folder, 'staging', who(7), { now: () => 5_000 })
  const [problem] = await refusal(() => acquireLocalLease(folder, 'staging', who(8), clock))
  expect(problem?.code).toBe('LE101')
  expect(problem?.message).toBe('the lease staging is held by process 7 on here for 60 s: cliq-ds apply')
  expect(problem?.hint).toContain(`cliq-ds unlock ${lease.id}`)
  await acquireLocalLease(folder, '../other', who(8), clock)
  await lease.release()
  expect(await readLocalLease(folder, 'staging')).toBeUndefined()
  await acquireLocalLease(folder, 'staging', who(8), clock)
  expect((await stat(join(folder, 'leases', 'staging'))).mode & 0o777).toBe(0o700)
})

test('a process that was given the pid of the holder is not the holder, after a reboot or without one', async () => {
  const folder = await temporaryFolder()
  const was = { markOf: () => 'boot-1 100' }
  await acquireLocalLease(folder, 'a', who(7, was), clock)
  expect(outline(await refusal(() => acquireLocalLease(folder, 'a', who(8, was), clock)))).toEqual(['LE101'])
  await acquireLocalLease(folder, 'a', who(8, { markOf: pid => (pid === 7 ? 'boot-1 900' : 'boot-1 950') }), clock)
  await acquireLocalLease(folder, 'a', who(9, { markOf: () => 'boot-2 950' }), clock)
  expect((await readLocalLease(folder, 'a'))?.pid).toBe(9)
})

test('a holder of this host that ended counts as gone, one of another host does not', async () => {
  const folder = await temporaryFolder()
  const dead = { isAlive: () => false }
  const first = await acquireLocalLease(folder, 'a', who(7), clock)
  const second = await acquireLocalLease(folder, 'a', who(8, dead), clock)
  expect(outline(await refusal(() => first.renew()))).toEqual(['LE102'])
  await first.release()
  await second.renew()
  expect((await readLocalLease(folder, 'a'))?.pid).toBe(8)
  expect(outline(await refusal(() => acquireLocalLease(folder, 'a', who(8, { start: 900 }), clock)))).toEqual(['LE101'])
  const elsewhere = who(9, { ...dead, host: 'there' })
  expect(outline(await refusal(() => acquireLocalLease(folder, 'a', elsewhere, clock)))).toEqual(['LE101'])
  await acquireLocalLease(folder, 'a', who(8, { start: 9_000 }), clock)
})

test('a lease goes nowhere that a link on its way leads', async () => {
  const [folder, elsewhere] = [await temporaryFolder(), await temporaryFolder()]
  await symlink(elsewhere, join(folder, 'leases'))
  expect(outline(await refusal(() => acquireLocalLease(folder, 'a', who(7), clock)))).toEqual(['FS109'])
  expect(await readdir(elsewhere)).toEqual([])
})

test('a damaged lease counts as held', async () => {
  const folder = await temporaryFolder()
  await acquireLocalLease(folder, 'a', who(7), clock)
  const [file = ''] = await readdir(join(folder, 'leases', 'a'))
  await writeFile(join(folder, 'leases', 'a', file), '{"id":')
  expect(outline(await refusal(() => acquireLocalLease(folder, 'a', who(7, { start: 9_000 }), clock)))).toEqual([
    'LE103',
  ])
})

test.each([
  ['of 3 MB', `{"id":"${'x'.repeat(3 * 1_048_576 - 8)}"}`, 'is 3.1 MB, and the limit is 2 MB'],
  ['of too many parts', `[${'{},'.repeat(600_000)}0]`, 'has more parts than any file of its kind'],
  ['of too many levels', '['.repeat(2_000_000), 'has more parts than any file of its kind'],
  ['without its end', '{"id":', 'is damaged'],
])('what is wrong with a file of a lease is told: one %s', async (_, text, why) => {
  const folder = await temporaryFolder()
  await acquireLocalLease(folder, 'a', who(7), clock)
  const [file = ''] = await readdir(join(folder, 'leases', 'a'))
  await writeFile(join(folder, 'leases', 'a', file), text)
  const [problem] = await refusal(() => readLocalLease(folder, 'a'))
  expect([problem?.code, problem?.message]).toEqual(['LE103', `the lease file of a ${why}, so it counts as held`])
})

test('a lease that is a link to what another wrote is not believed', async () => {
  const folder = await temporaryFolder()
  const lease = await acquireLocalLease(folder, 'a', who(7), clock)
  await lease.release()
  const [file = ''] = await readdir(join(folder, 'leases', 'a'))
  await rename(join(folder, 'leases', 'a', file), join(folder, 'elsewhere.json'))
  await symlink(join(folder, 'elsewhere.json'), join(folder, 'leases', 'a', file))
  expect(outline(await refusal(() => acquireLocalLease(folder, 'a', who(8), clock)))).toEqual(['LE103'])
})

test('only the exact id frees a lease by hand', async () => {
  const folder = await temporaryFolder()
  const lease = await acquireLocalLease(folder, 'a', who(7), clock)
  expect(outline(await refusal(() => breakLocalLease(folder, 'a', lease.id.slice(1), 'staging')))).toEqual(['LE104'])
  await breakLocalLease(folder, 'a', lease.id, 'staging')
  expect(outline(await refusal(() => lease.renew()))).toEqual(['LE102'])
  expect(outline(await refusal(() => breakLocalLease(folder, 'a', lease.id, 'staging')))).toEqual(['LE111'])
})

test('of processes that contend, never do two hold the lease at once', async () => {
  const folder = await temporaryFolder()
  const contender = new URL('fixtures/contender.ts', import.meta.url).pathname
  const ends = Array.from({ length: 4 }, (_, index) => {
    const child = fork(contender, [folder, String(index)], { execArgv: [], stdio: 'inherit' })
    return new Promise(resolve => child.on('exit', resolve))
  })
  expect(await Promise.all(ends)).toEqual([0, 0, 0, 0])
  const log = (await readFile(join(folder, 'log'), 'utf8')).trimEnd().split('\n')
  expect(log.length).toBe(4 * 25 * 2)
  for (let index = 0; index < log.length; index += 2) {
    expect(log[index]).toMatch(/^in /u)
    expect(log[index + 1]).toBe(log[index]?.replace('in', 'out'))
  }
})

test('a lease is freed by its id alone, and what is wrong with another is told', async () => {
  const folder = await temporaryFolder()
  const told = async (id: string) => (await refusal(() => breakLocalLease(folder, 'a', id, 'staging')))[0]?.message
  expect(await told('x')).toBe('the lease of staging is not held')
  const lease = await acquireLocalLease(folder, 'a', who(7), clock)
  expect(await told('x')).toBe('the lease of staging is held under another id')
  await breakLocalLease(folder, 'a', lease.id, 'staging')
  expect(await told(lease.id)).toBe('the lease of staging is not held')
  expect(outline(await refusal(() => lease.renew()))).toEqual(['LE102'])
  const again = await acquireLocalLease(folder, 'a', who(8), clock)
  // Who lost it frees nothing of the next one.
  await lease.release()
  expect((await readLocalLease(folder, 'a'))?.id).toBe(again.id)
})

test.each([
  [3_000, 'for 0 s'],
  [5_000, 'for 0 s'],
  [5_499, 'for 0 s'],
  [5_500, 'for 1 s'],
  [605_000, 'for 600 s'],
])('the age of a lease at %d is told %s', async (now, says) => {
  const folder = await temporaryFolder()
  await acquireLocalLease(folder, 'a', who(7), { now: () => 5_000 })
  expect((await refusal(() => acquireLocalLease(folder, 'a', who(8), { now: () => now })))[0]?.message).toContain(says)
})

test('a process is its own earlier self only where it began at the same time, two seconds more or less', async () => {
  const taken = async (start: number) => {
    const folder = await temporaryFolder()
    await acquireLocalLease(folder, 'a', who(7, { start: 10_000 }), clock)
    return acquireLocalLease(folder, 'a', who(7, { start }), clock).then(
      () => true,
      () => false,
    )
  }
  expect(await Promise.all([8_000, 10_000, 12_000].map(taken))).toEqual([false, false, false])
  expect(await Promise.all([7_999, 12_001].map(taken))).toEqual([true, true])
})
