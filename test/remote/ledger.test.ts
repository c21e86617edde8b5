import { fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, onTestFinished, test } from 'vitest'

import { openOrg } from '../../src/cliq/connect.ts'
import type { Target } from '../../src/cliq/connect.ts'
import { readSpent } from '../../src/cliq/spent.ts'
import type { Wire } from '../../src/cliq/wire.ts'
import type { Event } from '../../src/core/model/ports.ts'
import { LockedOut } from '../../src/core/pace/pace.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { sharedLedger } from '../../src/remote/sharedLedger.ts'
import type { SharedLedger } from '../../src/remote/sharedLedger.ts'
import { openStore } from '../../src/remote/store.ts'
import { REQUESTS } from '../cliq/documented.ts'
import { limiter, seeded } from '../cliq/limiter.ts'
import { depsOf, targetOf, thrownBy, virtualClock } from '../cliq/virtual.ts'
import { memoryServer } from './memoryStore.ts'
import { SERVER, startProxy, startServer } from './server.ts'

const RUNNER = new URL('fixtures/runner.ts', import.meta.url).pathname

/** Tests against a real server are skipped where none is installed. */
const LACKS_SERVER = SERVER === undefined

test.skipIf(LACKS_SERVER)(
  'six processes whose clocks differ by hours, one killed and one frozen, keep one limit without a throttle',
  async () => {
    const server = await startServer()
    // A server that knows of nothing counts every budget as spent for a window.
    const limits = { windowMs: 1_000, lockOutMs: 2_000, limits: { 'datastores.list': 10 } }
    const emulator = await startEmulator({ limits })
    onTestFinished(() => emulator.close())
    const endings = ['killed', 'frozen', '', '', '', '']
    const codes = await Promise.all(
      endings.map(ending => {
        const child = fork(RUNNER, [server.url, emulator.apiUrl, emulator.accountsUrl, '6', ending], {
          execArgv: [],
          stdio: 'inherit',
        })
        onTestFinished(() => void child.kill('SIGKILL'))
        if (ending === 'frozen') return Promise.resolve('frozen')
        return new Promise<unknown>(resolve => child.on('exit', (code, signal) => resolve(code ?? signal)))
      }),
    )
    expect(codes).toEqual(['SIGKILL', 'frozen', 0, 0, 0, 0])
    const lists = emulator.requests.filter(each => each.operation === 'datastores.list')
    expect(lists.map(each => each.status).filter(status => status !== 200)).toEqual([])
    expect(lists.length).toBe(2 * 2 + 4 * 6)
  },
)

/** A client of one account over a ledger, with windows of half a second. */
function wireOver(ledger: SharedLedger, emulator: Emulator, more: Partial<Target> = {}) {
  const clock = { now: Date.now, monotonic: () => performance.now(), sleep: (ms: number) => sleep(ms) }
  const rateLimits = { windowMs: 500, lockOutMs: 2_000, limits: { 'datastores.list': 6 } }
  const { apiUrl, accountsUrl } = emulator
  const deps = depsOf({ clock, ledger, random: Math.random })
  const { transport: _transport, ...own } = deps
  return openOrg(targetOf({ apiUrl, accountsUrl, rateLimits, ...more }), own).wire
}

async function openReal(url: string) {
  const told: string[] = []
  const notify = (event: Event) => void (event.type === 'note' && told.push(event.problem.message))
  const clock = { now: Date.now, monotonic: () => performance.now(), sleep: (ms: number) => sleep(ms) }
  const ledger = sharedLedger(await openStore(url, 2_000), { clock, notify, where: 'there', silentMs: 300 })
  onTestFinished(() => ledger.close())
  return { ledger, told }
}

async function sent(wire: Wire, calls: number): Promise<number> {
  const start = performance.now()
  for (let call = 0; call < calls; call += 1) await wire.send(REQUESTS['datastores.list'])
  return performance.now() - start
}

const throttles = (emulator: Emulator) => emulator.requests.filter(each => each.status === 429).length

async function startOrg(): Promise<Emulator> {
  const emulator = await startEmulator({
    limits: { windowMs: 500, lockOutMs: 2_000, limits: { 'datastores.list': 6 } },
  })
  onTestFinished(() => emulator.close())
  return emulator
}

test.skipIf(LACKS_SERVER)(
  'a flush counts every budget as spent for a window, and so does a server of another run',
  async () => {
    const [server, emulator] = [await startServer(), await startOrg()]
    const { ledger } = await openReal(server.url)
    const wire = wireOver(ledger, emulator)
    await sent(wire, 1)
    await sent(wire, 4)
    await server.command(['flushall'])
    expect(await sent(wire, 5)).toBeGreaterThanOrEqual(499)
    const start = performance.now()
    await server.restart()
    await sent(wire, 5)
    expect(performance.now() - start).toBeGreaterThanOrEqual(499)
    expect(throttles(emulator)).toBe(0)
  },
)

