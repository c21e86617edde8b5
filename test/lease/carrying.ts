import type { Datastore } from '../../src/core/model/catalog.ts'
import type { LiveDatastore, LiveRecord } from '../../src/core/model/live.ts'
import type { CarryWork } from '../../src/core/model/step.ts'
import { store } from '../laws/build.ts'

/** What a run of the simulation writes to: a datastore, and records whose values are carried. */
export interface Org {
  now: Datastore
  readonly rows: Map<string, LiveRecord>
}

/** The carry that each run ends with. */
export const CARRY: CarryWork = {
  call: 'row-work',
  source: 'carry',
  datastore: 'd',
  carries: [{ reads: 'f', writes: 'g', from: 'limited-text', to: 'limited-text', invalid: 'refuse', into: 'ours' }],
}

const textField = { name: 'F', type: 'limited-text', mandatory: false, masked: false } as const
/** Of the datastore. */
export const IDENTITY = { id: '1', fields: new Map([['f', '2']]), status: 'enabled' }

const ROWS = ['1', '2', '3', '4']

/** What the run of this number works on. */
export function orgOf(number: number): Org {
  return {
    now: store({ f: textField }, [], `d${number}`),
    // No criteria select these, so each goes by its id.
    rows: new Map(ROWS.map(id => [id, { id, values: { f: `value ${id}` } }] as const)),
  }
}

/** The datastore with the field that the values are carried to. */
export function withHeir({ now }: Org): LiveDatastore {
  return { datastore: { ...now, fields: new Map([...now.fields, ['g', textField]]) }, identity: IDENTITY }
}
