import { getHeapStatistics } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import * as fc from 'fast-check'

import { CORPUS, damaged, examined } from './damaged.ts'

/** What a worker shall examine. It answers with the bytes of its heap before the first text. */
export interface Errand {
  readonly runs: number
  readonly seed: number
  /** Takes the number of the text that it is at. */
  readonly at: Int32Array
  /** A text at which so many MB are needed besides, to see that they are noticed. */
  readonly greedy?: { readonly at: number; readonly megabytes: number }
}

/** Few enough to weigh nothing. */
const BATCH = 250

const { runs, seed, at, greedy } = workerData as Errand
for (const bytes of CORPUS) examined(bytes.toString('utf8'))
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of a worker has none
parentPort?.postMessage(getHeapStatistics().used_heap_size)
for (let first = 0; first < runs; first += BATCH)
  for (const [index, text] of textsFrom(first).entries()) {
    at[0] = first + index
    examined(text)
    if (at[0] === greedy?.at) taken(greedy.megabytes)
  }

function textsFrom(first: number): readonly string[] {
  return fc.sample(damaged, { numRuns: Math.min(BATCH, runs - first), seed: seed + first })
}

function taken(megabytes: number): number {
  const held = Array.from({ length: megabytes }, () => Array.from({ length: 131_072 }, (_, each) => each + 0.5))
  return held.length
}
