import { expect, onTestFinished, test } from 'vitest'

import { openOrg } from '../../src/cliq/connect.ts'
import { memoryLedger } from '../../src/cliq/inMemory.ts'
import * as requests from '../../src/cliq/requests.ts'
import type { WireRequest } from '../../src/cliq/requests.ts'
import type { Transport } from '../../src/cliq/transport.ts'
import type { Operation } from '../../src/core/model/operations.ts'
import type { Clock, Event } from '../../src/core/model/ports.ts'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { boundMs } from '../laws/bounds.ts'
import { seeded } from './limiter.ts'
import { depsOf, targetOf, virtualClock } from './virtual.ts'

const CALL_MS = 300
const fields = new Map([
  ['code', { name: 'Code', type: 'limited-text', mandatory: true, masked: false } as const],
  ['note', { name: 'Note', type: 'limited-text', mandatory: false, masked: false } as const],
])
const store = (unique_name: string) =>
  requests.createDatastore({ unique_name, name: 'One', description: 'One of many', fields, unique_keys: [['code']] })

/** Every call lasts 0.3 s, half of it on the way there. */
function slow(org: Emulator, clock: Clock): Transport {
  return {
    async exchange({ method, url, headers, body }) {
      await clock.sleep(CALL_MS / 2)
      const asked = { method, url: url.pathname + url.search, headers, ...(body !== undefined && { body }) }
      const answer = await org.handle(asked)
      await clock.sleep(CALL_MS / 2)
      return { kind: 'answer', status: answer.status, headers: answer.headers, body: Buffer.from(answer.body) }
    },
  }
}

/** One process: its lanes go side by side, each call after the one before. Tells of calls that started late, unannounced. */
function processOf(org: Emulator, clock: Clock, ledger: ReturnType<typeof memoryLedger>, seed: number) {
  const announced = new Map<Operation, number>()
  const resumed: Operation[] = []
  const silent: string[] = []
  const notify = (event: Event) => {
    if (event.type === 'waiting') announced.set(event.wait.operation, event.wait.until)
    if (event.type === 'resumed') resumed.push(event.operation)
    if (event.type === 'note') silent.push(event.problem.message)
  }
  const deps = depsOf({ clock, ledger, notify, random: seeded(seed), transport: slow(org, clock) })
  const wire = openOrg(targetOf({ apiUrl: org.apiUrl, accountsUrl: org.accountsUrl }), deps).wire
  let waits = 0
  return {
    silent,
    waits: () => [waits, resumed.length],
    async send(calls: readonly WireRequest[]) {
      for (const call of calls) {
        const asked = clock.now()
        await wire.send(call)
        const started = clock.now() - CALL_MS
        if (started === asked) continue
        waits += 1
        if (announced.get(call.operation) !== started) silent.push(`${call.operation} at ${started}`)
      }
    },
  }
}

test('60 creates, 200 record writes and a listing by two processes of one user: no throttle, 1.05 x the bound, no silent wait', async () => {
  const clock = virtualClock()
  const org = await startEmulator({ limits: { window: 'sliding' }, now: clock.now, random: seeded(3) })
  onTestFinished(() => org.close())
  const ledger = memoryLedger()
  const processes = [1, 2].map(seed => processOf(org, clock, ledger, seed))
  await processes[0]?.send([store('rows')])
  await clock.sleep(60_000)
  const [before, start] = [org.requests.length, clock.monotonic()]
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
  await Promise.all(
    processes.flatMap((one, index) => [
      one.send(numbers(30).map(at => store(`store${index}x${at}`))),
      one.send(
        numbers(100).map(at =>
          at % 2 === 0
            ? requests.insertRecord({ datastore: 'rows' }, { code: `${index}-${at}` })
            : requests.insertRecord({ datastore: 'rows' }, { code: `${index}-${at}`, note: 'odd' }),
        ),
      ),
      one.send(index === 0 ? [requests.listDatastores({ limit: 100 })] : []),
    ]),
  )
  const ms = clock.monotonic() - start
  const asked = org.requests.slice(before)
  expect(asked.length).toBe(261)
  expect(asked.filter(each => each.status !== 200)).toEqual([])
  expect(ms / Math.max(boundMs('datastores.create', 60), boundMs('records.insert', 200))).toBeLessThanOrEqual(1.05)
  for (const { silent, waits } of processes) {
    expect(silent).toEqual([])
    expect(waits()[0]).toBeGreaterThan(5)
    expect(waits()[0]).toBe(waits()[1])
  }
})
