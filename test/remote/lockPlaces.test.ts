import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import type { Config } from '../../src/config.ts'
import type { Problem } from '../../src/core/model/problem.ts'
import { renderLock } from '../../src/files/kept/lockfile.ts'
import { lockOf } from '../../src/world/lockPlace.ts'
import { holding, keeping } from '../files/lockWriter.ts'
import { outline, refusal } from '../files/temporary.ts'
import { git, refusePushes, repository, stateServer } from './repository.ts'

const BRANCH = 'cliq-ds-lock'
const none = holding()

type Where = NonNullable<Config['lockFile']>

/** The lock of one run, on a machine with a state folder of its own. */
function run(root: string, machine: string, lockFile: Where = { branch: BRANCH }, environment = 'staging') {
  const notes: Problem[] = []
  const outside = {
    ...keeping(machine),
    cwd: root,
    notify: (event: { readonly type: string; readonly problem?: Problem }) =>
      void (event.problem && notes.push(event.problem)),
    signal: new AbortController().signal,
    secrets: new Set<string>(),
    version: '0.0.0',
    debug: undefined,
  }
  const env = { ...outside.env, PATH: process.env['PATH'], HOME: machine, CLIQ_DS_STATE_DIR: machine }
  const at = { dataCenter: 'eu' } as const
  const config: Config = { environments: { staging: at, live: at }, lockFile }
  return { notes, ...lockOf(config, root, { ...outside, env }, environment) }
}

async function two() {
  const { folder, bare, roots } = await repository(2)
  const [a = '', b = ''] = roots
  return { folder, bare, a, b, ours: () => run(a, join(folder, 'm1')), theirs: () => run(b, join(folder, 'm2')) }
}

const namesIn = (lock: ReadonlyMap<string, { readonly datastores: ReadonlyMap<string, unknown> }>) =>
  Object.fromEntries([...lock].map(([name, { datastores }]) => [name, [...datastores.keys()]]))

test('what one machine wrote to the branch, another reads; the checkout keeps its branches, index and files', async () => {
  const { a, b, bare, ours, theirs } = await two()
  const before = [git(a, 'for-each-ref'), git(a, 'status', '--porcelain'), readdirSync(a)]
  await ours().writeLocked('staging', none, holding('rooms'))
  expect(namesIn(await theirs().readLock())).toEqual({ staging: ['rooms'] })
  expect([git(a, 'for-each-ref'), git(a, 'status', '--porcelain'), readdirSync(a)]).toEqual(before)
  expect(git(bare, 'log', '-1', '--format=%s', BRANCH)).toBe('[skip ci] cliq-ds: staging')
  expect(git(bare, 'log', '--format=%s', 'main')).toBe('Begin')
  expect(git(b, 'branch', '--all')).not.toContain(BRANCH)
})

test('a part that another machine wrote meanwhile is refused and kept aside; parts of others are merged', async () => {
  const { ours, theirs } = await two()
  await ours().writeLocked('staging', none, holding('rooms'))
  const [one, other] = [ours(), theirs()]
  await Promise.all([one.readLock(), other.readLock()])
  await other.writeLocked('live', none, holding('desks'))
  await one.writeLocked('staging', holding('rooms'), holding('rooms', 'badges'))
  expect(namesIn(await theirs().readLock())).toEqual({ live: ['desks'], staging: ['badges', 'rooms'] })
  const late = await refusal(() => other.writeLocked('staging', holding('rooms'), holding('plants')))
  expect(outline(late)).toEqual(['FS108'])
  const kept = /its new content is in (\S+?);/u.exec(late[0]?.hint ?? '')?.[1] ?? ''
  expect(readFileSync(kept, 'utf8')).toContain('"plants"')
})

// Each that comes second fetches and writes again, so eight take many times as long as three: in `npm run test:long`.
const WRITERS = Number(process.env['LOCK_WRITERS'] ?? 3)

test(`${WRITERS} machines write at once, and nothing is lost`, async () => {
  const { folder, roots } = await repository(1)
  const environments = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].slice(0, WRITERS)
  const machine = (name: string) => run(roots[0] ?? '', join(folder, name))
  await Promise.all(environments.map(each => machine(each).writeLocked(each, none, holding(`of_${each}`))))
  const lock = namesIn(await run(roots[0] ?? '', join(folder, 'last')).readLock())
  expect(lock).toEqual(Object.fromEntries(environments.map(each => [each, [`of_${each}`]])))
})

test('before the first call the branch is written for real: a rule against it is found, and a run leaves its mark', async () => {
  const { bare, ours, theirs } = await two()
  await ours().writeLocked('staging', none, holding('rooms'))
  await ours().tryLockFile('sha256-v1:1')
  expect(git(bare, 'show', `${BRANCH}:staging.json`)).toContain('"pending"')
  expect(namesIn(await theirs().readLock())).toEqual({ staging: ['rooms'] })
  refusePushes(bare)
  expect(outline(await refusal(() => theirs().tryLockFile()))).toEqual(['LK123'])
})

