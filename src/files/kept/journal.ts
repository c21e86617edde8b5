import { createHash } from 'node:crypto'
import { mkdir, open, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'

import type { JournalEntry, RunJournal } from '../../core/model/entry.ts'
import { failure } from '../../core/model/failure.ts'
import { weighed } from '../../core/model/jsonWeight.ts'
import type { Json } from '../../core/model/plain.ts'
import { writeAtomic } from '../disk/atomic.ts'
import { digestOf } from '../disk/digest.ts'
import { JSON_BOUNDS } from '../disk/jsonText.ts'
import { diskFailure, hasCode, readText, shownPath, startOf, insideRoot } from '../disk/readText.ts'
import { wholeLines } from '../disk/sealed.ts'

/** A longer one is begun anew: what is decided is of no use any more. */
const MOST_BYTES = 1024 * 1024
/** What a run of many hours may leave; nothing needs a journal so much that it may take the memory of the run. */
const READ_BYTES = 16 * MOST_BYTES
/** The same for its parts, which take memory however short they are. */
const READ_BOUNDS = { levels: Infinity, parts: 1_000_000 }

/** Where the journal of an environment lies, below the project. Any name of an environment will do. */
export function journalFile(environment: string): string {
  const name = /^[A-Za-z0-9_-]{1,100}$/u.test(environment) ? environment : digestOf(environment).slice(-32)
  return join('.cliq-ds', 'journal', `${name}.ndjson`)
}

/**
 * Opens the journal of an environment to append to it. A line that a kill cut short at the end is dropped; damage before
 * that is refused with a Failure JR101. Nothing that is decided is ever decided by it.
 */
export async function openJournal(root: string, environment: string): Promise<RunJournal> {
  const path = join(root, journalFile(environment))
  const file = shownPath(path, root)
  const text = await textOf(path, root)
  const { lines, entries } = readLines(text, file)
  const inDoubt = undecided(entries)
  const isLong = text.length > MOST_BYTES
  let last = isLong ? undefined : lines.at(-1)
  let number = isLong ? 0 : lines.length
  const kept = isLong ? '' : lines.map(each => `${each}\n`).join('')
  if (kept !== text) await writeAtomic(path, kept, { mode: 0o600, root })
  const handle = await open(path, 'a', 0o600).catch((error: unknown) => {
    throw diskFailure(error, file, 'written')
  })
  // Entries of calls that go side by side are written one after the other.
  let queue: Promise<unknown> = Promise.resolve()
  let bytes = Buffer.byteLength(kept)
  let broken: Error | undefined
  const write = async (entry: JournalEntry) => {
    if (broken !== undefined) throw broken
    const line = lineOf(number + 1, last, entry)
    try {
      await handle.appendFile(`${line}\n`)
      await handle.datasync()
    } catch (error) {
      const failed = diskFailure(error, file, 'written')
      // Some of the line may be there, or all of it: another one after it would read as damage.
      await handle.truncate(bytes).catch(() => (broken = failed))
      throw failed
    }
    number += 1
    last = line
    bytes += Buffer.byteLength(line) + 1
  }
  return {
    inDoubt,
    append(entry) {
      const written = queue.then(() => write(entry))
      queue = written.catch(() => undefined)
      return written
    },
    async close() {
      await queue
      await handle.close()
    },
  }
}

/** The entries of a journal's text, in order; the same text that `openJournal` would refuse is refused. */
export function parseJournal(text: string, file: string): readonly JournalEntry[] {
  return readLines(text, file).entries
}

interface Lines {
  readonly lines: readonly string[]
  readonly entries: readonly JournalEntry[]
}

function readLines(text: string, file: string): Lines {
  const lines: string[] = []
  const entries: JournalEntry[] = []
  // What follows the last line feed is nothing, or torn.
  for (const line of wholeLines(text)) {
    const entry = entryOf(line, lines.length + 1, lines.at(-1))
    if (entry === undefined) throw damaged(file, lines.length + 1)
    lines.push(line)
    entries.push(entry)
  }
  return { lines, entries }
}

function lineOf(n: number, before: string | undefined, entry: JournalEntry): string {
  const body = JSON.stringify({ n, prev: hashOf(before), entry })
  return JSON.stringify({ n, prev: hashOf(before), crc: checksum(body), entry })
}

function entryOf(line: string, n: number, before: string | undefined): JournalEntry | undefined {
  if (!weighed(line, JSON_BOUNDS).isSafe) return undefined
  try {
    const value = JSON.parse(line) as { readonly entry: JournalEntry }
    // A line is good exactly when its entry, written again at its place, gives it.
    return lineOf(n, before, value.entry) === line ? value.entry : undefined
  } catch {
    return undefined
  }
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}

function hashOf(line: string | undefined): string {
  return line === undefined ? '' : createHash('sha256').update(line, 'utf8').digest('hex')
}

function undecided(entries: readonly JournalEntry[]): readonly Json[] {
  const open = new Map<number, Json>()
  for (const entry of entries) {
    if (entry.type === 'run') open.clear()
    else if (entry.type === 'intent') open.set(entry.index, entry.step)
    else if (entry.outcome !== 'unknown') open.delete(entry.index)
  }
  return [...open.values()]
}

const NOT_NEEDED = 'apply reads the org and does not need it'

function damaged(file: string, line: number): Error {
  const hint = `delete ${file}: ${NOT_NEEDED}`
  const at = { ...startOf(file), line }
  return failure('JR101', `line ${line} of the journal was changed after it was written`, { at, hint })
}

async function textOf(path: string, root: string): Promise<string> {
  try {
    insideRoot(path, root, shownPath(path, root))
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(path, '', { flag: 'a', mode: 0o600 })
  } catch (error) {
    throw hasCode(error) ? diskFailure(error, shownPath(path, root), 'written') : error
  }
  const hint = `delete it: ${NOT_NEEDED}`
  const text = await readText(path, root, { maxBytes: READ_BYTES, hint })
  if (weighed(text, READ_BOUNDS).isSafe) return text
  const name = shownPath(path, root)
  throw failure('FS105', `${name} has more parts than a run leaves`, { at: startOf(name), hint })
}
