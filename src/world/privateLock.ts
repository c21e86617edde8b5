import { join } from 'node:path'
import { failure } from '../core/model/failure.ts'
import { emptyEnvironment } from '../core/model/lock.ts'
import type { Lock, LockedEnvironment } from '../core/model/lock.ts'
import type { Notify } from '../core/model/ports.ts'
import type { Problem } from '../core/model/problem.ts'
import { tryWrite, writeAtomic } from '../files/disk/atomic.ts'
import { isSame, readTextOrNull } from './lockFile.ts'
import type { LockKeeper } from './lockFile.ts'
import { alone } from './turns.ts'
import type { Turning } from './turns.ts'

/** An embedded emulator's database and what is known of it on this machine. */
export interface PrivateOrg {
  readonly root: string
  readonly environment: string
  /** Absolute. */
  readonly data: string
  /** Of the shared lock file, in messages. */
  readonly lockFile: string
}

/** Where the part of an embedded emulator lies: beside its database. Relative to the project, as `data` is. */
export function privateLockFile(data: string): string {
  return `${data.replace(/\.db$/u, '')}.lock.json`
}

/**
 * The lock of an environment that is private to this machine: its part lies beside the emulator's database and counts
 * for that database only. The shared lock file keeps the parts of the others; one of this environment leaves it with
 * the next write. A part of another database, or of a later state of this one, is told and counts for nothing.
 */
export function privateLockOf(
  shared: LockKeeper,
  org: PrivateOrg,
  by: Turning & { readonly notify: Notify },
): LockKeeper {
  const { root, environment, data, lockFile } = org
  const path = privateLockFile(data)
  const own = async (): Promise<LockedEnvironment | undefined> => {
    const { LOCK_FILE, parseLock } = await import('../files/kept/lockfile.ts')
    const text = await readTextOrNull(path, root, LOCK_FILE.maxBytes)
    const part = text === null ? undefined : parseLock(text, path.slice(root.length + 1)).get(environment)
    return part === undefined ? undefined : ofThisDatabase(part, await stampNow(data), tell)
  }
  const said = new Set<string>()
  const tell = (problem: Problem) => {
    if (!said.has(problem.code)) by.notify({ type: 'note', problem })
    said.add(problem.code)
  }
  const joined = (lock: Lock, part: LockedEnvironment | undefined): Lock => {
    if (lock.has(environment)) tell(leaving(environment, lockFile))
    const others = [...lock].filter(([name]) => name !== environment)
    return new Map(part === undefined ? others : [...others, [environment, part]])
  }
  const write = async (part: LockedEnvironment): Promise<void> => {
    const { renderLock } = await import('../files/kept/lockfile.ts')
    const bound = { ...part, target: targetOf(part.target, await stampNow(data)) }
    await writeAtomic(path, renderLock(new Map([[environment, bound]])), { mode: 0o600, root })
  }
  return {
    readLock: async () => joined(await shared.readLock(), await own()),
    salvageLock: async rebuilt => joined(await shared.salvageLock(rebuilt), await own().catch(() => undefined)),
    tryLockFile: () => tryWrite(path, { mode: 0o600, root }),
    async writeLock(lock) {
      const part = lock.get(environment)
      if (part !== undefined) await alone(join(root, '.cliq-ds'), path, by, () => write(part))
    },
    async writeLocked(name, was, part) {
      await alone(join(root, '.cliq-ds'), path, by, async () => {
        if (!(await isSame((await own()) ?? emptyEnvironment(was.target), was)))
          throw failure('FS108', `the record of ${name} changed since it was read, so it was not overwritten`)
        await write(part)
      })
      await takeOut(shared, environment)
    },
  }
}

type Stamp = { readonly identity: string; readonly made: number } | undefined

async function stampNow(data: string): Promise<Stamp> {
  const { fileStampOf } = await import('../emulator/stamp.ts')
  return fileStampOf(data)
}

function targetOf(target: string, stamp: Stamp): string {
  return `${target} ${stamp?.identity ?? '0'} ${stamp?.made ?? 0}`
}

function ofThisDatabase(
  part: LockedEnvironment,
  stamp: Stamp,
  tell: (problem: Problem) => void,
): LockedEnvironment | undefined {
  const [, target = '', identity = '', made = ''] = /^(.*) (\d+) (\d+)$/u.exec(part.target) ?? []
  if (stamp !== undefined && stamp.identity === identity && stamp.made >= Number(made)) return { ...part, target }
  tell({
    code: 'LK111',
    severity: 'warning',
    message:
      stamp === undefined
        ? 'the data of the embedded emulator is gone, so this environment starts from scratch'
        : 'the data of the embedded emulator is not the one of the last apply, so this environment starts from scratch',
    hint: 'nothing to do; to go back, restore its database file',
  })
  return undefined
}

function leaving(environment: string, lockFile: string): Problem {
  return {
    code: 'LK110',
    severity: 'warning',
    message: `${environment} is an embedded emulator, private to this machine: its part of ${lockFile} is ignored`,
    hint: `the next apply to ${environment} removes it; commit the change`,
  }
}

// A shared file that cannot be read stays as it is: nothing of it is needed here.
async function takeOut(shared: LockKeeper, environment: string): Promise<void> {
  const lock = await shared.readLock().catch(() => undefined)
  if (lock?.has(environment) === true)
    await shared.writeLock(new Map([...lock].filter(([name]) => name !== environment)))
}
