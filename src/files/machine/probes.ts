import { createHash } from 'node:crypto'
import { join } from 'node:path'

import type { ProbeReport } from '../../core/model/probe.ts'
import { writeAtomic } from '../disk/atomic.ts'
import { readText } from '../disk/readText.ts'
import { makePrivateFolder } from '../disk/stateDir.ts'

const MOST_BYTES = 100_000

/** Keeps what a probe of an org found, in the state folder (0600 in 0700). Throws a Failure FS1xx. */
export async function writeProbe(stateDir: string, org: string, report: ProbeReport): Promise<void> {
  await makePrivateFolder(join(stateDir, 'probes'))
  await writeAtomic(fileOf(stateDir, org), `${JSON.stringify(report, undefined, 2)}\n`, { mode: 0o600 })
}

/** What the last probe of an org found; undefined for none, and for a file that holds none. */
export async function readProbe(stateDir: string, org: string): Promise<ProbeReport | undefined> {
  try {
    return reportOf(JSON.parse(await readText(fileOf(stateDir, org), undefined, { maxBytes: MOST_BYTES })))
  } catch {
    // What cannot be read is asked again; nothing depends on it.
    return undefined
  }
}

function fileOf(stateDir: string, org: string): string {
  const name = createHash('sha256').update(org).digest('hex').slice(0, 32)
  return join(stateDir, 'probes', `${name}.json`)
}

function reportOf(value: unknown): ProbeReport | undefined {
  if (!isRecord(value)) return undefined
  const { askedAt, version, isEmulated, answers, lagMs, calls } = value
  if (typeof askedAt !== 'number' || typeof version !== 'string' || typeof calls !== 'number') return undefined
  if (typeof isEmulated !== 'boolean' || !Array.isArray(answers) || !answers.every(isAnswer)) return undefined
  return { askedAt, version, isEmulated, answers, calls, ...(typeof lagMs === 'number' && { lagMs }) }
}

function isAnswer(value: unknown): value is ProbeReport['answers'][number] {
  if (!isRecord(value)) return false
  const { question, asked, found, setting } = value
  const texts = [question, asked, found].every(each => typeof each === 'string')
  return texts && (setting === undefined || typeof setting === 'string')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
