import { pbkdf2 } from 'node:crypto'
import { readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { mkdir, open, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import * as fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { JournalEntry } from '../../src/core/model/entry.ts'
import { plainStep } from '../../src/core/model/plain.ts'
import { journalFile, openJournal, parseJournal } from '../../src/files/kept/journal.ts'
import { field } from '../laws/build.ts'
import { outline, problemsOf, refusal, temporaryFolder } from './temporary.ts'

const run: JournalEntry = { type: 'run', digest: 'sha256-v1:0', at: 1 }
const intent = (index: number): JournalEntry => ({ type: 'intent', index, step: { call: `step ${index}` }, at: 2 })
const end = (index: number, outcome: 'done' | 'unknown' = 'done'): JournalEntry => ({
  type: 'end',
  index,
  outcome,
  at: 3,
})

/** The text of a journal that holds these entries. */
async function written(entries: readonly JournalEntry[]): Promise<string> {
  const root = await temporaryFolder()
  const journal = await openJournal(root, 'org')
  for (const each of entries) await journal.append(each)
  await journal.close()
  return readFile(join(root, journalFile('org')), 'utf8')
}

async function inDoubt(entries: readonly JournalEntry[]): Promise<readonly unknown[]> {
  const root = await temporaryFolder()
  const first = await openJournal(root, 'org')
  for (const each of entries) await first.append(each)
  await first.close()
  const again = await openJournal(root, 'org')
  await again.close()
  return again.inDoubt
}

test('what was appended is read back, also when calls go side by side, in a file for this user only', async () => {
  const root = await temporaryFolder()
  const journal = await openJournal(root, 'production eu')
  const entries = [run, intent(0), intent(1), end(1), end(0)]
  await Promise.all(entries.map(each => journal.append(each)))
  await journal.close()
  const path = join(root, journalFile('production eu'))
  expect(parseJournal(await readFile(path, 'utf8'), 'j')).toEqual(entries)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('a run that was cut off leaves the steps in doubt that it never saw end', async () => {
  expect(await inDoubt([run, intent(0), end(0), intent(1)])).toEqual([{ call: 'step 1' }])
  expect(await inDoubt([run, intent(0), end(0, 'unknown')])).toEqual([{ call: 'step 0' }])
  expect(await inDoubt([run, intent(0), run, intent(0), end(0)])).toEqual([])
})

test('cut at any byte, a journal is read as far as its lines are whole, and goes on from there', async () => {
  const entries = [run, intent(0), end(0), intent(1)]
  const text = await written(entries)
  const ends = [...text.matchAll(/\n/gu)].map(each => (each.index ?? 0) + 1)
  const root = await temporaryFolder()
  await (await openJournal(root, 'org')).close()
  for (let cut = 0; cut <= text.length; cut += 1) {
    const whole = entries.slice(0, ends.filter(each => each <= cut).length)
    expect(parseJournal(text.slice(0, cut), 'j')).toEqual(whole)
  }
  const path = join(root, journalFile('org'))
  await writeFile(path, text.slice(0, -9))
  const journal = await openJournal(root, 'org')
  await journal.append(end(1))
  await journal.close()
  expect(parseJournal(await readFile(path, 'utf8'), 'j')).toEqual([run, intent(0), end(0), end(1)])
})

test('a byte changed anywhere is never believed: before the last line it stops the run and names the file', async () => {
  const entries = [run, intent(0), end(0), intent(1), end(1)]
  const text = await written(entries)
  const last = text.lastIndexOf('\n', text.length - 2)
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: 127 }), (at, by) => {
      const changed = String.fromCharCode((text.charCodeAt(at) + by) % 128)
      const damaged = text.slice(0, at) + changed + text.slice(at + 1)
      const problems = problemsOf(() => {
        const read = parseJournal(damaged, '.cliq-ds/journal/org.ndjson')
        // The end may be torn: then what is left is the beginning, as it was.
        expect(at).toBeGreaterThanOrEqual(last)
        expect(entries.slice(0, read.length)).toEqual(read)
        expect(read.length).toBeLessThan(entries.length)
      })
      for (const each of problems) expect(each.code).toBe('JR101')
    }),
    { numRuns: 3_000 },
  )
})

test('damage in the middle stops before anything is sent, and says what to delete', async () => {
  const root = await temporaryFolder()
  const path = join(root, journalFile('org'))
  await (await openJournal(root, 'org')).close()
  const text = await written([run, intent(0), end(0)])
  await writeFile(path, text.replace('step 0', 'step 7'))
  const problems = await refusal(() => openJournal(root, 'org'))
  expect(outline(problems)).toEqual(['JR101 .cliq-ds/journal/org.ndjson:2:1'])
  expect(problems[0]?.hint).toContain('delete .cliq-ds/journal/org.ndjson')
})

test.each([
  [2 ** 20, 2],
  [2 ** 20 + 1, 1],
  [16 * 2 ** 20, 1],
])('a journal of more than a megabyte is begun anew: one of %d bytes', async (bytes, entries) => {
  const root = await temporaryFolder()
  const [short] = (await written([run])).split('\n')
  const digest = `sha256-v1:0${'x'.repeat(bytes - (short?.length ?? 0) - 1)}`
  await mkdir(join(root, '.cliq-ds/journal'), { recursive: true })
  await writeFile(join(root, journalFile('org')), await written([{ ...run, digest }]))
  const again = await openJournal(root, 'org')
  await again.append(run)
  await again.close()
  expect(parseJournal(await readFile(join(root, journalFile('org')), 'utf8'), 'j')).toHaveLength(entries)
})

