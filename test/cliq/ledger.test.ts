import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { openOrg } from '../../src/cliq/connect.ts'
import { memoryLedger } from '../../src/cliq/inMemory.ts'
import { readSpent } from '../../src/cliq/spent.ts'
import { accountOf } from '../../src/cliq/tokens.ts'
import { EMPTY_BOOK } from '../../src/core/pace/ledger.ts'
import { changeKept } from '../../src/files/disk/generations.ts'
import { diskLedger } from '../../src/files/machine/ledger.ts'
import { diskTokens } from '../../src/files/machine/tokens.ts'
import { temporaryFolder } from '../files/temporary.ts'
import { REQUESTS } from './documented.ts'
import { limiter } from './limiter.ts'
import { CANARY, depsOf, targetOf, thrownBy, virtualClock } from './virtual.ts'

const { apiUrl, credentials } = targetOf()
const account = accountOf(apiUrl, credentials)

test('the name of an account tells neither token nor host', () => {
  expect(account).toMatch(/^[0-9a-f]{32}$/u)
})

test('a ledger remembers calls and lock-outs from one process to the next', async () => {
  const folder = await temporaryFolder()
  const clock = virtualClock()
  const run = async () => {
    const transport = limiter(clock, { window: 'sliding', limit: 10 })
    const deps = depsOf({ clock, transport, ledger: diskLedger(folder, clock.now) })
    const wire = openOrg(targetOf(), deps).wire
    for (let call = 0; call < 9; call += 1) await wire.send(REQUESTS['datastores.create'])
    return deps.events.filter(each => each.type === 'waiting').length
  }
  expect(await run()).toBe(0)
  expect(await run()).toBeGreaterThan(0)
})

for (const [what, text] of [
  ['torn', '{"calls":[{"id":'],
  ['empty', ''],
  ['foreign', '{"calls":[],"lockOuts":{"a":"b"}}'],
  ['no object', '7'],
] as const)
  test(`a ${what} ledger counts as spent: nothing is sent for one window, and then it is whole again`, async () => {
    const folder = await temporaryFolder()
    const clock = virtualClock()
    await mkdir(join(folder, 'ledgers', account), { recursive: true })
    await writeFile(join(folder, 'ledgers', account, '000000000001.json'), text)
    const transport = limiter(clock, { window: 'sliding', limit: 10 })
    const deps = depsOf({ clock, transport, ledger: diskLedger(folder, clock.now) })
    const start = clock.now()
    await openOrg(targetOf(), deps).wire.send(REQUESTS['datastores.create'])
    expect((transport.at[0] ?? 0) - start).toBe(60_150)
    const wait = deps.events.find(each => each.type === 'waiting')
    expect(wait?.type === 'waiting' && wait.wait).toEqual({
      why: 'budget',
      operation: 'datastores.create',
      until: start + 60_000,
      spent: 9,
      limit: 9,
    })
    await openOrg(targetOf(), deps).wire.send(REQUESTS['datastores.create'])
    expect(clock.now() - start).toBe(60_600)
  })

test('a damaged ledger keeps the lock-outs that the last whole one knew', async () => {
  const folder = await temporaryFolder()
  const clock = virtualClock()
  const transport = limiter(clock, { window: 'sliding', limit: 1 })
  const deps = () => depsOf({ clock, transport, ledger: diskLedger(folder, clock.now) })
  const end = clock.now() + 10_000
  const wire = openOrg(targetOf({ maxWaitUntil: end }), deps()).wire
  await wire.send(REQUESTS['datastores.create'])
  expect((await thrownBy(() => wire.send(REQUESTS['datastores.create']))).code).toBe('RL101')
  const book = join(folder, 'ledgers', account)
  const last =
    (await readdir(book))
      .filter(each => each.endsWith('.json'))
      .sort()
      .at(-1) ?? ''
  for (const by of [1, 2]) {
    const next = `${String(Number(last.slice(0, 12)) + by).padStart(12, '0')}.json`
    await writeFile(join(book, next), '{"calls":')
  }
  const { lockedMs } = await readSpent(targetOf(), deps())
  expect(lockedMs.get('datastores.create')).toBeGreaterThan(300_000)
  expect(lockedMs.get('datastores.list')).toBe(60_000)
})

test('changes that race all take effect, in some order', async () => {
  const folder = join(await temporaryFolder(), 'kept')
  const add = () =>
    changeKept(folder, kept => {
      const count = kept.kind === 'text' ? Number(kept.text) + 1 : 1
      return { text: String(count), found: count }
    })
  // More than the generations that are kept, in a few rounds, since a race of n takes n * n tries.
  const found: number[] = []
  for (let round = 0; round < 8; round += 1) found.push(...(await Promise.all(Array.from({ length: 10 }, add))))
  expect(found.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, at) => at + 1))
  expect((await readdir(folder)).length).toBeLessThanOrEqual(2 * 64)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

