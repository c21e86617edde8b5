import { createHmac, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { HiddenSeal } from '../../core/plan/document.ts'
import { writeAtomic } from '../disk/atomic.ts'
import { readText } from '../disk/readText.ts'
import { makePrivateFolder } from '../disk/stateDir.ts'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The seal of hidden values, made with CLIQ_DS_REVIEW_KEY or with a key of this machine's state folder, which is made
 * when it is first needed. Throws a Failure FS1xx where it can be neither read nor written.
 */
export async function sealHidden(stateDir: string, env: Env, values: string): Promise<HiddenSeal> {
  const shared = env['CLIQ_DS_REVIEW_KEY']
  const key = shared !== undefined && shared !== '' ? shared : await ownKey(stateDir)
  const keyed = (text: string) => createHmac('sha256', key).update(text).digest('hex')
  return { key: keyed('cliq-ds key').slice(0, 16), seal: keyed(`cliq-ds hidden ${values}`) }
}

async function ownKey(stateDir: string): Promise<string> {
  const path = join(stateDir, 'review.key')
  await makePrivateFolder(stateDir)
  const read = () => readText(path, undefined, { maxBytes: 1_024 })
  const there = await read().catch(() => undefined)
  if (there !== undefined && there.length >= 64) return there
  await writeAtomic(path, randomBytes(32).toString('hex'), { mode: 0o600 })
  return read()
}
