import { advance } from '../../src/core/plan/advance.ts'
import type { Catalog } from '../../src/core/model/catalog.ts'
import { failure } from '../../src/core/model/failure.ts'
import type { Identity, Live, LiveDatastore } from '../../src/core/model/live.ts'
import { fieldsOf } from '../../src/core/model/step.ts'
import type { Step } from '../../src/core/model/step.ts'
import type { Clock, Sent, WriteCliq } from '../../src/core/model/ports.ts'

/** What may go wrong with one call; `after` faults happen once the effect is there. */
export const FAULTS = [
  'lost-before',
  'lost-after',
  'late-1s',
  'late-60s',
  'error-before',
  'error-after',
  'refused',
  'half-a-batch',
  'silent-204',
  'read-fails',
  'read-stale',
  'killed-before',
  'killed-after',
] as const
export type Fault = (typeof FAULTS)[number]

/** Thrown at a kill: nothing of the run goes on after it. */
export class Killed extends Error {}

/** An org in memory with a clock of its own. Ids are given anew for every datastore and field that comes. */
export interface Fake {
  readonly cliq: WriteCliq
  readonly clock: Clock
  catalog(): Catalog
  live(): Live
  /** Calls so far; faults are told by this number. */
  calls(): number
  /** What came and went, one line each; a line that is there twice was done twice. */
  effects(): readonly string[]
  /** Waits until everything late has happened. */
  drain(): void
}

/** A person at the org beside the run. */
export interface Hand {
  /** Called before each call has its effect; returns the org as the person leaves it. */
  before(call: number, org: Catalog): Catalog
  /** Called with each datastore that an answer showed to the run. */
  shown(call: number, datastore: string): void
}

const NOBODY: Hand = { before: (_, org) => org, shown: () => undefined }

