import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
import { readLocalLease } from '../../src/files/machine/lease.ts'
import { diskLedger } from '../../src/files/machine/ledger.ts'
import { diskTokens } from '../../src/files/machine/tokens.ts'
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
/** What state of the machine says of a text in the place of its own: a ledger counts as lost, a token is asked for again. */
async function stateOf(text: string, name: string): Promise<string> {
  for (const kind of ['ledgers', 'tokens', 'leases']) {
    mkdirSync(join(folder, kind, name), { recursive: true, mode: 0o700 })
    writeFileSync(join(folder, kind, name, '000000000001.json'), text, { mode: 0o600 })
  }
  const ledger = diskLedger(folder, () => 7)
  const lostAt = await ledger.change(name, book => ({ book, found: book.lostAt }))
  const token = { accessToken: 't', expiresAt: 1, scopes: [] }
  const { accessToken } = await diskTokens(folder).take(
    name,
    () => true,
    async () => token,
  )
  const lease = await readLocalLease(folder, name).then(String, (error: unknown) => (error as Failure).code)
  return `${lostAt}${accessToken}${lease}`
}

const STATE_MB = 1.9

const found: string[] = []
for (const [at, [what, piece]] of HEAVY.entries()) {
  const text = textOf(piece, megabytes)
  const parts = [
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
    await stateOf(textOf(piece, STATE_MB), `s${at}`),
  ]
  found.push(parts.join(' '))
}
rmSync(folder, { recursive: true })
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of a worker has none
parentPort?.postMessage(found)
