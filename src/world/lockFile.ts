import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Project } from '../commands/world.ts'
import { Failure, failure } from '../core/model/failure.ts'
import { emptyEnvironment } from '../core/model/lock.ts'
import type { Lock, LockedEnvironment } from '../core/model/lock.ts'
import type { Notify } from '../core/model/ports.ts'
import type { Problem } from '../core/model/problem.ts'
import { tryWrite, writeAtomic } from '../files/disk/atomic.ts'
import { readText, startOf } from '../files/disk/readText.ts'
import { stateDir } from '../files/disk/stateDir.ts'
import { alone } from './turns.ts'
import type { Turning } from './turns.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The part of a project that is its lock file. */
export type LockKeeper = Pick<Project, 'readLock' | 'salvageLock' | 'tryLockFile' | 'writeLock' | 'writeLocked'>

/**
 * The lock file of a project. What it held when this run last read it is compared before it is written over; reading,
 * comparing and writing are one turn, which no other run of this project takes meanwhile.
 */
export function lockFileOf(
  root: string,
  lockFile: string,
  outside: Turning & { readonly env: Env; readonly notify?: Notify },
): LockKeeper {
  const { env } = outside
  const path = join(root, lockFile)
  let known: { readonly text: string | null; readonly lock: Lock } | undefined
  const read = async (): Promise<Lock> => {
    const { LOCK_FILE, parseLock } = await import('../files/kept/lockfile.ts')
    const text = await readTextOrNull(path, root, LOCK_FILE.maxBytes)
    const lock = text === null ? new Map() : parseLock(text, lockFile)
    known = { text, lock }
    return lock
  }
  const turn = (work: () => Promise<void>) => alone(join(root, '.cliq-ds'), path, outside, work)
  const options = () => ({ mode: 0o644, root, ...(known !== undefined && { expected: known.text }) })
  const write = async (lock: Lock) => {
    const { renderLock } = await import('../files/kept/lockfile.ts')
    const text = renderLock(lock)
    if (text === known?.text) return
    try {
      await writeAtomic(path, text, options())
    } catch (error) {
      throw await recovered(error, text, root, lockFile, env)
    }
    known = { text, lock }
  }
  return {
    readLock: read,
    async salvageLock(rebuilt) {
      const { environmentsNamedIn, LOCK_FILE, salvageLock } = await import('../files/kept/lockfile.ts')
      const text = await readTextOrNull(path, root, LOCK_FILE.maxBytes)
      const lock = salvageLock(text ?? '')
      for (const name of environmentsNamedIn(text ?? ''))
        if (!lock.has(name) && name !== rebuilt) outside.notify?.({ type: 'note', problem: lost(name, lockFile) })
      known = { text, lock }
      return lock
    },
    tryLockFile: () => tryLock(root, lockFile, known?.text),
    writeLock: lock => turn(() => write(lock)),
    writeLocked: (environment, was, part) =>
      turn(async () => {
        const before = known?.lock ?? new Map<string, LockedEnvironment>()
        try {
          const there = (await read()).get(environment) ?? emptyEnvironment(was.target)
          if (!(await isSame(there, was)))
            throw failure('FS108', `${lockFile} changed since it was read, so it was not overwritten`, {
              at: startOf(lockFile),
            })
        } catch (error) {
          const { renderLock } = await import('../files/kept/lockfile.ts')
          throw await recovered(error, renderLock(new Map(before).set(environment, part)), root, lockFile, env)
        }
        await write(new Map(known?.lock).set(environment, part))
      }),
  }
}

// What runs of other environments wrote since is merged in the end; before the first write only what cannot be read is in
// the way.
async function tryLock(root: string, lockFile: string, known: string | null | undefined): Promise<void> {
  const { LOCK_FILE, parseLock } = await import('../files/kept/lockfile.ts')
  const path = join(root, lockFile)
  const text = await readTextOrNull(path, root, LOCK_FILE.maxBytes)
  if (text !== null && text !== known) parseLock(text, lockFile)
  await tryWrite(path, { mode: LOCK_FILE.mode, root })
}

function lost(environment: string, lockFile: string): Problem {
  const message = `the part of ${environment} in ${lockFile} is damaged and cannot be kept`
  const hint = `rebuild it from its org: cliq-ds lock repair --env ${environment}`
  return { code: 'LK130', severity: 'warning', message, hint }
}

/** Whether two parts would be written the same. */
export async function isSame(a: LockedEnvironment, b: LockedEnvironment): Promise<boolean> {
  const { renderLock } = await import('../files/kept/lockfile.ts')
  return renderLock(new Map([['', a]])) === renderLock(new Map([['', b]]))
}

// The org was changed and the file cannot say so: what it would have said is kept where it can be.
async function recovered(error: unknown, text: string, root: string, lockFile: string, env: Env): Promise<unknown> {
  const { writeRecovery } = await import('../files/disk/recovery.ts')
  const kept = await writeRecovery(root, [stateDir(env), tmpdir()], lockFile, text)
  const [first] = error instanceof Failure ? error.problems : []
  if (first === undefined) return error
  const hint =
    kept === undefined
      ? 'run cliq-ds lock repair'
      : `its new content is in ${kept}: move it to ${lockFile}, or run cliq-ds lock repair`
  return new Failure([{ ...first, hint }], { cause: error })
}

/** The text of a file, null where there is none. Throws a Failure FS1xx. */
export async function readTextOrNull(path: string, root: string, maxBytes: number): Promise<string | null> {
  const { lstat } = await import('node:fs/promises')
  // A link that leads nowhere is there: who laid it meant a file.
  const there = await lstat(path).then(
    () => true,
    (error: unknown) => !(error instanceof Error && 'code' in error && error.code === 'ENOENT'),
  )
  return there ? readText(path, root, { maxBytes }) : null
}
