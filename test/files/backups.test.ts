import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import type { Backup } from '../../src/core/model/backup.ts'
import { latestBackups, readBackup, writeBackup } from '../../src/files/kept/backup.ts'
import { canonicalText } from '../../src/core/model/plain.ts'
import type { Json } from '../../src/core/model/plain.ts'
import { digestOf } from '../../src/files/disk/digest.ts'
import { parseBackup, renderBackup } from '../../src/files/kept/backupTexts.ts'
import { field, store } from '../laws/build.ts'
import { outline, refusal, temporaryFolder } from './temporary.ts'

const DAY = 86_400_000
const backup = (name: string, takenAt: number, more: Partial<Backup> = {}): Backup => ({
  environment: 'org',
  target: 'eu',
  datastore: store({ a: field() }, [], name),
  ids: { datastore: '17', fields: new Map([['a', '1']]) },
  takenAt,
  records: [{ id: '1', values: { a: 'x' } }],
  ...more,
})

test('copies of one run lie side by side, and of two of one datastore the later counts', async () => {
  const root = await temporaryFolder()
  const folders: string[] = []
  for (const each of ['a', 'b', 'a', 'a']) folders.push(await writeBackup(root, backup(each, 0)))
  const at = '.cliq-ds/backup/org/19700101T000000000Z'
  expect(folders).toEqual([`${at}-a`, `${at}-b`, `${at}-a-2`, `${at}-a-3`])
  expect(await latestBackups(root, 'org', 0, [])).toEqual([`${at}-a-3`, `${at}-b`])
  // What git tracks may be somebody else's.
  expect(await latestBackups(root, 'org', 0, [`${at}-a-3/manifest.json`])).toEqual([`${at}-a-2`, `${at}-b`])
  expect(await writeBackup(root, backup('Ä b', 0))).toBe(`${at}-17`)
})

test('the last run counts that is not of a day to come, and only what is whole', async () => {
  const root = await temporaryFolder()
  const now = 10 * DAY
  expect(outline(await refusal(() => latestBackups(root, 'org', now, [])))).toEqual(['BK103'])
  const old = await writeBackup(root, backup('a', now - DAY))
  expect(await latestBackups(root, 'org', now, [])).toEqual([old])
  for (const takenAt of [now + DAY, now + 3 * DAY]) await writeBackup(root, backup('b', takenAt))
  expect(await latestBackups(root, 'org', now, [])).toEqual([old])
  const near = await writeBackup(root, backup('b', now + DAY - 1))
  expect(await latestBackups(root, 'org', now, [])).toEqual([near])
  const home = join(root, '.cliq-ds/backup/org')
  mkdirSync(join(home, '19700111T120000000Z-c'))
  writeFileSync(join(home, '19700111T130000000Z-d'), '')
  expect(await latestBackups(root, 'org', now, [])).toEqual([near])
  expect(outline(await refusal(() => readBackup(root, '.cliq-ds/backup/org/19700111T120000000Z-c')))).toEqual(['BK103'])
})

const names = { manifest: 'manifest.json', records: 'records.ndjson' }
const texts = renderBackup(backup('a', 0))
const first = (problems: readonly { message: string; at?: unknown }[]) => [problems[0]?.message, problems[0]?.at]

test('what is wrong with a backup is told with its place', async () => {
  const at = (file: string) => ({ file, line: 1, col: 1 })
  const told = async (more: Partial<typeof texts>) =>
    first(await refusal(() => parseBackup({ ...texts, ...more }, names)))
  const changed = texts.manifest.replace('"org"', '"or"')
  expect(await told({ manifest: changed })).toEqual([
    'the backup is damaged: its checksum does not match',
    at('manifest.json'),
  ])
  for (const odd of ['[]', '"a"', 'null', '3'])
    expect(await told({ manifest: odd })).toEqual([
      'the backup is damaged: its checksum does not match',
      at('manifest.json'),
    ])
  expect(await told({ records: `${texts.records}x` })).toEqual([
    'the backup is damaged: its records do not match their digest',
    at('records.ndjson'),
  ])
  expect(parseBackup(texts, names).records).toHaveLength(1)
})

/** The texts of a backup whose manifest says something else, sealed again. */
function resealed(more: object, records = texts.records): typeof texts {
  const { seal: _, ...content } = JSON.parse(texts.manifest) as { readonly [key: string]: Json }
  const own = { ...content, digest: digestOf(records), ...more }
  return { manifest: JSON.stringify({ ...own, seal: digestOf(canonicalText(own)) }), records }
}

test.each([
  ['of another kind', { kind: 'cliq-ds plan' }, 'it has format 1; this cliq-ds reads 1', 'manifest.json'],
  ['of a later format', { formatVersion: 2 }, 'it has format 2; this cliq-ds reads 1', 'manifest.json'],
  ['with a record less', { records: 2 }, 'it contains 1 records, not 2', 'manifest.json'],
  ['with other records', { digest: 'x' }, 'its records do not match their digest', 'records.ndjson'],
])('a whole backup %s is none to restore', async (_, more, why, file) => {
  const [found] = await refusal(() => parseBackup(resealed(more), names))
  expect(found).toMatchObject({
    code: 'BK102',
    message: `the backup is damaged: ${why}`,
    at: { file, line: 1, col: 1 },
  })
  expect(parseBackup(resealed({}), names).records).toHaveLength(1)
})

test('what does not read back as it was is no copy: nothing is removed then', async () => {
  const root = await temporaryFolder()
  const odd = { a: 1 } as unknown as Backup['records'][number]['values']
  const more = { ...field(), extra: 'x' }
  for (const each of [{ records: [{ id: '1', values: odd }] }, { datastore: store({ a: more }, [], 'a') }])
    expect(await refusal(() => writeBackup(root, backup('a', 0, each)))).toMatchObject([
      { code: 'BK101', hint: 'nothing was removed; check the disk, then run the command again' },
    ])
})

test('a backup is written as every version of cliq-ds reads it', () => {
  expect(JSON.parse(texts.manifest)).toMatchObject({ kind: 'cliq-ds backup', formatVersion: 1, records: 1 })
  expect(texts.records).toBe('{"id":"1","values":{"a":"x"}}\n')
})
