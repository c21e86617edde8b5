import { randomBytes } from 'node:crypto'
import * as disk from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { failure } from '../../core/model/failure.ts'
import { diskFailure, hasCode, insideRoot, notAFile, shownPath, startOf } from './readText.ts'

/** The calls of node:fs/promises that writing takes, so that a test can make each of them fail. */
export type Disk = Pick<typeof disk, 'lstat' | 'mkdir' | 'open' | 'readdir' | 'readFile' | 'rename' | 'unlink' | 'stat'>

export interface WriteOptions {
  /** Of the file, such as 0o600. */
  readonly mode: number
  /** The text that the file held when it was read, null for no file: refused when it differs by now. Undefined: never mind. */
  readonly expected?: string | null
  /** The project: the file must lie in it, and messages name it relative to it. */
  readonly root?: string
  /** What messages call the file, where that is not its path below the root. */
  readonly name?: string | undefined
  readonly disk?: Disk
}

/** Older temporary files are left over from runs that were killed. */
const STRAY_MS = 60 * 60 * 1000

/**
 * Writes the whole text or leaves the old file as it is: a temporary file in the same folder, synced, sized and renamed.
 * Missing folders are made. Throws a Failure FS1xx, also for a target that is a link or not a regular file, and FS108
 * when the file changed since it was read.
 */
export async function writeAtomic(path: string, text: string, options: WriteOptions): Promise<void> {
  const on = options.disk ?? disk
  const name = options.name ?? shownPath(path, options.root)
  try {
    insideRoot(path, options.root, name)
    await on.mkdir(dirname(path), { recursive: true })
    await refuseOddTarget(on, path, name)
    const temporary = temporaryPath(path)
    try {
      await writeSynced(on, temporary, text, options.mode)
      await sweep(on, path, temporary)
      await refuseChanged(on, path, name, options.expected)
      await on.rename(temporary, path)
    } catch (error) {
      await removed(on, temporary)
      throw error
    }
    await syncFolder(on, dirname(path))
  } catch (error) {
    throw hasCode(error) ? diskFailure(error, name, 'written') : error
  }
}

/** Proves, without touching the file, that `writeAtomic` can write it. Throws what that would throw. */
export async function tryWrite(path: string, options: WriteOptions): Promise<void> {
  const on = options.disk ?? disk
  const name = options.name ?? shownPath(path, options.root)
  const temporary = temporaryPath(path)
  try {
    insideRoot(path, options.root, name)
    await on.mkdir(dirname(path), { recursive: true })
    await refuseOddTarget(on, path, name)
    await refuseChanged(on, path, name, options.expected)
    try {
      await writeSynced(on, temporary, 'written to prove that it can be\n', options.mode)
    } finally {
      await removed(on, temporary)
    }
  } catch (error) {
    throw hasCode(error) ? diskFailure(error, name, 'written') : error
  }
}

/** Throws a Failure FS107 for a file whose folder is not there; `name` is what the file is called. */
export async function refuseWithoutFolder(path: string, name: string): Promise<void> {
  const folder = await disk.stat(dirname(path)).catch(() => undefined)
  if (folder?.isDirectory() === true) return
  const hint = 'make the folder, or give another path'
  throw failure('FS107', `${name} cannot be written: ${dirname(name)} is not a folder`, { at: startOf(name), hint })
}

function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(8).toString('hex')}.tmp`)
}

async function refuseOddTarget(on: Disk, path: string, name: string): Promise<void> {
  const stats = await absentAsUndefined(on.lstat(path))
  if (stats === undefined || stats.isFile()) return
  if (!stats.isSymbolicLink()) throw notAFile(name)
  throw failure('FS104', `${name} is a link`, { at: startOf(name), hint: 'put a regular file in its place' })
}

async function refuseChanged(on: Disk, path: string, name: string, expected: string | null | undefined): Promise<void> {
  if (expected === undefined) return
  const bytes = await absentAsUndefined(on.readFile(path))
  const same = expected === null ? bytes === undefined : bytes?.equals(Buffer.from(expected, 'utf8')) === true
  if (same) return
  const hint = 'someone else wrote it in the meantime: run the command again'
  throw failure('FS108', `${name} changed since it was read, so it was not overwritten`, { at: startOf(name), hint })
}

async function writeSynced(on: Disk, temporary: string, text: string, mode: number): Promise<void> {
  const bytes = Buffer.from(text, 'utf8')
  const handle = await on.open(temporary, 'wx', mode)
  try {
    await handle.chmod(mode)
    await handle.writeFile(bytes)
    await handle.sync()
    const { size } = await handle.stat()
    // A full disk has been seen to cut a file without an error.
    if (size !== bytes.length) throw Object.assign(new Error('short write'), { code: 'ENOSPC', syscall: 'write' })
  } finally {
    await handle.close()
  }
}

// Ages are told by the folder's own clock: that of the file just written.
async function sweep(on: Disk, path: string, temporary: string): Promise<void> {
  const { mtimeMs: now } = await on.stat(temporary)
  const prefix = `.${basename(path)}.`
  for (const each of await on.readdir(dirname(path))) {
    if (!each.startsWith(prefix) || !/^[0-9a-f]{16}\.tmp$/u.test(each.slice(prefix.length))) continue
    const old = join(dirname(path), each)
    const stats = await absentAsUndefined(on.lstat(old))
    if (stats !== undefined && now - stats.mtimeMs > STRAY_MS) await removed(on, old)
  }
}

async function removed(on: Disk, path: string): Promise<void> {
  // What cannot be removed is swept by a later run; the first error is the one to tell.
  await on.unlink(path).catch(() => undefined)
}

// A rename is only as lasting as its folder. Windows and some network file systems cannot sync folders.
async function syncFolder(on: Disk, folder: string): Promise<void> {
  try {
    const handle = await on.open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!hasCode(error) || !['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP', 'EACCES'].includes(error.code)) throw error
  }
}

async function absentAsUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (hasCode(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}
