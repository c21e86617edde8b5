import { parentPort, workerData } from 'node:worker_threads'
import { Failure } from '../../src/core/model/failure.ts'
import { readJsonText } from '../../src/files/disk/jsonText.ts'
import { parseLock, pendingIn, salvageLock } from '../../src/files/kept/lockfile.ts'
import { parsePlan } from '../../src/files/kept/planfile.ts'
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

const { megabytes } = workerData as { readonly megabytes: number }
const found = HEAVY.map(([what, piece]) => {
  const text = textOf(piece, megabytes)
  return [
    what,
    said(() => parseLock(text, 'lock.json')),
    said(() => parsePlan(text, 'plan.json')),
    readJsonText(text, 'seed.json', () => false).fault?.kind ?? 'read',
    [pendingIn(text), salvageLock(text).size].join(),
  ]
})
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of a worker has none
parentPort?.postMessage(found)
