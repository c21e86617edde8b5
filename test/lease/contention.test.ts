import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { temporaryFolder } from '../files/temporary.ts'
import { gateLine } from '../gateLine.ts'

const PROCESSES = 8
/** 50 in the long run. */
const ROUNDS = Number(process.env['LEASE_ROUNDS'] ?? 2)

test('G5: of real processes that race for an org that checks keys late, never do two hold the lease', async () => {
  const org = await startEmulator({ switches: { uniqueKeys: 'racy', raceMs: 40 } })
  onTestFinished(() => org.close())
  const log = join(await temporaryFolder(), 'log')
  const contender = new URL('fixtures/contender.ts', import.meta.url).pathname
  const children = Array.from({ length: PROCESSES }, (_, index) =>
    fork(contender, [org.apiUrl, log, String(index), String(ROUNDS)], { execArgv: [], stdio: 'inherit' }),
  )
  onTestFinished(() => children.forEach(each => each.kill()))
  const ends = children.map(
    child =>
      new Promise<number | null>((resolve, reject) =>
        // One that fails leaves its lease behind, and the others would wait for it.
        child.on('exit', code => (code === 0 ? resolve(code) : reject(new Error(`a run ended with ${code}`)))),
      ),
  )
  await Promise.all(ends)
  const lines = (await readFile(log, 'utf8')).trimEnd().split('\n')
  const doubled = lines.filter((line, at) => at % 2 === 1 && line !== lines[at - 1]?.replace('in', 'out'))
  const inserted = org.requests.filter(each => each.operation === 'records.insert' && each.effect).length
  const turns = PROCESSES * ROUNDS
  // Each turn inserts its lease and an intent; what is more was a race that someone lost.
  const races = inserted - 2 * turns
  // A race that ends with two holders is not survived.
  gateLine('G5', races, doubled.length, doubled.length)
  expect(lines).toHaveLength(2 * turns)
  expect(doubled).toEqual([])
  expect(races).toBeGreaterThan(0)
}, 3_600_000)
