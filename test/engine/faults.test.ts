import { expect, test } from 'vitest'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog } from '../../src/core/model/catalog.ts'
import { diff } from '../../src/core/model/diff.ts'
import type { JournalEntry } from '../../src/core/model/entry.ts'
import type { WriteCliq } from '../../src/core/model/ports.ts'
import type { Step } from '../../src/core/model/step.ts'
import type { Ran } from '../../src/engine/book.ts'
import { guardOf } from '../../src/engine/guard.ts'
import type { Guard } from '../../src/engine/guard.ts'
import { gateLine } from '../gateLine.ts'
import { hasOpen } from '../kills/watch.ts'
import { field, fields, planOf, store } from '../laws/build.ts'
import { fakeCliq, FAULTS, Killed } from './fake.ts'
import type { Fake, Fault } from './fake.ts'
import { noLease, performPlanSteps } from './running.ts'

/** Every sixth pair in `npm test`, all of them in `npm run test:long`. */
const STRIDE = Number(process.env['FAULT_STRIDE'] ?? 6)

const patience = { settleMs: 3_000, lateWindowMs: 120_000 }

// A datastore to create, one to rework in five calls, one to delete.
const before = catalogOf([
  store(
    { ...fields(3), gone0: field(), gone1: field({ type: 'large-text' }), turns: field({ type: 'number' }) },
    [['gone0'], ['turns']],
    'worked',
  ),
  store(fields(2), [], 'leaving'),
])
const after = catalogOf([
  store(
    { ...fields(3, 'f', { name: 'Renamed' }), ...fields(12, 'new', {}, 4), turns: field() },
    [['new0'], ['turns']],
    'worked',
  ),
  store(fields(2), [['f0']], 'coming'),
])

/** Writes of all runs, and those that stood in no journal when they went. */
const log = { sent: 0, unwritten: 0 }

/** One run as apply makes it: listing, plan, steps. Undefined when it was killed. */
async function run(fake: Fake, desired: Catalog): Promise<Ran | undefined> {
  try {
    const live = await fake.cliq.fetchLive([])
    const entries: JournalEntry[] = []
    const send: WriteCliq['send'] = (step, identity) => {
      log.sent += 1
      if (!hasOpen(entries)) log.unwritten += 1
      return fake.cliq.send(step, identity)
    }
    const signal = new AbortController().signal
    const guard = guardInto(entries, fake)
    const cliq: WriteCliq = { ...fake.cliq, send, going: () => cliq }
    const hands = { ...fake, cliq, guard, patience, notify: () => undefined, signal }
    const performed = await performPlanSteps(planOf(live, desired), live, hands)
    return performed.stoppedBy instanceof Killed ? undefined : performed
  } catch {
    return undefined
  }
}

function guardInto(entries: JournalEntry[], { clock }: Fake): Guard {
  const nothing = async () => undefined
  const journal = { inDoubt: [], append: async (entry: JournalEntry) => void entries.push(entry), close: nothing }
  const named = (step: Step) => step.call
  return guardOf(noLease(clock), { journal, clock, plain: named, digest: named })
}

/** Where the run of this very scenario has its calls. */
async function length(): Promise<number> {
  const fake = fakeCliq(before)
  const performed = await run(fake, after)
  expect(performed?.steps.notStarted).toEqual([])
  expect(diff(fake.catalog(), after)).toEqual([])
  return fake.calls()
}

async function survives(faults: ReadonlyMap<number, Fault>): Promise<string | undefined> {
  const fake = fakeCliq(before, faults)
  const first = await run(fake, after)
  const claimed =
    first !== undefined && first.steps.notStarted.length + first.steps.failed.length + first.steps.unknown.length === 0
  fake.drain()
  if (claimed && diff(fake.catalog(), after).length > 0) return 'claimed to be done and was not'
  for (let again = 0; again < 2; again += 1) {
    fake.drain()
    if (diff(fake.catalog(), after).length === 0) break
    await run(fake, after)
  }
  if (diff(fake.catalog(), after).length > 0) return 'did not arrive'
  return new Set(fake.effects()).size < fake.effects().length ? 'did something twice' : undefined
}

test('G1: after any one or two faults, one more run arrives, and none claims what is not so', async () => {
  const calls = await length()
  const single = Array.from({ length: calls }, (_, at) => at + 1)
  const lost: string[] = []
  let injected = 0
  const attempt = async (faults: ReadonlyMap<number, Fault>) => {
    injected += 1
    const wrong = await survives(faults)
    if (wrong !== undefined) lost.push(`${wrong}: ${JSON.stringify([...faults])}`)
  }
  for (const at of single) for (const fault of FAULTS) await attempt(new Map([[at, fault]]))
  for (const one of single)
    for (const two of single.filter(each => each > one))
      for (const [first, fault] of FAULTS.entries())
        for (const [second, other] of FAULTS.entries())
          if ((first + second + two) % STRIDE === 0)
            await attempt(
              new Map([
                [one, fault],
                [two, other],
              ]),
            )
  const twice = lost.filter(each => each.includes('twice')).length
  gateLine('G1', injected, lost.length, twice)
  gateLine('G12 in G1', log.sent, log.unwritten, 0)
  expect(lost.slice(0, 5)).toEqual([])
  expect(log.unwritten).toBe(0)
  expect(injected).toBeGreaterThan(2_000)
}, 3_600_000)
