import { expect, test } from 'vitest'
import { outsideOfHost } from '../../src/world/host.ts'

const { clock } = outsideOfHost(process, {
  notify: () => undefined,
  signal: new AbortController().signal,
  version: '0.0.0',
})

test('a sleep is never over early, however busy the process is', async () => {
  let isBusy = true
  const spin = () => isBusy && setImmediate(spin)
  spin()
  const short: number[] = []
  for (let times = 0; times < 100; times += 1) {
    const began = clock.monotonic()
    await clock.sleep(2)
    const slept = clock.monotonic() - began
    if (slept < 2) short.push(slept)
  }
  isBusy = false
  expect(short).toEqual([])
})

test('a sleep of years is not over at once, and ends with its signal', async () => {
  const interrupt = new AbortController()
  const asleep = clock.sleep(1e12, interrupt.signal)
  await clock.sleep(1)
  interrupt.abort(new Error('interrupted'))
  await expect(asleep).rejects.toThrow('interrupted')
  await expect(clock.sleep(0, interrupt.signal)).rejects.toThrow('interrupted')
})