test.skipIf(LACKS_SERVER)(
  'a run that is cut off spends nothing for a while, then its part, and tells what it spent when it is back',
  async () => {
    const [server, emulator] = [await startServer(), await startOrg()]
    const proxy = await startProxy(server.port)
    const [near, far] = [await openReal(server.url), await openReal(proxy.url)]
    const wires = [wireOver(near.ledger, emulator), wireOver(far.ledger, emulator)] as const
    await Promise.all(wires.map(wire => sent(wire, 3)))
    proxy.cut()
    const [, cutOff] = await Promise.all([sent(wires[0], 16), sent(wires[1], 4)])
    expect(cutOff).toBeGreaterThan(800)
    proxy.mend()
    await sleep(1_100)
    await Promise.all(wires.map(wire => sent(wire, 6)))
    expect(far.told.slice(0, 2)).toEqual([
      expect.stringContaining('the shared ledger (there) does not answer: this run '),
      expect.stringContaining('the shared ledger (there) answers again'),
    ])
    expect(near.told).toEqual([])
    expect(throttles(emulator)).toBe(0)
  },
)

test.skipIf(LACKS_SERVER)(
  'a user of the server with no more rights than the script needs will do, and a wrong password is no crash',
  async () => {
    const server = await startServer()
    const acl = [
      'acl',
      'setuser',
      'ds',
      'on',
      '>canary',
      '~cliq-ds:*',
      '+eval',
      '+time',
      '+hmget',
      '+hset',
      '+hdel',
      '+hgetall',
      '+hello',
      '+auth',
      '+client',
    ]
    await server.command(acl)
    const emulator = await startOrg()
    const { ledger, told } = await openReal(server.url.replace('//', '//ds:canary@'))
    await sent(wireOver(ledger, emulator), 1)
    expect(told).toEqual([])
    const wrong = await openReal(server.url.replace('//', '//ds:wrong@'))
    const error = await thrownBy(() => sent(wireOver(wrong.ledger, emulator), 1))
    expect(error instanceof LockedOut && error.code).toBe('RL108')
    expect(wrong.told.join()).not.toContain('wrong')
  },
)

test('in virtual time: cut off one by one and all together, no runner trips the limit', async () => {
  const clock = virtualClock()
  const server = memoryServer(clock)
  const transport = limiter(clock, { window: 'sliding', limit: 30 })
  const runners = Array.from({ length: 4 }, (_, at) => {
    const store = server.connect()
    const ledger = sharedLedger(store, { clock, notify: () => undefined, where: 'there' })
    const wire = openOrg(targetOf(), depsOf({ clock, ledger, transport, random: seeded(at) })).wire
    const beat = async () => {
      for (let beats = 0; beats < 250; beats += 1) {
        await clock.sleep(5_000)
        await ledger.beat()
      }
    }
    const work = async () => {
      for (let call = 0; call < 60; call += 1) await wire.send(REQUESTS['records.insert'])
    }
    return { store, run: () => Promise.all([work(), beat()]) }
  })
  const meddle = async () => {
    await clock.sleep(90_000)
    for (const each of runners.slice(0, 2)) each.store.isCut = true
    await clock.sleep(200_000)
    for (const each of runners) each.store.isCut = true
    await clock.sleep(150_000)
    for (const each of runners) each.store.isCut = false
    await clock.sleep(30_000)
    server.flush()
  }
  await Promise.all([...runners.map(each => each.run()), meddle()])
  expect(transport.at.length).toBe(240)
  expect(transport.throttled).toEqual([])
})

test('what one machine was locked out of and has learned the next one knows, whatever its clock says', async () => {
  const clock = virtualClock()
  const server = memoryServer(clock)
  const transport = limiter(clock, { window: 'sliding', limit: 10 })
  const at = (aheadMs: number) => {
    const own = { ...clock, now: () => clock.now() + aheadMs }
    const ledger = sharedLedger(server.connect(), { clock: own, notify: () => undefined, where: 'there' })
    return depsOf({ clock: own, ledger, transport, random: seeded(aheadMs) })
  }
  const first = openOrg(targetOf(), at(0)).wire
  for (let call = 0; call < 9; call += 1) await first.send(REQUESTS['datastores.create'])
  for (let call = 0; call < 2; call += 1)
    await transport.exchange({ method: 'POST', url: new URL('https://x.example/'), headers: {} })
  void first.send(REQUESTS['datastores.create'])
  await clock.sleep(70_000)
  const second = at(-7_200_000)
  expect((await readSpent(targetOf(), second)).lockedMs.get('datastores.create') ?? 0).toBeGreaterThan(290_000)
  // One foreign call, one of ours, and none by the other machine.
  expect(transport.throttled.length).toBe(2)
})
