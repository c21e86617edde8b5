import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { JournalEntry } from '../../src/core/model/entry.ts'
import { Failure } from '../../src/core/model/failure.ts'
import { datastoreDigests } from '../../src/core/model/plain.ts'
import { planMeaning } from '../../src/core/plan/meaning.ts'
import { digestOf } from '../../src/files/disk/digest.ts'
import { parseBackup, renderBackup } from '../../src/files/kept/backupTexts.ts'
import { journalFile, openJournal, parseJournal } from '../../src/files/kept/journal.ts'
import { parseLock, renderLock } from '../../src/files/kept/lockfile.ts'
import { parsePlan, planFileText } from '../../src/files/kept/planfile.ts'
import { gateLine } from '../gateLine.ts'
import { field, fields, liveOf, planOf, store } from '../laws/build.ts'
import { locked } from './build.ts'
import { temporaryFolder } from './temporary.ts'

const FLIPS = 2_500
const DIGEST = `sha256-v1:${'0'.repeat(64)}`

const worked = store({ ...fields(3), when: field({ type: 'number' }) }, [['f0']], 'worked')
const known = locked(worked, '100000000000000001')

/** Our own files, each with what reads it; `also` is what may be read of one that was cut by a kill. */
async function files(): Promise<
  readonly { readonly text: string; readonly read: (text: string) => unknown; readonly also?: unknown }[]
> {
  const lock = renderLock(new Map([['org', { target: 'eu', datastores: new Map([['worked', known]]) }]]))
  const desired = new Map([['worked', store({ ...fields(4) }, [['f1']], 'worked')]])
  const made = planOf(liveOf(new Map([['worked', worked]])), desired)
  const plan = planFileText({
    version: '0.1.0',
    createdAt: 1,
    document: {
      environment: 'org',
      target: 'eu',
      where: 'data centre eu',
      source: 'live',
      definitions: 1,
      plan: made,
      places: new Map(),
      origins: { definitions: DIGEST, lockFile: DIGEST },
      digest: digestOf(planMeaning({ environment: 'org', target: 'eu', plan: made }, datastoreDigests(digestOf))),
      warnings: [],
    },
  })
  const ids = { datastore: '1', fields: new Map([...worked.fields.keys()].map((name, at) => [name, String(at)])) }
  const records = [1, 2, 3].map(at => ({ id: String(at), values: { f0: `a${at}`, f1: null, f2: 'é', when: `${at}` } }))
  const backup = renderBackup({ environment: 'org', target: 'eu', datastore: worked, ids, takenAt: 1, records })
  const names = { manifest: 'manifest.json', records: 'records.ndjson' }
  const journal = await journalText()
  const entries = parseJournal(journal, 'journal')
  return [
    { text: lock, read: text => parseLock(text, 'lock.json') },
    { text: plan, read: text => parsePlan(text, 'plan.json') },
    { text: backup.records, read: text => parseBackup({ ...backup, records: text }, names) },
    { text: backup.manifest, read: text => parseBackup({ ...backup, manifest: text }, names) },
    { text: journal, read: text => parseJournal(text, 'journal'), also: entries.slice(0, -1) },
  ]
}

async function journalText(): Promise<string> {
  const root = await temporaryFolder()
  const journal = await openJournal(root, 'org')
  const steps: readonly JournalEntry[] = [
    { type: 'run', digest: 'sha256-v1:0', at: 1 },
    { type: 'intent', index: 0, step: { call: 'add-fields', datastore: 'worked' }, at: 2 },
    { type: 'end', index: 0, outcome: 'done', at: 3 },
    { type: 'intent', index: 1, step: { call: 'delete-fields', datastore: 'worked' }, at: 4 },
  ]
  for (const each of steps) await journal.append(each)
  await journal.close()
  return readFile(join(root, journalFile('org')), 'utf8')
}

test('G8: whichever byte of a file of ours flips, it is refused or says what it said', async () => {
  const accepted: string[] = []
  let injected = 0
  for (const { text, read, also } of await files()) {
    const whole = read(text)
    const bytes = Buffer.from(text)
    const flip = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }))
    for (const [at, by] of fc.sample(flip, { numRuns: FLIPS, seed: 8 })) {
      injected += 1
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ by
      const found = readOrRefused(() => read(damaged.toString('utf8')))
      if (found !== 'refused' && !isEqual(found, whole) && !isEqual(found, also))
        accepted.push(`${at} ^ ${by} of ${text}`)
    }
  }
  gateLine('G8', injected, accepted.length, 0)
  expect(accepted).toEqual([])
  expect(injected).toBeGreaterThanOrEqual(10_000)
})

function readOrRefused(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    if (error instanceof Failure) return 'refused'
    throw error
  }
}

function isEqual(found: unknown, wanted: unknown): boolean {
  try {
    expect(found).toEqual(wanted)
    return true
  } catch {
    return false
  }
}