test('a first apply is refused as well where the push is', async () => {
  const { bare, ours } = await two()
  refusePushes(bare)
  expect(outline(await refusal(() => ours().tryLockFile()))).toEqual(['LK123'])
})

test('without an answer the last copy is read and told, nothing is written; without a copy nothing is believed', async () => {
  const { bare, ours, theirs } = await two()
  await ours().writeLocked('staging', none, holding('rooms'))
  await ours().readLock()
  renameSync(bare, `${bare}.away`)
  const offline = ours()
  expect(namesIn(await offline.readLock())).toEqual({ staging: ['rooms'] })
  expect(outline(offline.notes)).toEqual(['LK127'])
  expect(outline(await refusal(() => offline.writeLocked('staging', holding('rooms'), none)))).toEqual(['LK121'])
  expect(outline(await refusal(() => theirs().readLock()))).toEqual(['LK121'])
})

test('a branch that was there and is gone is not an empty one', async () => {
  const { bare, ours } = await two()
  await ours().writeLocked('staging', none, holding('rooms'))
  await ours().readLock()
  git(bare, 'branch', '-D', BRANCH)
  expect(outline(await refusal(() => ours().readLock()))).toEqual(['LK122'])
})

test('an empty place beside a committed lock file is refused until it is moved', async () => {
  const { a, ours } = await two()
  writeFileSync(join(a, 'cliq-ds.lock.json'), renderLock(new Map([['staging', holding('rooms')]])))
  expect(outline(await refusal(() => ours().readLock()))).toEqual(['LK126'])
  expect(await ours().moveLock()).toEqual(['staging'])
  expect(namesIn(await ours().readLock())).toEqual({ staging: ['rooms'] })
})

test('a shallow, detached clone of a project in a folder has a place of its own', async () => {
  const { folder, bare, a } = await two()
  const deep = join(folder, 'deep')
  git(folder, 'clone', '--quiet', '--depth=1', `file://${bare}`, deep)
  git(deep, 'checkout', '--quiet', '--detach')
  git(deep, 'config', 'core.hooksPath', join(deep, 'hooks-of-a-stranger'))
  const project = join(deep, 'packages')
  mkdirSync(project)
  await run(project, join(folder, 'm3')).writeLocked('staging', none, holding('rooms'))
  expect(git(bare, 'ls-tree', '-r', '--name-only', BRANCH)).toBe('packages/staging.json')
  expect(namesIn(await run(a, join(folder, 'm4')).readLock())).toEqual({})
})

test('without a remote there is no branch to keep it on', async () => {
  const { folder } = await repository(0)
  expect(outline(await refusal(() => run(join(folder, 'first'), join(folder, 'm')).readLock()))).toEqual(['LK120'])
})

test('behind an HTTP state each writing is under its lock, and its serial rises', async () => {
  const server = await stateServer()
  const { folder, roots } = await repository(1)
  const open = (machine: string) =>
    run(roots[0] ?? '', join(folder, machine), { url: server.url, username: 'a', password: 'b' })
  await open('m1').writeLocked('staging', none, holding('rooms'))
  await open('m2').writeLocked('live', none, holding('desks'))
  expect(namesIn(await open('m3').readLock())).toEqual({ staging: ['rooms'], live: ['desks'] })
  expect([JSON.parse(server.state ?? '').serial, server.lock]).toEqual([2, undefined])
  expect(outline(await refusal(() => open('m4').writeLocked('live', none, holding('plants'))))).toEqual(['FS108'])
})

test('behind an HTTP state an answer that was lost is looked for, and nothing is written twice', async () => {
  for (const method of ['GET', 'LOCK', 'POST', 'UNLOCK']) {
    const server = await stateServer()
    const { folder, roots } = await repository(1)
    server.drop.push(method)
    await run(roots[0] ?? '', join(folder, 'm'), { url: server.url }).writeLocked('staging', none, holding('rooms'))
    expect([method, JSON.parse(server.state ?? '').serial, server.lock]).toEqual([method, 1, undefined])
  }
})

test('a state of another tool, and a server without a lock, are refused', async () => {
  const server = await stateServer()
  const { folder, roots } = await repository(1)
  const open = (where: Where) => run(roots[0] ?? '', join(folder, 'm'), where)
  server.state = '{"version":4,"serial":9}'
  expect(outline(await refusal(() => open({ url: server.url }).readLock()))).toEqual(['LK125'])
  server.state = undefined
  const locked = { url: server.url, lockMethod: 'PROPFIND' }
  expect(outline(await refusal(() => open(locked).writeLocked('staging', none, holding('rooms'))))).toEqual(['LK123'])
})
