import { expect } from 'vitest'

import { decodeMigration } from '../../src/core/migrations/decode.ts'
import type { Migration } from '../../src/core/model/migration.ts'
import { parseYaml } from '../../src/files/yaml/yaml.ts'
import { field, store } from '../laws/build.ts'
import { no, rowsIn, text } from './carried.ts'
import type { Values } from './carried.ts'
import type { VirtualWorld } from './virtualWorld.ts'

/** A migration as its file says. */
export function migration(id: string, steps: string): Migration {
  const yaml = parseYaml(`description: A test\nsteps:\n${steps}`, `migrations/${id}.yaml`)
  const { migration: made, problems } = decodeMigration(yaml.value, id, { file: `migrations/${id}.yaml`, ...yaml })
  if (made === undefined || problems.length > 0) throw new Error(JSON.stringify(problems))
  return made
}

const FROM = { no, name: text, team: text, phone: text }
export const from = store(FROM, [['no']])
export const to = store({ no, team: text, first: text, last: text, large: field({ type: 'large-text' }) }, [['no']])
/** Reads every record for the plan. */
export const all = { checks: 'all' } as const

/** Splits a name, joins it in another way, and maps teams. */
export const SPLIT = migration(
  'split-name',
  `  - split: { datastore: store, field: name, by: " ", into: [first, last] }
  - join: { datastore: store, fields: [last, first], with: ", ", into: large }
  - map: { datastore: store, field: team, values: { "R&D": research, ops: operations } }
`,
)

/** What goes when that has run. */
export const allow = ['field-removed:store.name', 'field-removed:store.phone']
const NAMES = ['Ada Lovelace', 'Grace Brewster Hopper', 'Alan Turing']
const TEAMS = ['R&D', 'ops', 'sales', '']
/** So many records of it. */
export const rowsFor = (count: number) =>
  Array.from({ length: count }, (_, at): Values => ({
    no: `r${at}`,
    name: NAMES[at % 3] ?? '',
    team: TEAMS[at % 4] ?? '',
    phone: String(at),
  }))

// Written by itself, from what the migration says in words.
function expected({ no: key, name, team }: Values) {
  const [first = '', ...others] = String(name).split(' ')
  const last = others.join(' ')
  const teams: Record<string, string> = { 'R&D': 'research', ops: 'operations' }
  return { no: key, first, last, large: `${last}, ${first}`, team: teams[String(team)] ?? team }
}

/** Holds the records of an org to what the migration says in words. */
export async function expectSplit(org: VirtualWorld, rows: readonly Values[]): Promise<void> {
  const now = await rowsIn(org)
  const values = new Map(now.map(each => [each['no'], { ...each, team: each['team'] ?? '' }]))
  expect(values).toEqual(new Map(rows.map(each => [each['no'], expected(each)])))
}
