import type { LiveDatastore, LiveRecord } from '../../src/core/model/live.ts'
import { META } from '../../src/core/pace/leaseRows.ts'
import type { Sent, WriteCliq } from '../../src/core/model/ports.ts'
import type { Step } from '../../src/core/model/step.ts'
import { acquireOrgLease } from '../../src/engine/lease/lease.ts'
import type { OrgLease } from '../../src/engine/lease/holding.ts'
import { guardOf } from '../../src/engine/guard.ts'
import { performCarry } from '../../src/engine/tasks/carry.ts'
import { carryOut } from '../../src/engine/tasks/steps.ts'
import type { LeaseRows, RowOutcome } from '../../src/engine/lease/rows.ts'
import { called, fateOf, HOURS, unknown } from './calls.ts'
import type { Mutant, Play } from './calls.ts'
import { CARRY, IDENTITY, orgOf, withHeir } from './carrying.ts'
import type { Org } from './carrying.ts'
import { rowsOf } from './org.ts'
import { chanceOf, machineOn, stageOf } from './stage.ts'
import type { Machine } from './stage.ts'
import type { WorldFacts } from './worlds.ts'

/** What one play showed. Writes are those that changed the org. */
export interface Played {
  readonly faults: number
  readonly writes: number
  /** Writes that took effect after another run had taken the lease. */
  readonly unprotected: number
  /** Writes that were said to be done and had no effect. */
  readonly lost: number
  readonly acquired: number
}

const PATIENCE = { settleMs: 3_000, lateWindowMs: 120_000 }
const TERMS = { ttlMs: 900_000, waitMs: 3_600_000, takeover: 'stale', run: '' } as const

/** Applies of one machine, one after the other; each of so many edits. */
const APPLIES = 2
const EDITS = 4

/** Four runs on four machines against one org, as this seed has it. */
export async function playSeed(facts: WorldFacts, seed: number, mutant: Mutant = 'none'): Promise<Played> {
  const stage = stageOf()
  const chance = chanceOf(seed)
  const tally = { faults: 0, writes: 0, unprotected: 0, lost: 0, acquired: 0 }
  const play: Play = { facts, mutant, stage, chance, rows: rowsOf(facts.uniqueness), tally, newest: 0 }
  for (let each = 1; each <= 4; each += 1) {
    const machine = machineOn(stage, each, (chance() - 0.5) * HOURS)
    // Most come at once, as pipelines of one push do.
    const begins = chance() < 0.7 ? chance() * 2_000 : chance() * 600_000
    stage.at(begins, () => void applies(play, machine))
  }
  await stage.play(12 * HOURS)
  return tally
}

async function applies(play: Play, machine: Machine): Promise<void> {
  for (let each = 0; each < APPLIES; each += 1) {
    // Refused or fenced: the next one comes a little later.
    await run(play, machine).catch(() => undefined)
    await machine.pass(play.chance() * 300_000)
  }
}

async function run(play: Play, machine: Machine): Promise<void> {
  let isHeld = false
  // Without the fence time stands still for whoever holds the lease.
  const stands = (real: () => number) => (isHeld && play.mutant === 'no-self-fence' ? 0 : real())
  const clock = {
    ...machine.clock,
    now: () => stands(machine.clock.now),
    monotonic: () => stands(machine.clock.monotonic),
  }
  const signal = new AbortController().signal
  const random = () => Array.from({ length: 32 }, () => Math.floor(play.chance() * 16).toString(16)).join('')
  const patience = play.mutant === 'no-drain' ? { ...PATIENCE, lateWindowMs: 0 } : PATIENCE
  const notify = () => undefined
  const deps = { rows: calledBy(play, machine), clock, notify, patience, random, signal }
  const lease = await acquireOrgLease('sim', { ...TERMS, who: `run ${machine.number}` }, deps)
  isHeld = true
  play.tally.acquired += 1
  play.newest = play.tally.acquired
  await apply(play, machine, play.newest, lease)
  await lease.release()
}

