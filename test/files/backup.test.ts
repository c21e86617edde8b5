import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Backup } from '../../src/core/model/backup.ts'
import { Failure } from '../../src/core/model/failure.ts'
import { backupsOf, latestBackups, readBackup, writeBackup } from '../../src/files/kept/backup.ts'
import { parseBackup, renderBackup } from '../../src/files/kept/backupTexts.ts'
import { datastore } from '../arbitraries.ts'
import { trackedIn } from '../../src/remote/git.ts'
import { temporaryFolder } from './temporary.ts'

const value = fc.oneof(fc.string({ unit: 'binary' }), fc.boolean(), fc.constant(null))
const backup: fc.Arbitrary<Backup> = datastore().chain(store => {
  const names = [...store.fields.keys()]
  const records = fc.array(fc.record(Object.fromEntries(names.map(name => [name, value]))), { maxLength: 5 })
  return fc.record({
    environment: fc.constant('org'),
    target: fc.constant('eu'),
    datastore: fc.constant(store),
    ids: fc.constant({ datastore: '17', fields: new Map(names.map((name, at) => [name, String(at)])) }),
    takenAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    records: records.map(rows => rows.map((values, at) => ({ id: String(at), values }))),
  })
})

const names = { manifest: 'manifest.json', records: 'records.ndjson' }

test('what is read back is what was copied', () => {
  fc.assert(
    fc.property(backup, one => {
      const texts = renderBackup(one)
      const read = parseBackup(texts, names)
      expect(read).toEqual(one)
      expect(renderBackup(read)).toEqual(texts)
    }),
    { numRuns: 300 },
  )
})

test('a text that differs in one place is refused, or says the same in other blanks', () => {
  fc.assert(
    fc.property(backup, fc.nat(), fc.nat({ max: 127 }), fc.boolean(), (one, place, code, inRecords) => {
      const texts = renderBackup(one)
      const key = inRecords && texts.records.length > 0 ? 'records' : 'manifest'
      const at = place % texts[key].length
      const flipped = texts[key].slice(0, at) + String.fromCharCode(code) + texts[key].slice(at + 1)
      const found = codeOf(() => expect(parseBackup({ ...texts, [key]: flipped }, names)).toEqual(one))
      expect(found).toMatch(/^(?:BK102|the same)$/u)
    }),
    { numRuns: 1_000 },
  )
})

const sample = fc.sample(backup, { numRuns: 1, seed: 7 })[0] as Backup

test('a copy is for its owner alone, and two of one moment have two folders', async () => {
  const root = await temporaryFolder()
  const [one, two] = [await writeBackup(root, sample), await writeBackup(root, sample)]
  expect(one).not.toBe(two)
  for (const folder of [one, two]) {
    expect(statSync(join(root, folder)).mode & 0o777).toBe(0o700)
    expect(readdirSync(join(root, folder)).sort()).toEqual(['manifest.json', 'records.ndjson'])
    for (const name of readdirSync(join(root, folder)))
      expect(statSync(join(root, folder, name)).mode & 0o777).toBe(0o600)
  }
  expect(await readBackup(root, one)).toEqual(sample)
})

test('the latest are those of the last moment that are whole, each once', async () => {
  const root = await temporaryFolder()
  await writeBackup(root, sample)
  const late = { ...sample, takenAt: sample.takenAt + 86_400_000 }
  const other = { ...late, datastore: { ...late.datastore, unique_name: 'zz_other' } }
  const early = await writeBackup(root, late)
  const wanted = [await writeBackup(root, late), await writeBackup(root, other)].sort()
  expect(wanted).not.toContain(early)
  mkdirSync(join(root, '.cliq-ds/backup/org/99991231T000000000Z-cut'))
  expect(await latestBackups(root, 'org', late.takenAt, [])).toEqual(wanted)
  await expect(latestBackups(root, 'elsewhere', late.takenAt, [])).rejects.toMatchObject({ code: 'BK103' })
})

test('a copy that is dated ahead is not the latest', async () => {
  const root = await temporaryFolder()
  const own = await writeBackup(root, sample)
  await writeBackup(root, { ...sample, takenAt: Date.parse('2099-01-01T00:00:00Z') })
  expect(await latestBackups(root, 'org', sample.takenAt, [])).toEqual([own])
})

test('a clock may be less than a day ahead of the one that dated a copy', async () => {
  const root = await temporaryFolder()
  const own = await writeBackup(root, sample)
  const day = 24 * 60 * 60_000
  expect(await latestBackups(root, 'org', sample.takenAt - day + 1, [])).toEqual([own])
  await expect(latestBackups(root, 'org', sample.takenAt - day, [])).rejects.toMatchObject({ code: 'BK103' })
})

test('a copy that git brought is not the latest', async () => {
  const root = await temporaryFolder()
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root, stdio: 'pipe' })
  const place = { folder: root, env: process.env }
  const home = backupsOf('org')
  const own = await writeBackup(root, sample)
  const later = sample.takenAt + 86_400_000
  const forged = await writeBackup(root, { ...sample, takenAt: later })
  expect(await latestBackups(root, 'org', later, await trackedIn(place, home))).toEqual([forged])
  git('init', '-q')
  git('add', '-f', join(forged, 'records.ndjson'))
  expect(await latestBackups(root, 'org', later, await trackedIn(place, home))).toEqual([own])
  git('add', '-f', own)
  await expect(latestBackups(root, 'org', later, await trackedIn(place, home))).rejects.toMatchObject({ code: 'BK103' })
})

test('a folder without a manifest is no backup, and records that were cut are none either', async () => {
  const root = await temporaryFolder()
  await expect(readBackup(root, '.cliq-ds/backup/org/none')).rejects.toMatchObject({ code: 'BK103' })
  const folder = await writeBackup(root, sample)
  const path = join(root, folder, 'records.ndjson')
  writeFileSync(path, `${readFileSync(path, 'utf8')}{"id":"1","values":{}}\n`)
  await expect(readBackup(root, folder)).rejects.toMatchObject({ code: 'BK102' })
})

test('copies never go where a link leads', async () => {
  const [root, elsewhere] = [await temporaryFolder(), await temporaryFolder()]
  mkdirSync(join(root, '.cliq-ds'))
  symlinkSync(elsewhere, join(root, '.cliq-ds/backup'))
  await expect(writeBackup(root, sample)).rejects.toMatchObject({ code: 'FS104' })
  expect(readdirSync(elsewhere, { recursive: true }).filter(each => String(each).endsWith('.ndjson'))).toEqual([])
})

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'the same'
  } catch (error) {
    return error instanceof Failure ? error.code : String(error)
  }
}
