import { constants } from 'node:buffer'
import { lstat, mkdir, readdir, realpath } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'
import { getHeapStatistics } from 'node:v8'

import type { Backup } from '../../core/model/backup.ts'
import { byCodeUnit } from '../../core/model/catalog.ts'
import { Failure, failure } from '../../core/model/failure.ts'
import { writeAtomic } from '../disk/atomic.ts'
import { MANIFEST, parseBackup, RECORDS, renderBackup } from './backupTexts.ts'
import { diskFailure, hasCode, readText } from '../disk/readText.ts'

const HOME = join('.cliq-ds', 'backup')
// A backup is as large as its datastore; what no text can hold cannot be read, nor what takes, with its records, more
// memory than there is.
const TIMES_ITS_SIZE = 6
const PLAIN_NAME = /^[a-z0-9_]{1,64}$/u

/**
 * Writes a backup into a folder of its own, for this user only, and reads it back. Returns the folder, relative to the
 * project. Throws a Failure FS1xx, and BK101 when what was written does not read as it was.
 */
export async function writeBackup(root: string, backup: Backup): Promise<string> {
  const folder = await newFolder(root, backup)
  const { manifest, records } = renderBackup(backup)
  // The manifest comes last: a folder without one is no backup.
  await writeAtomic(join(root, folder, RECORDS), records, { mode: 0o600, root })
  await writeAtomic(join(root, folder, MANIFEST), manifest, { mode: 0o600, root })
  try {
    // A manifest holds the digest of its records.
    if (renderBackup(await readBackup(root, folder)).manifest === manifest) return shown(folder)
  } catch (error) {
    throw unproven(folder, error)
  }
  throw unproven(folder, undefined)
}

/**
 * Reads a backup from a folder, given relative to the project or absolute. Throws a Failure: BK103 for a folder without
 * one, BK102 for one that is not whole, FS1xx for what cannot be read.
 */
export async function readBackup(root: string, folder: string): Promise<Backup> {
  const place = isAbsolute(folder) ? folder : join(root, folder)
  const file = (name: string) => shown(join(folder, name))
  const maxBytes = Math.min(
    constants.MAX_STRING_LENGTH,
    Math.floor(getHeapStatistics().heap_size_limit / TIMES_ITS_SIZE),
  )
  const hint = 'give Node more memory, such as NODE_OPTIONS=--max-old-space-size=8192'
  const read = (name: string) => readText(join(place, name), undefined, { maxBytes, hint, name: file(name) })
  const manifest = await read(MANIFEST).catch((error: unknown) => {
    throw error instanceof Failure && error.code === 'FS101' ? absent(shown(folder)) : error
  })
  return parseBackup({ manifest, records: await read(RECORDS) }, { manifest: file(MANIFEST), records: file(RECORDS) })
}

/** The folder of an environment's backups, relative to the project. */
export function backupsOf(environment: string): string {
  return shown(join(HOME, environment))
}

/**
 * The folders of the environment's last run that took backups, one for each datastore, in order. `tracked` are files that
 * git tracks: who sends a pull request can bring one, so it counts only where somebody names it. Throws BK103 when there
 * is none.
 */
export async function latestBackups(
  root: string,
  environment: string,
  now: number,
  tracked: readonly string[],
): Promise<readonly string[]> {
  const home = join(HOME, environment)
  const folders = await foldersIn(join(root, home))
  const brought = new Set(tracked.map(each => each.split('/').at(-2)))
  const whole: string[] = []
  for (const each of folders)
    if (!brought.has(each) && (await isThere(join(root, home, each, MANIFEST)))) whole.push(each)
  const stamp = whole
    .map(each => each.split('-')[0] ?? '')
    // One from a day to come was not made by a run of this machine.
    .filter(each => each < stampOf(now + DAY_MS))
    .sort(byCodeUnit)
    .at(-1)
  if (stamp === undefined) throw absent(shown(home))
  const latest = new Map<string, { readonly folder: string; readonly twin: number }>()
  for (const folder of whole.filter(each => each.startsWith(`${stamp}-`))) {
    const [, name = '', twin = '1'] = folder.split('-')
    // Of two copies in one run the later holds what came between.
    if (Number(twin) > (latest.get(name)?.twin ?? 0)) latest.set(name, { folder, twin: Number(twin) })
  }
  return [...latest.values()]
    .map(each => each.folder)
    .sort(byCodeUnit)
    .map(each => shown(join(home, each)))
}

const DAY_MS = 24 * 60 * 60_000

function stampOf(time: number): string {
  return new Date(time).toISOString().replaceAll(/[-:.]/gu, '')
}

async function newFolder(root: string, { environment, datastore, ids, takenAt }: Backup): Promise<string> {
  const stamp = stampOf(takenAt)
  const name = PLAIN_NAME.test(datastore.unique_name) ? datastore.unique_name : ids.datastore
  const home = join(HOME, environment)
  try {
    await mkdir(join(root, home), { recursive: true, mode: 0o700 })
    await refuseElsewhere(root, home)
    for (let twin = 1; ; twin += 1) {
      const folder = join(home, `${stamp}-${name}${twin === 1 ? '' : `-${twin}`}`)
      const isNew = await mkdir(join(root, folder), { mode: 0o700 }).then(
        () => true,
        (error: unknown) => {
          if (hasCode(error) && error.code === 'EEXIST') return false
          throw error
        },
      )
      if (isNew) return folder
    }
  } catch (error) {
    throw hasCode(error) ? diskFailure(error, shown(home), 'written') : error
  }
}

// Records must not end up where a link of someone else leads.
async function refuseElsewhere(root: string, home: string): Promise<void> {
  const [real, realRoot] = await Promise.all([realpath(join(root, home)), realpath(root)])
  if (real === join(realRoot, home)) return
  throw failure('FS104', `${shown(home)} is reached through a link`, { hint: 'put a folder in the place of the link' })
}

async function foldersIn(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path, { withFileTypes: true })).filter(each => each.isDirectory()).map(each => each.name)
  } catch (error) {
    if (hasCode(error) && error.code === 'ENOENT') return []
    throw hasCode(error) ? diskFailure(error, path, 'read') : error
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

function shown(path: string): string {
  return path.split(sep).join('/')
}

function absent(folder: string): Failure {
  return failure('BK103', `there is no backup in ${folder}`, {
    hint: 'name a folder below .cliq-ds/backup/, as apply and cliq-ds backup print it',
  })
}

function unproven(folder: string, cause: unknown): Failure {
  const hint = 'nothing was removed; check the disk, then run the command again'
  return failure('BK101', `the backup in ${shown(folder)} cannot be read back as it was written`, { hint }, cause)
}