test('a journal that takes too much memory is refused with what to do', async () => {
  const root = await temporaryFolder()
  await mkdir(join(root, '.cliq-ds/journal'), { recursive: true })
  await writeFile(join(root, journalFile('org')), 'x'.repeat(16 * 2 ** 20 + 1))
  const [first] = await refusal(() => openJournal(root, 'org'))
  expect([first?.code, first?.hint]).toEqual(['FS105', 'delete it: apply reads the org and does not need it'])
  // So is one of too many parts, which take far more memory than bytes.
  await writeFile(join(root, journalFile('org')), `${'{},'.repeat(500_001)}0\n`)
  const [second] = await refusal(() => openJournal(root, 'org'))
  expect([second?.code, second?.message]).toEqual([
    'FS105',
    '.cliq-ds/journal/org.ndjson has more parts than a run leaves',
  ])
})

test('a line of a journal is written as every version of cliq-ds reads it', async () => {
  expect(await written([{ ...run, digest: 'd338' }])).toBe(
    '{"n":1,"prev":"","crc":"00ad5f30","entry":{"type":"run","digest":"d338","at":1}}\n',
  )
  expect(journalFile('org')).toBe(join('.cliq-ds', 'journal', 'org.ndjson'))
  expect(journalFile('a/b')).toMatch(/^\.cliq-ds.journal.[0-9a-f]{32}\.ndjson$/u)
})

test('a journal that is closed holds no file open, and one that a link places elsewhere makes none there', async () => {
  const root = await temporaryFolder()
  const open = () =>
    readdirSync('/proc/self/fd').filter(each => {
      try {
        return readlinkSync(`/proc/self/fd/${each}`).startsWith(root)
      } catch {
        return false
      }
    }).length
  const journal = await openJournal(root, 'org')
  if (process.platform === 'linux') expect(open()).toBe(1)
  const busyThreads = Array.from({ length: 8 }, () => promisify(pbkdf2)('', '', 20_000, 64, 'sha512'))
  await journal.close()
  if (process.platform === 'linux') expect(open()).toBe(0)
  await Promise.all(busyThreads)
  const [other, elsewhere] = [await temporaryFolder(), await temporaryFolder()]
  symlinkSync(elsewhere, join(other, '.cliq-ds'))
  expect(outline(await refusal(() => openJournal(other, 'org')))[0]).toMatch(/^FS104/u)
  expect(readdirSync(elsewhere)).toEqual([])
})

test('values of masked and encrypted fields are never in it', async () => {
  const hidden = new Map([['pin', field({ masked: true, default_value: 'canary-4711' })]])
  const open = new Map([['pin', { default_value: 'canary-4711' }]])
  const steps = [
    { call: 'add-fields', datastore: 'd', fields: hidden },
    { call: 'edit-fields', datastore: 'd', fields: open },
  ] as const
  const intents = steps.map((step, index): JournalEntry => ({
    type: 'intent',
    index,
    step: plainStep(step, () => true),
    at: 1,
  }))
  expect(await written(intents)).not.toContain('canary')
})

test('an entry that did not get to the disk leaves the next one readable', async () => {
  const root = await temporaryFolder()
  const path = join(root, journalFile('org'))
  const journal = await openJournal(root, 'org')
  await journal.append(run)
  const handle = await open(path)
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' })
  vi.spyOn(Object.getPrototypeOf(handle), 'datasync').mockRejectedValueOnce(full)
  await handle.close()
  await expect(journal.append(intent(0))).rejects.toMatchObject({ code: 'FS107' })
  await journal.append(intent(1))
  await journal.close()
  expect(parseJournal(await readFile(path, 'utf8'), 'j')).toEqual([run, intent(1)])
})

/** What every file handle of this process does in place of one of its methods, until the test ends. */
async function instead(method: 'appendFile' | 'datasync' | 'truncate', does: () => Promise<void>): Promise<void> {
  const handle = await open(new URL(import.meta.url))
  const spy = vi.spyOn(Object.getPrototypeOf(handle), method).mockImplementation(does)
  onTestFinished(() => {
    spy.mockRestore()
  })
  await handle.close()
}

const full = Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' })

test('an entry is on the disk only after it was written, and a failure to write it is told', async () => {
  const journal = await openJournal(await temporaryFolder(), 'org')
  const order: string[] = []
  const slowly = (name: string) => async () => {
    await setImmediate()
    order.push(name)
  }
  await instead('appendFile', slowly('written'))
  await instead('datasync', async () => void order.push('kept'))
  await journal.append(run)
  expect(order).toEqual(['written', 'kept'])
  await instead('appendFile', () => Promise.reject(full))
  await instead('truncate', slowly('cut'))
  await expect(journal.append(run)).rejects.toMatchObject({ code: 'FS107' })
  expect(order).toEqual(['written', 'kept', 'cut'])
  await journal.close()
})

test('a line that is nested deeper than any step is damage', async () => {
  const step = JSON.parse(`${'['.repeat(200)}1${']'.repeat(200)}`) as string
  const text = await written([{ type: 'intent', index: 0, step, at: 2 }])
  expect(problemsOf(() => parseJournal(text, 'j')).map(each => each.code)).toEqual(['JR101'])
})

test('behind a line that may be half there nothing is written any more', async () => {
  const root = await temporaryFolder()
  const journal = await openJournal(root, 'org')
  await journal.append(run)
  let writes = 0
  await instead('datasync', () => Promise.reject(full))
  await instead('truncate', () => Promise.reject(full))
  await expect(journal.append(intent(0))).rejects.toMatchObject({ code: 'FS107' })
  await instead('appendFile', async () => void (writes += 1))
  await expect(journal.append(intent(1))).rejects.toMatchObject({ code: 'FS107' })
  expect(writes).toBe(0)
  await journal.close()
})