export function fakeCliq(start: Catalog, faults: ReadonlyMap<number, Fault> = new Map(), hand: Hand = NOBODY): Fake {
  let time = 0
  let calls = 0
  let ids = 0
  let org = start
  let before = start
  const known = new Map<string, string>()
  const effects: string[] = []
  let late: { readonly at: number; readonly step: Step; readonly identity: Identity | undefined }[] = []
  const idOf = (path: string) => known.get(path) ?? (known.set(path, `${(ids += 1)}`), `${ids}`)

  const effect = (step: Step, identity: Identity | undefined): Sent => {
    const there = org.get(step.datastore)
    if (identity !== undefined && (there === undefined || idOf(step.datastore) !== identity.id)) return refused('RF101')
    if (!reaches(step, identity)) return refused('RF101')
    const next = advance(org, step)
    if (next.kind === 'refusal') return refused(next.code.endsWith('already_exists') ? 'RF102' : 'RF109')
    before = org
    org = next.catalog
    effects.push(...linesOf(step))
    forget(step)
    const name = step.call === 'edit-datastore' ? (step.set.unique_name ?? step.datastore) : step.datastore
    const answer = shown(liveOf(org, name))
    return step.call === 'delete-fields' || answer === undefined ? { kind: 'done' } : { kind: 'done', answer }
  }
  // Fields are edited and deleted by their ids; one that is no longer there is not found.
  const reaches = (step: Step, identity: Identity | undefined) =>
    (step.call !== 'edit-fields' && step.call !== 'delete-fields') ||
    fieldsOf(step).every(name => known.get(`${step.datastore}.${name}`) === identity?.fields.get(name))
  // Whoever comes again under the same name is someone else.
  const forget = (step: Step) => {
    if (step.call === 'delete-fields') for (const name of step.fields) known.delete(`${step.datastore}.${name}`)
    if (step.call === 'delete-datastore')
      for (const path of known.keys()) if (path.split('.')[0] === step.datastore) known.delete(path)
  }
  const pass = (until: number) => {
    time = until
    const due = late.filter(each => each.at <= time)
    late = late.filter(each => each.at > time)
    for (const { step, identity } of due) effect(step, identity)
  }
  const liveOf = (catalog: Catalog, name: string): LiveDatastore | undefined => {
    const datastore = catalog.get(name)
    if (datastore === undefined) return undefined
    const fields = new Map([...datastore.fields.keys()].map(each => [each, idOf(`${name}.${each}`)]))
    return { datastore, identity: { id: idOf(name), fields, status: 'enabled' } }
  }
  const listing = (catalog: Catalog): Live => {
    const each = [...catalog.keys()].map(name => liveOf(catalog, name)).filter(one => one !== undefined)
    const identities = new Map(each.map(({ datastore, identity }) => [datastore.unique_name, identity]))
    return { catalog, identities, bystanders: [], calls: 1 }
  }
  const turn = () => {
    const fault = faults.get((calls += 1))
    pass(time + 300)
    const touched = hand.before(calls, org)
    for (const path of known.keys()) {
      const [name = '', field] = path.split('.')
      const there = touched.get(name)
      // Whoever goes by hand takes its id along.
      if (there === undefined || (field !== undefined && !there.fields.has(field))) known.delete(path)
    }
    org = touched
    return fault
  }
  const shown = (datastore: LiveDatastore | undefined) => {
    if (datastore !== undefined) hand.shown(calls, datastore.datastore.unique_name)
    return datastore
  }
  const reading = <T>(read: (catalog: Catalog) => T): Promise<T> => {
    const fault = turn()
    if (fault === 'killed-before' || fault === 'killed-after') return Promise.reject(new Killed())
    if (fault === 'read-fails') return Promise.reject(failure('NT101', 'no answer came'))
    return Promise.resolve(read(fault === 'read-stale' ? before : org))
  }
  const sending = (step: Step, identity: Identity | undefined): Sent => {
    const fault = turn()
    switch (fault) {
      case 'killed-before':
        throw new Killed()
      case 'killed-after':
        effect(step, identity)
        throw new Killed()
      case 'lost-before':
      case 'error-before':
        return unknown
      case 'lost-after':
      case 'error-after':
        effect(step, identity)
        return unknown
      case 'late-1s':
      case 'late-60s':
        late.push({ at: time + (fault === 'late-1s' ? 1_000 : 60_000), step, identity })
        return unknown
      case 'refused':
        return refused('RF109')
      case 'half-a-batch':
        effect(half(step), identity)
        return unknown
      case 'silent-204':
        effect(step, identity)
        return { kind: 'done' }
      case 'read-fails':
      case 'read-stale':
      case undefined:
        return effect(step, identity)
    }
  }
  const fake: Fake = {
    cliq: {
      fetchLive: () => reading(listing),
      fetchDatastore: id =>
        reading(catalog =>
          shown([...catalog.keys()].map(name => liveOf(catalog, name)).find(each => each?.identity.id === id)),
        ),
      fetchRecords: () => reading(() => ({ records: [], complete: true, calls: 1 })),
      walkRecords: () => reading(() => ({ complete: true, calls: 1 })),
      fetchSelected: () => reading(() => ({ records: [], complete: true, calls: 1 })),
      fetchFirst: () => reading(() => ({ records: [], complete: true, calls: 1 })),
      fetchRecord: () => reading(() => undefined),
      write: async () => unknown,
      send: async (step, identity) => sending(step, identity),
      reserve: async () => ({ leave: async () => undefined }),
      going: () => fake.cliq,
    },
    clock: {
      now: () => time,
      monotonic: () => time,
      sleep: async ms => pass(time + ms),
    },
    catalog: () => org,
    live: () => listing(org),
    calls: () => calls,
    effects: () => effects,
    drain: () => pass(time + 3_600_000),
  }
  return fake
}

const unknown: Sent<never> = {
  kind: 'unknown',
  problem: { code: 'NT101', severity: 'error', message: 'no answer came' },
}

function refused(code: string): Sent {
  return { kind: 'not-done', problem: { code, severity: 'error', message: 'Cliq said no' } }
}

function linesOf(step: Step): readonly string[] {
  if (step.call === 'edit-datastore' || step.call === 'edit-fields') return []
  const names = fieldsOf(step)
  return (names.length === 0 ? [''] : names).map(name => `${step.call} ${step.datastore} ${name}`)
}

function half(step: Step): Step {
  if (step.call === 'add-fields')
    return { ...step, fields: new Map([...step.fields].slice(0, Math.ceil(step.fields.size / 2))) }
  if (step.call === 'edit-fields')
    return { ...step, fields: new Map([...step.fields].slice(0, Math.ceil(step.fields.size / 2))) }
  if (step.call === 'delete-fields') return { ...step, fields: step.fields.slice(0, Math.ceil(step.fields.length / 2)) }
  return step
}