/** A few edits and the carry of a field's values, one after the other, as the engine carries them out. */
async function apply(play: Play, machine: Machine, number: number, lease: OrgLease): Promise<void> {
  const org = orgOf(number)
  const cliq = clientOf(play, machine, number, lease, org)
  const journal = { inDoubt: [], append: async () => undefined, close: async () => undefined }
  const holding = {
    ...lease,
    intend: (digest: string) => lease.intend(digest),
    through: (ms: number) => lease.through(ms),
  }
  const named = (step: Step) => JSON.stringify(step)
  const guard = guardOf(holding, { journal, clock: machine.clock, plain: named, digest: named })
  const patience = play.mutant === 'no-drain' ? { ...PATIENCE, lateWindowMs: 0 } : PATIENCE
  const { clock } = machine
  const hands = { cliq, clock, patience, guard, notify: () => undefined, signal: new AbortController().signal }
  for (let index = 0; index < EDITS; index += 1) {
    const before = org.now
    const step: Step = { call: 'edit-datastore', datastore: before.unique_name, set: { description: `${index}` } }
    const errand = { index, step, before, after: { ...before, description: `${index}` } }
    const ended = await carryOut(errand, { datastore: before, identity: IDENTITY }, hands)
    await guard.after(step, index, ended)
    if (ended.kind !== 'done') return
    if (org.now.description !== `${index}`) play.tally.lost += 1
  }
  const carried = { ...hands, lease: { ...holding, release: async () => undefined } }
  const ended = await performCarry(CARRY, EDITS, [...org.rows.values()], withHeir(org), carried)
  await guard.after(CARRY, EDITS, ended)
  if (ended.kind !== 'done') return
  for (const { values } of org.rows.values()) if (values['f'] !== values['g']) play.tally.lost += 1
}

/** The client of one run: what it writes is told to the oracle when it takes effect. */
function clientOf(play: Play, machine: Machine, number: number, lease: OrgLease, org: Org): WriteCliq {
  const { tally, facts, chance } = play
  const live = (): LiveDatastore => ({ datastore: org.now, identity: IDENTITY })
  const effect = (step: Step) => {
    if (step.call !== 'edit-datastore') return
    org.now = { ...org.now, ...(step.set.description !== undefined && { description: step.set.description }) }
    told()
  }
  const told = () => {
    tally.writes += 1
    if (play.newest !== number) tally.unprotected += 1
  }
  const leaving = async () => {
    lease.check()
    if (chance() >= facts.freezesAtSend) return
    tally.faults += 1
    machine.freeze(chance() * 40 * 60_000, machine.number % 2 === 0)
    await machine.pass(0)
  }
  const nobody = () => Promise.reject(new Error('not on this stage'))
  const cliq: WriteCliq = {
    going: () => cliq,
    fetchLive: nobody,
    fetchRecords: nobody,
    async walkRecords(_, take) {
      let seen: readonly LiveRecord[] = []
      await called(play, machine, () => {
        seen = [...org.rows.values()]
      })
      seen.forEach(take)
      return { complete: true, calls: 1 }
    },
    fetchSelected: nobody,
    fetchFirst: nobody,
    fetchRecord: nobody,
    async fetchDatastore() {
      let seen = live()
      await called(play, machine, () => {
        seen = live()
      })
      return seen
    },
    async send(step): Promise<Sent> {
      await leaving()
      const fate = await fateOf(play, machine, () => effect(step))
      return fate === 'done' ? { kind: 'done', answer: live() } : unknown
    },
    async write(order) {
      await leaving()
      if (order.call !== 'update-record') return nobody()
      const fate = await fateOf(play, machine, () => {
        const { id, values = {} } = org.rows.get(order.id) ?? { id: order.id }
        org.rows.set(id, { id, values: { ...values, ...order.values } })
        told()
      })
      return fate === 'done' ? { kind: 'done' } : unknown
    },
    reserve: async () => ({ leave: async () => undefined }),
  }
  return cliq
}

/** The rows as one machine reaches them. */
function calledBy(play: Play, machine: Machine): LeaseRows {
  const { stage, rows, facts, chance } = play
  const writing = async (write: (at: number) => RowOutcome): Promise<RowOutcome> => {
    let outcome: RowOutcome = unknown
    const fate = await fateOf(play, machine, () => {
      outcome = write(stage.now())
    })
    return fate === 'done' ? outcome : unknown
  }
  let own: string | undefined
  return {
    async list() {
      const lag = chance() * facts.lagMs
      let seen: readonly LiveRecord[] = []
      // What was true when Cliq answered may not be when the answer is looked at.
      await called(play, machine, () => {
        seen = rows.seen(stage.now() - lag)
      })
      // Whoever does not read back believes what it was told.
      return play.mutant === 'no-read-back' ? seen.filter(each => each.values['owner'] === own) : seen
    },
    async get(id) {
      const lag = chance() * facts.lagMs
      let seen: LiveRecord | undefined
      await called(play, machine, () => {
        seen = rows.seen(stage.now() - lag).find(each => each.id === id)
      })
      return seen
    },
    insert: values => {
      if (values['kind'] === 'apply') own = String(values['owner'])
      return writing(at => rows.insert(at, values))
    },
    update: (id, values) => writing(at => rows.update(at, id, values)),
    remove: id => writing(at => rows.remove(at, id)),
    meta: 'cliqds_meta',
    createMeta: async () => ({ kind: 'done' }),
    describeMeta: async () => META,
  }
}
