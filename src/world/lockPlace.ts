import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Project } from '../commands/world.ts'
import type { Config, LockUrl } from '../config.ts'
import { failure } from '../core/model/failure.ts'
import { digestOf } from '../files/disk/digest.ts'
import { makePrivateFolder, stateDir } from '../files/disk/stateDir.ts'
import type { StatePlace } from '../remote/httpState.ts'
import type { Shelf } from '../remote/shelf.ts'
import { embeddedData } from './embedded.ts'
import { isPipeline } from './credentials.ts'
import { lockFileOf, readTextOrNull } from './lockFile.ts'
import type { LockKeeper } from './lockFile.ts'
import type { Outside } from './outside.ts'
import { allowedHosts } from './urls.ts'
import { privateLockFile, privateLockOf } from './privateLock.ts'
import { runUrl } from './runUrl.ts'

const IN_PROJECT = 'cliq-ds.lock.json'

/**
 * The lock of a project, wherever its config says that it lies: in the project, on a branch, behind an HTTP state; and
 * for an embedded emulator, which is private to this machine, beside its database. Nothing is opened before it is read.
 */
export function lockOf(
  config: Config,
  root: string,
  outside: Outside,
  environment: string | undefined,
): LockKeeper & Pick<Project, 'lockFile' | 'moveLock'> {
  const { lockFile, ...keeper } = sharedOf(config, root, outside, environment)
  const data = environment === undefined ? undefined : embeddedData(config.environments[environment], environment)
  if (environment === undefined || data === undefined) return { lockFile, ...keeper }
  const org = { root, environment, data: join(root, data), lockFile }
  const { moveLock } = keeper
  return { lockFile: privateLockFile(data), moveLock, ...privateLockOf(keeper, org, outside) }
}

function sharedOf(config: Config, root: string, outside: Outside, environment: string | undefined) {
  const { lockFile = IN_PROJECT } = config
  if (typeof lockFile === 'string') {
    const moveLock = () =>
      Promise.reject(failure('LK129', `the lock file is already ${lockFile}, in the project`, MOVING))
    return { lockFile, moveLock, ...lockFileOf(root, lockFile, outside) }
  }
  const isPrivate =
    environment !== undefined && embeddedData(config.environments[environment], environment) !== undefined
  const committed = async () => {
    const { LOCK_FILE } = await import('../files/kept/lockfile.ts')
    return (await readTextOrNull(join(root, IN_PROJECT), root, LOCK_FILE.maxBytes)) === null ? undefined : IN_PROJECT
  }
  const run = runUrl(outside.env) || `process ${outside.pid} on ${hostname()}`
  const shared = {
    root,
    run,
    // Where an emulator is in use, the shared place is read for the others alone.
    environment: isPrivate ? undefined : environment,
    open: () => ('branch' in lockFile ? openBranch(lockFile.branch, root, outside) : openState(lockFile, run, outside)),
  }
  const keeper = lazily(async () => {
    const { sharedLockOf } = await import('./sharedLock.ts')
    return sharedLockOf({ ...shared, committed }, outside)
  })
  const moveLock = async () => {
    const { sharedLockOf } = await import('./sharedLock.ts')
    const lock = await lockFileOf(root, IN_PROJECT, outside).readLock()
    await sharedLockOf({ ...shared, committed: async () => undefined }, outside).writeLock(lock)
    return [...lock.keys()]
  }
  return { lockFile: 'branch' in lockFile ? `branch ${lockFile.branch}` : 'HTTP state', moveLock, ...keeper }
}

const MOVING = { hint: "set lockFile in the config to where it moves, such as { branch: 'cliq-ds-lock' }" }

function lazily(open: () => Promise<LockKeeper>): LockKeeper {
  let opened: Promise<LockKeeper> | undefined
  const keeper = () => (opened ??= open())
  return {
    readLock: async () => (await keeper()).readLock(),
    salvageLock: async rebuilt => (await keeper()).salvageLock(rebuilt),
    tryLockFile: async digest => (await keeper()).tryLockFile(digest),
    writeLock: async lock => (await keeper()).writeLock(lock),
    writeLocked: async (environment, was, part) => (await keeper()).writeLocked(environment, was, part),
  }
}

async function openBranch(branch: string, root: string, { env, clock }: Outside): Promise<Shelf> {
  const { readCheckout } = await import('../remote/checkout.ts')
  const { branchShelf } = await import('../remote/branch.ts')
  const checkout = await readCheckout(root, env)
  const folder = join(stateDir(env), 'git', digestOf(`${checkout.url} ${branch} ${checkout.project}`).slice(-24))
  await makePrivateFolder(stateDir(env))
  return branchShelf({ checkout, branch, folder, env, now: () => clock.now() })
}

// The config was read with its variables in place.
async function openState(lock: LockUrl, run: string, { env, clock, version }: Outside): Promise<Shelf> {
  const { checkedUrl } = await import('../cliq/datacenters.ts')
  const { openTransport } = await import('../cliq/transport.ts')
  const { httpShelf } = await import('../remote/httpState.ts')
  const allowed = allowedHosts(env, !isPipeline(env))
  const address = (secret: LockUrl['url']) => checkedUrl(textOf(secret), allowed)
  const url = address(lock.url)
  const user = `${textOf(lock.username ?? '')}:${textOf(lock.password ?? '')}`
  const place: StatePlace = {
    url,
    lockUrl: lock.lockUrl === undefined ? url : address(lock.lockUrl),
    unlockUrl: lock.unlockUrl === undefined ? url : address(lock.unlockUrl),
    updateMethod: lock.updateMethod ?? 'POST',
    lockMethod: lock.lockMethod ?? 'LOCK',
    unlockMethod: lock.unlockMethod ?? 'UNLOCK',
    headers: {
      'user-agent': `cliq-ds/${version}`,
      ...(user !== ':' && { authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
    },
  }
  const transport = openTransport({ env })
  return httpShelf(place, {
    exchange: request => transport.exchange(request),
    clock,
    random: randomUUID,
    who: run,
    version,
  })
}

function textOf(secret: LockUrl['url']): string {
  return typeof secret === 'string' ? secret : ''
}
