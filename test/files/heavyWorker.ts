import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { Failure } from '../../src/core/model/failure.ts'
import { canonicalText } from '../../src/core/model/plain.ts'
import type { Json } from '../../src/core/model/plain.ts'
import { digestOf } from '../../src/files/disk/digest.ts'
import { readJsonText } from '../../src/files/disk/jsonText.ts'
import { parseBackup, renderBackup } from '../../src/files/kept/backupTexts.ts'
import { parseJournal } from '../../src/files/kept/journal.ts'
import { parseLock, pendingIn, salvageLock } from '../../src/files/kept/lockfile.ts'
import { parsePlan } from '../../src/files/kept/planfile.ts'
import { rowsOfSource } from '../../src/files/seeds/source.ts'
import { field, store } from '../laws/build.ts'
import { HEAVY, textOf } from './heavy.ts'

/** What a reader says of a text: a code, or that it was read. */
function said(read: () => unknown): string {
  try {
    read()
    return 'read'
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
}

/** What is wrong with the rows of a source; nothing of them is kept. */
function saidOf(kind: string, text: string): string {
  const path = join(folder, `heavy.${kind}`)
  writeFileSync(path, text)
  const codes = new Set<string>()
  let rows = 0
  for (const row of rowsOfSource(path, `heavy.${kind}`, new Map())) {
    rows += 1
    for (const { code } of row.wrong ?? []) codes.add(code)
  }
  return codes.size === 0 ? (rows === 0 ? 'none' : 'read') : [...codes].sort().join()
}

const NAMES = { manifest: 'manifest.json', records: 'records.ndjson' }
const { manifest } = renderBackup({
  environment: 'org',
  target: 'eu',
  datastore: store({ a: field() }),
  ids: { datastore: '1', fields: new Map([['a', '2']]) },
  takenAt: 0,
  records: [],
})

/** A manifest that believes these records, as somebody makes it who knows how. */
function forged(records: string): string {
  const { seal: _, ...content } = JSON.parse(manifest) as Readonly<Record<string, Json>>
  const made = { ...content, digest: digestOf(records), records: 1 }
  return JSON.stringify({ ...made, seal: digestOf(canonicalText(made)) })
}

const { megabytes } = workerData as { readonly megabytes: number }
const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-heavy-'))
const found = HEAVY.map(([what, piece]) => {
  const text = textOf(piece, megabytes)
  return [
    what,
    said(() => parseLock(text, 'lock.json')),
    said(() => parsePlan(text, 'plan.json')),
    readJsonText(text, 'seed.json', () => false).fault?.kind ?? 'read',
    [pendingIn(text), salvageLock(text).size].join(),
    said(() => parseJournal(`${text}\n`, 'journal.ndjson')),
    said(() => parseBackup({ manifest: text, records: '' }, NAMES)),
    said(() => parseBackup({ manifest: forged(`${text}\n`), records: `${text}\n` }, NAMES)),
    saidOf('json', text),
    // These are read a block at a time.
    ...['ndjson', 'csv'].map(kind => saidOf(kind, text.slice(0, megabytes * 300_000))),
  ].join(' ')
})
rmSync(folder, { recursive: true })
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of a worker has none
parentPort?.postMessage(found)
