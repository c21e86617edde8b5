import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'

import { failure } from '../../core/model/failure.ts'
import type { Failure } from '../../core/model/failure.ts'
import type { Place } from '../../core/model/problem.ts'
import { belowRoot, staysInside } from './paths.ts'

/** No file that people write is larger; one that is holds something else. */
export const MOST_TYPED_BYTES = 1_048_576

export interface ReadTextOptions {
  /** A larger file is refused unread. */
  readonly maxBytes: number
  /** What to do about a larger one. */
  readonly hint?: string | undefined
  /** What messages call the file, where that is not its path below the root. */
  readonly name?: string | undefined
}

/**
 * The text of a file, read as strict UTF-8. Throws a Failure FS1xx for a file that is absent, not a regular file,
 * too large, not UTF-8, or that a link places outside `root` (undefined: any place will do).
 */
export async function readText(path: string, root: string | undefined, options: ReadTextOptions): Promise<string> {
  const name = options.name ?? shownPath(path, root)
  insideRoot(path, root, name)
  const file = opened(path, name)
  try {
    // A thousand small files are read several times faster so than through promises.
    const stats = fstatSync(file)
    if (!stats.isFile()) throw notAFile(name)
    if (stats.size > options.maxBytes) throw tooLarge(name, stats.size, options)
    return decoded(readAll(file, options, name), name)
  } catch (error) {
    throw hasCode(error) ? diskFailure(error, name, 'read') : error
  } finally {
    closeSync(file)
  }
}

/** Throws, as `readText` does, for a file that is absent, not a regular file, or outside of `root`; reads nothing of it. */
export async function checkFile(path: string, root: string): Promise<void> {
  const name = shownPath(path, root)
  insideRoot(path, root, name)
  const file = opened(path, name)
  try {
    if (!fstatSync(file).isFile()) throw notAFile(name)
  } finally {
    closeSync(file)
  }
}

/** The path as messages name it: relative to the root with forward slashes, or as given where it lies elsewhere. */
export function shownPath(path: string, root: string | undefined): string {
  if (root === undefined) return path
  const below = relative(root, resolve(root, path))
  return below.startsWith('..') ? path : below.split(sep).join('/')
}

/** The start of a file, for what concerns it as a whole. */
export function startOf(file: string): Place {
  return { file, line: 1, col: 1 }
}

// What a path itself has wrong, in words: its permissions are right.
const PATHS: ReadonlyMap<string, string> = new Map([
  ['ENOTDIR', 'a file is where a folder is expected'],
  ['ELOOP', 'its links lead back to themselves'],
  ['ENAMETOOLONG', 'its name is too long'],
])

/** The failure that an error of the file system stands for. */
export function diskFailure(error: unknown, name: string, doing: 'read' | 'written'): Failure {
  const code = hasCode(error) ? error.code : 'unknown error'
  const at = startOf(name)
  if (code === 'ENOENT' && doing === 'read')
    return failure('FS101', `${name} does not exist`, { at, hint: 'check the path' }, error)
  if (code === 'EISDIR') return notAFile(name)
  const path = PATHS.get(code)
  if (path !== undefined)
    return failure(
      doing === 'read' ? 'FS102' : 'FS107',
      `${name} cannot be ${doing}: ${path}`,
      { at, hint: 'check the path' },
      error,
    )
  if (doing === 'read')
    return failure('FS102', `${name} cannot be read: ${code}`, { at, hint: 'check its permissions' }, error)
  const hint = 'free space or change the permissions of its folder, then run the command again'
  return failure('FS107', `${name} cannot be written: ${code}`, { at, hint }, error)
}

export function notAFile(name: string): Failure {
  return failure('FS103', `${name} is not a regular file`, { at: startOf(name), hint: 'give the path of a file' })
}

export function hasCode(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error
}

/** Throws a Failure FS104 for a path that lies, by its name or by a link on the way, elsewhere than the project's own. */
export function insideRoot(path: string, root: string | undefined, name: string): void {
  if (root === undefined) return
  try {
    if (staysInside(path, root)) return
  } catch (error) {
    throw diskFailure(error, name, 'read')
  }
  const isOutside = belowRoot(path, root) === undefined
  const why = isOutside ? 'is outside the project' : 'is reached by a link that leaves its folder'
  const hint = isOutside ? 'move the file into the project, or run cliq-ds where it is' : 'put the file itself there'
  throw failure('FS104', `${name} ${why}`, { at: startOf(name), hint })
}

/** Opens a file to read it, for whoever closes it. Throws a Failure FS1xx; `name` is what it is called there. */
export function opened(path: string, name: string): number {
  try {
    // Without O_NONBLOCK the opening of a FIFO would wait for its writer.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    throw diskFailure(error, name, 'read')
  }
}

function readAll(file: number, options: ReadTextOptions, name: string): Buffer {
  const bytes = readFileSync(file)
  // It may have grown since its size was asked for.
  if (bytes.length > options.maxBytes) throw tooLarge(name, bytes.length, options)
  return bytes
}

function tooLarge(name: string, size: number, { maxBytes, hint }: ReadTextOptions): Failure {
  const message = `${name} is ${megabytes(size)} MB, limit ${megabytes(maxBytes)} MB`
  return failure('FS105', message, { at: startOf(name), ...(hint !== undefined && { hint }) })
}

function megabytes(bytes: number): string {
  return String(Math.ceil((bytes / 1024 / 1024) * 10) / 10)
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes as strict UTF-8. Throws a Failure FS106 at the place of the first that is none; they begin in `firstLine`. */
export function decoded(bytes: Buffer, name: string, firstLine = 1): string {
  if (isUtf16(bytes)) throw notUtf8(name, 'looks like UTF-16', startOf(name))
  try {
    return STRICT.decode(bytes)
  } catch {
    const at = placeOfBadByte(bytes, name)
    throw notUtf8(name, 'is not UTF-8', { ...at, line: at.line + firstLine - 1 })
  }
}

// By its mark, or by letters that each have a zero byte beside them.
function isUtf16([first, second, third, fourth]: Buffer): boolean {
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  return isMarked || (first === 0 && second !== 0 && third === 0) || (first !== 0 && second === 0 && fourth === 0)
}

function notUtf8(name: string, what: string, at: Place): Failure {
  return failure('FS106', `${name} ${what}`, { at, hint: 'save it as UTF-8' })
}

function placeOfBadByte(bytes: Buffer, file: string): Place {
  // Decoding leniently puts U+FFFD where the first bad byte stands, unless the file itself holds that character earlier.
  const before = bytes.toString('utf8').split('\uFFFD', 1)[0] ?? ''
  const lines = before.split('\n')
  return { file, line: lines.length, col: (lines.at(-1) ?? '').length + 1 }
}
