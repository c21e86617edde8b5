import { expect } from 'vitest'

import { performApply } from '../../src/commands/apply.ts'
import type { World } from '../../src/commands/world.ts'
import type { Lock } from '../../src/core/model/lock.ts'
import type { Applied } from '../../src/core/results/apply.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import type { FieldHints } from '../../src/core/model/definition.ts'
import type { Switches } from '../../src/emulator/options.ts'
import { field, store } from '../laws/build.ts'
import { virtualWorld } from './virtualWorld.ts'
import type { Meddle, VirtualWorld } from './virtualWorld.ts'

/** Of what somebody else sends. */
export const HEADERS = { 'content-type': 'application/json' }
/** What a record is inserted with. */
export type Values = Readonly<Record<string, string | boolean>>

/** Inserts records, slowly enough for the limits. */
export async function fill({ org, world }: VirtualWorld, rows: readonly Values[]): Promise<void> {
  for (const [at, values] of rows.entries()) {
    if (at % 25 === 0) await world.clock.sleep(60_000)
    const headers = { ...HEADERS, authorization: 'Zoho-oauthtoken a-person' }
    const body = JSON.stringify({ values })
    const answer = await org.handle({ method: 'POST', url: '/api/v3/datastores/store/records', headers, body })
    expect([answer.status, answer.body]).toEqual([200, answer.body])
  }
}

/** The values of all records. */
export async function rowsIn(
  { records }: VirtualWorld,
  name = 'store',
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const read = await records.fetchRecords(name, Infinity)
  return read.records.map(each => each.values)
}

/** A datastore as it was and as it is defined, with what the definition says of its past. */
export interface Past {
  readonly from: Datastore
  readonly to: Datastore
  readonly hints: Record<string, FieldHints>
}

/** Options of an apply that asks nobody. */
export const yes = { yes: true, allow: [], approve: undefined, show: () => undefined } as const

/** An org that holds the past with these records; the apply of what is defined later is up to `work`. */
export async function withOrg<T>(
  { from }: Past,
  rows: readonly Values[],
  work: (org: VirtualWorld) => Promise<T>,
  {
    switches,
    meddle,
    lease = 'local',
  }: { readonly switches?: Partial<Switches>; readonly meddle?: Meddle; readonly lease?: 'local' | 'org' } = {},
): Promise<T> {
  const org = await virtualWorld(lease, meddle, switches)
  try {
    org.define(catalogOf([from]))
    const made = await performApply(org.world, yes)
    expect([made.kind, made.stoppedBy, made.journal.failed]).toEqual(['done', undefined, []])
    await fill(org, rows)
    await org.world.clock.sleep(3_600_000)
    return await work(org)
  } finally {
    await org.close()
  }
}

/** Defines what the datastore shall be from now on. */
export function defineLater(org: VirtualWorld, { to, hints }: Past): void {
  org.define(catalogOf([to]), { renamed_from: [], fields: new Map(Object.entries(hints)) })
}

/** The calls of an apply by operation. */
export function counts({ journal }: Applied): Readonly<Record<string, number>> {
  return Object.fromEntries(journal.calls)
}

export const text = field()
export const no = field({ name: 'Id', mandatory: true })
/** A field that gets another name. */
export const renamed: Past = {
  from: store({ no, a: text }, [['no']]),
  to: store({ no, b: field({ name: 'B' }) }, [['no']]),
  hints: { b: { renamed_from: ['a'] } },
}
/** A field that becomes a number under its own name. */
export const retyped: Past = {
  from: store({ no, a: text }, [['no']]),
  to: store({ no, a: field({ name: 'A', type: 'number' }) }, [['no']]),
  hints: { a: { renamed_from: [], convert: { from: 'limited-text', invalid: 'refuse' } } },
}
/** A field that gets another name where Cliq has no room for two of its type. */
export const detoured: Past = {
  from: store({ no, a: field({ type: 'large-text' }) }, [['no']]),
  to: store({ no, b: field({ name: 'B', type: 'large-text', mandatory: true }) }, [['no']]),
  hints: { b: { renamed_from: ['a'] } },
}
/** So many records with a key and a value. */
export const rowsOf = (count: number, value: (at: number) => string) =>
  Array.from({ length: count }, (_, at): Values => ({ no: `r${at}`, a: value(at) }))

/** A machine that has the lock file as it was then, or none, and keeps its own from now on. */
export function withLock(world: World, then: Lock): World {
  let lock = then
  const project: World['project'] = {
    ...world.project,
    readLock: async () => lock,
    writeLocked: async (environment, _was, part) => {
      lock = new Map(lock).set(environment, part)
    },
  }
  return { ...world, project }
}

/** Stands still for ever at the call of this number, before or after it took effect: what a kill leaves behind. */
export function killAt(at: number, when: 'before' | 'after', killed: () => void): Meddle {
  let calls = 0
  return transport => ({
    async exchange(request) {
      if (calls++ !== at) return transport.exchange(request)
      if (when === 'after') await transport.exchange(request)
      killed()
      return new Promise(() => undefined)
    },
  })
}