test('a ledger that cannot be written stops a run before it sends', async () => {
  const folder = join(await temporaryFolder(), 'file')
  await writeFile(folder, '')
  const transport = limiter(virtualClock(), { window: 'sliding', limit: 10 })
  const deps = depsOf({ transport, ledger: diskLedger(folder) })
  const error = await thrownBy(() => openOrg(targetOf(), deps).wire.send(REQUESTS['datastores.list']))
  expect(error.code).toMatch(/^FS/u)
  expect(transport.at).toEqual([])
})

test('a book left as it is is not written', async () => {
  const folder = await temporaryFolder()
  const ledger = diskLedger(folder)
  await ledger.change('a', () => ({ book: { ...EMPTY_BOOK }, found: undefined }))
  const before = await readdir(join(folder, 'ledgers', 'a'))
  await ledger.change('a', book => ({ book, found: undefined }))
  expect(await readdir(join(folder, 'ledgers', 'a'))).toEqual(before)
})

test('a kept token is private, is taken by all, and is forgotten when asked', async () => {
  const folder = await temporaryFolder()
  const clock = virtualClock()
  const cache = diskTokens(folder, clock)
  let mints = 0
  const mint = async () => {
    mints += 1
    await clock.sleep(3_000)
    return { accessToken: CANARY.token, expiresAt: 1, scopes: [] }
  }
  const taken = await Promise.all(Array.from({ length: 5 }, () => cache.take('a', () => true, mint)))
  expect([new Set(taken.map(each => each.accessToken)).size, mints]).toEqual([1, 1])
  const files = await readdir(join(folder, 'tokens', 'a'))
  for (const each of files) expect((await stat(join(folder, 'tokens', 'a', each))).mode & 0o777).toBe(0o600)
  await cache.forget('a')
  expect(await readdir(join(folder, 'tokens', 'a'))).toEqual([])
})

test('a token is not read through a link that somebody laid where it is kept', async () => {
  const folder = await temporaryFolder()
  const theirs = join(folder, 'theirs.json')
  await writeFile(theirs, JSON.stringify({ token: { accessToken: 'of another', expiresAt: 1, scopes: [] } }))
  await mkdir(join(folder, 'tokens', 'a'), { recursive: true })
  await symlink(theirs, join(folder, 'tokens', 'a', '000000000001.json'))
  const mint = async () => ({ accessToken: 'minted', expiresAt: 1, scopes: [] })
  const taken = await diskTokens(folder, virtualClock()).take('a', () => true, mint)
  expect(taken.accessToken).toBe('minted')
})

test('a mint that failed or was killed holds nobody up for good', async () => {
  const folder = await temporaryFolder()
  const clock = virtualClock()
  const cache = diskTokens(folder, clock)
  const good = async () => ({ accessToken: 't', expiresAt: 1, scopes: [] })
  await expect(
    cache.take(
      'a',
      () => true,
      () => Promise.reject(new Error('no')),
    ),
  ).rejects.toThrow('no')
  const start = clock.now()
  await cache.take('a', () => true, good)
  expect(clock.now()).toBe(start)
  void cache.take(
    'b',
    () => true,
    () => new Promise(() => undefined),
  )
  await clock.sleep(1)
  await cache.take('b', () => true, good)
  expect(clock.now() - start).toBeLessThanOrEqual(36_000)
})

test('what is spent can be read before a run, lock-outs included, and nothing is sent for it', async () => {
  const clock = virtualClock()
  const transport = limiter(clock, { window: 'sliding', limit: 4, lockMs: 300_000 })
  const deps = depsOf({ clock, transport })
  const wire = openOrg(targetOf(), deps).wire
  for (let call = 0; call < 4; call += 1) await wire.send(REQUESTS['datastores.create'])
  const spent = await readSpent(targetOf(), deps)
  expect(spent.agoMs.get('datastores.create')).toEqual([900, 600, 300, 0])
  expect([spent.agoMs.size, spent.lockedMs.size]).toEqual([1, 0])
  void wire.send(REQUESTS['datastores.create'])
  await clock.sleep(1_000)
  expect((await readSpent(targetOf(), deps)).lockedMs.get('datastores.create')).toBe(305_000 - 700)
  expect(transport.at.length).toBe(5)
})

test('a new token of the same account spends what is left of the old one, another account its own', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger()
  const transport = limiter(clock, { window: 'sliding', limit: 10 })
  const elsewhere = limiter(clock, { window: 'sliding', limit: 10 })
  const at = async (accessToken: string, account: string, calls: number) => {
    const wire = openOrg(
      targetOf({ account, credentials: { accessToken } }),
      depsOf({ clock, ledger, transport: account === 'robot' ? transport : elsewhere }),
    ).wire
    const start = clock.monotonic()
    for (let call = 0; call < calls; call += 1) await wire.send(REQUESTS['datastores.create'])
    return clock.monotonic() - start
  }
  await at('first', 'robot', 6)
  expect(await at('first', 'other', 3)).toBeLessThan(2_000)
  expect(await at('second', 'robot', 6)).toBeGreaterThan(55_000)
  expect(transport.throttled).toEqual([])
})
