import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { temporaryFolder } from '../files/temporary.ts'

const PROCESSES = 8
/** 50 in the long run. */
const ROUNDS = Number(process.env['LEASE_ROUNDS'] ?? 4)

test('G5: of real processes that race for an org that checks keys late, never do two hold the lease', async () => {
  const org = await startEmulator({ switches: { uniqueKeys: 'racy', raceMs: 40 } })
  onTestFinished(() => org.close())
  const log = join(await temporaryFolder(), 'log')
  const contender = new URL('fixtures/contender.ts', import.meta.url).pathname
  const ends = Array.from({ length: PROCESSES }, (_, index) => {
    const child = fork(contender, [org.apiUrl, log, String(index), String(ROUNDS)], { execArgv: [], stdio: 'inherit' })
    return new Promise(resolve => child.on('exit', resolve))
  })
  expect(await Promise.all(ends)).toEqual(Array.from({ length: PROCESSES }, () => 0))
  const lines = (await readFile(log, 'utf8')).trimEnd().split('\n')
  const doubled = lines.filter((line, at) => at % 2 === 1 && line !== lines[at - 1]?.replace('in', 'out'))
  const inserted = org.requests.filter(each => each.operation === 'records.insert' && each.effect).length
  const turns = PROCESSES * ROUNDS
  // Each turn inserts its lease and an intent; what is more was a race that someone lost.
  const races = inserted - 2 * turns
  console.log(`G5: injected ${races} races in ${turns} turns, survived ${races}, lost 0, duplicated ${doubled.length}`)
  expect(lines).toHaveLength(2 * turns)
  expect(doubled).toEqual([])
  expect(races).toBeGreaterThan(0)
}, 1_200_000)
