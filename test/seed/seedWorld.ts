import { performSeed } from '../../src/commands/seed.ts'
import type { SeedOptions } from '../../src/commands/seed.ts'
import type { Seeded } from '../../src/core/results/seed.ts'
import type { SeedWorld } from '../../src/commands/seedWorld.ts'
import { performApply } from '../../src/commands/apply.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import type { LiveRecord } from '../../src/core/model/live.ts'
import type { Cell, RawRow, SeedFile } from '../../src/core/rows/seed.ts'
import type { Switches } from '../../src/emulator/options.ts'
import { virtualWorld } from '../engine/virtualWorld.ts'
import type { Meddle, VirtualWorld } from '../engine/virtualWorld.ts'

export type Row = Readonly<Record<string, string | number | boolean | { readonly ref: string }>>

/** An org with one datastore under strict limits, in virtual time, and its seed. */
export interface SeedStage extends VirtualWorld {
  readonly world: SeedWorld
  /** The seed as it is from now on. */
  seed(rows: readonly Row[], more?: Partial<SeedFile>): void
  run(more?: Partial<SeedOptions>): Promise<Seeded>
  /** All rows, read with no limit and counted by nobody. */
  rows(): Promise<readonly LiveRecord[]>
  /** A call by hand of somebody else. */
  byHand(method: string, path: string, body?: unknown): Promise<void>
  /** Writes since the last call of this. */
  writes(): readonly string[]
  /** Lets all budgets rest. */
  rest(): Promise<void>
}

/** `switches` are those of the emulator. */
export async function seedStage(
  datastore: Datastore,
  meddle?: Meddle,
  switches: Partial<Switches> = {},
): Promise<SeedStage> {
  const virtual = await virtualWorld('local', meddle, switches)
  let file = seedFile(datastore, [])
  const world: SeedWorld = {
    ...virtual.world,
    seedsFolder: 'seeds',
    readSeeds: async () => ({ seeds: [file], problems: [], sources: new Map() }),
    checkSeedFile: async () => undefined,
    writeSeed: async () => [],
  }
  virtual.define(catalogOf([datastore]))
  const applied = await performApply(world, { allow: [], yes: true, show: () => undefined, approve: undefined })
  if (applied.kind !== 'done') throw new Error(`the stage was not set: ${JSON.stringify(applied.journal)}`)
  let from = virtual.org.requests.length
  const headers = { authorization: 'Zoho-oauthtoken somebody-else', 'content-type': 'application/json' }
  const path = `/api/v3/datastores/${datastore.unique_name}/records`
  return {
    ...virtual,
    world,
    seed: (rows, more = {}) => {
      file = { ...seedFile(datastore, rows), ...more }
    },
    run: (more = {}) =>
      performSeed(world, { names: [], allow: [], yes: true, show: () => undefined, approve: undefined, ...more }),
    rows: async () => {
      await world.clock.sleep(600_000)
      const { records } = await virtual.records.fetchRecords(datastore.unique_name, Infinity)
      from = virtual.org.requests.length
      return records
    },
    byHand: async (method, below, body) => {
      const text = body === undefined ? {} : { body: JSON.stringify(body) }
      const answer = await virtual.org.handle({ method, url: `${path}${below}`, headers, ...text })
      if (answer.status >= 300) throw new Error(answer.body)
    },
    writes: () => {
      const calls = virtual.org.requests.slice(from).map(each => String(each.operation))
      from = virtual.org.requests.length
      return calls.filter(each => /insert|update|delete/iu.test(each))
    },
    rest: () => world.clock.sleep(600_000),
  }
}

/** A seed by the first unique key of its datastore. */
export function seedFile(datastore: Datastore, rows: readonly Row[]): SeedFile {
  const file = `seeds/${datastore.unique_name}.yaml`
  return {
    name: datastore.unique_name,
    file,
    datastore: datastore.unique_name,
    key: datastore.unique_keys[0] ?? [],
    mode: 'upsert',
    environments: undefined,
    rows: rows.map((row, index): RawRow => {
      const cells = Object.entries(row).map(([name, value]): readonly [string, Cell] => [name, cellOf(value)])
      return { cells: new Map(cells), at: { file, line: index + 4, col: 5 }, places: new Map() }
    }),
    places: new Map(),
  }
}

function cellOf(value: Row[string]): Cell {
  if (typeof value === 'object') return { as: 'ref', text: value.ref }
  return {
    as: typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean',
    text: String(value),
  }
}
