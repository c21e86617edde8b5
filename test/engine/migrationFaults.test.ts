import { expect, test } from 'vitest'

import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { gateLine } from '../gateLine.ts'
import { field, store } from '../laws/build.ts'
import { HEADERS, no, text, withOrg, yes } from './carried.ts'
import type { Values } from './carried.ts'
import { onNewMachines } from './machines.ts'
import { migration } from './migrated.ts'
import { randomOf, switchesOf, troubled } from './troubles.ts'
import type { Random } from './troubles.ts'
import type { VirtualWorld } from './virtualWorld.ts'

/** Random worlds in `npm test`; many more in `npm run test:long`. */
const WORLDS = Math.min(Number(process.env['CARRY_WORLDS'] ?? 20), 400)

const number = field({ type: 'number' })
const active = field({ type: 'boolean' })
const FROM = store({ no, name: text, team: text, phone: number, active }, [['no']])

/** What a migration does, in its file and in the words of this test; a seed chooses some. */
const MOVES = {
  split: '  - split: { datastore: store, field: name, by: " ", into: [first, last] }\n',
  join: '  - join: { datastore: store, fields: [team, phone], with: "/", into: label }\n',
  copy: '  - copy: { datastore: store, field: phone, into: mobile }\n',
  map: '  - map: { datastore: store, field: team, values: { a: alpha, "b & c": beta } }\n',
  fill: '  - fill: { datastore: store, set: { team: none }, where: { team: empty } }\n',
  delete_records: '  - delete_records: { datastore: store, where: { team: leaves }, at_most: 90 }\n',
} as const
type Move = keyof typeof MOVES

const ADDED = {
  split: { first: text, last: text },
  join: { label: field({ type: 'large-text' }) },
  copy: { mobile: number },
} as const

/** A record as people have written it, and what it has to hold in the end. */
type Person = Readonly<Record<'name' | 'team' | 'phone', string>>

function expected({ name, team, phone }: Person, moves: ReadonlySet<Move>): Readonly<Record<string, string>> {
  const [first = '', ...others] = name.split(' ')
  const mapped = moves.has('map') ? ({ a: 'alpha', 'b & c': 'beta' }[team] ?? team) : team
  const filled = moves.has('fill') && team === '' ? 'none' : mapped
  return {
    ...(moves.has('split') ? { first, last: others.join(' ') } : { name }),
    ...(moves.has('join') && { label: [team, phone].filter(each => each !== '').join('/') }),
    ...(moves.has('copy') && { mobile: phone }),
    team: filled,
    phone,
  }
}

const NAMES = ['Ada Lovelace', 'Grace Brewster Hopper', 'Alan Turing']
const TEAMS = ['a', 'b & c', 'sales', '', 'leaves']

function personOf(random: Random): Person {
  const one = (of: readonly string[]) => of[Math.floor(random() * of.length)] ?? ''
  return { name: one(NAMES), team: one(TEAMS), phone: String(Math.floor(random() * 3)) }
}

/** Somebody who goes on writing to the field that leaves, adds records that need nothing else, and removes some. */
async function somebodyWrites({ org }: VirtualWorld, model: Map<string, Person>, random: Random): Promise<void> {
  const headers = { ...HEADERS, authorization: 'Zoho-oauthtoken a-person' }
  const url = '/api/v3/datastores/store/records'
  const ids = [...model].flatMap(([id, { team }]) => (team === 'leaves' ? [] : [id]))
  const id = ids[Math.floor(random() * ids.length)] ?? ''
  const [kind, was] = [random(), model.get(id)]
  const name = `By Hand ${Math.floor(random() * 9)}`
  const send = (method: string, to: string, values?: Values) =>
    org.handle({ method, url: to, headers, ...(values && { body: JSON.stringify({ values }) }) })
  if (kind < 0.7 && was !== undefined) {
    if ((await send('PATCH', `${url}/${id}`, { name })).status < 300) model.set(id, { ...was, name })
  } else if (kind < 0.85) {
    const person = { name, team: 'sales', phone: '7' }
    const answer = await send('POST', url, { no: `new${random()}`, ...person })
    const made = /"id":"(\d+)"/u.exec(answer.body)?.[1]
    if (answer.status < 300 && made !== undefined) model.set(made, person)
  } else if (ids.length > 2 && (await send('DELETE', `${url}/${id}`)).status < 300) model.delete(id)
}

/** Runs the apply on new machines until it ends well; tells what is lost, doubled or half done then. */
async function survived(seed: number): Promise<readonly string[]> {
  const random = randomOf(seed)
  const moves = new Set((Object.keys(MOVES) as Move[]).filter(() => random() < 0.5))
  if (moves.size === 0) moves.add('split')
  const people = Array.from({ length: random() < 0.05 ? 105 : 4 + Math.floor(random() * 9) }, () => personOf(random))
  // What writes in place what another one reads goes in an apply of its own.
  if (moves.has('join')) moves.delete('map')
  if (moves.has('join') || moves.has('map')) moves.delete('fill')
  const added = [...moves].flatMap(each =>
    Object.entries(Object.hasOwn(ADDED, each) ? ADDED[each as keyof typeof ADDED] : {}),
  )
  const { name, ...others } = Object.fromEntries(FROM.fields)
  const kept = moves.has('split') || name === undefined ? others : { name, ...others }
  const to = store({ ...kept, ...Object.fromEntries(added) }, [['no']])
  const own = [...moves].map(each => MOVES[each])
  const rows = people.map((each, at): Values => ({ no: `r${at}`, active: at % 2 === 0, ...each }))
  return withOrg(
    { from: FROM, to, hints: {} },
    rows,
    async org => {
      const read = await org.records.fetchRecords('store', Infinity)
      const model = new Map(
        read.records.flatMap(({ id, values }) => {
          const person = people[Number(String(values['no']).slice(1))]
          return person === undefined ? [] : [[id, person] as const]
        }),
      )
      org.define(catalogOf([to]), undefined, [migration('people', own.join(''))])
      const allow = ['field-removed:store.name', 'records-removed:store']
      const meddle = troubled(random, () =>
        moves.has('split') ? somebodyWrites(org, model, random) : Promise.resolve(),
      )
      const stuck = await onNewMachines(org, meddle, world => performApply(world, { ...yes, allow }))
      if (stuck !== undefined) return [`seed ${seed}, ${[...moves].join()}: ${stuck}`]
      const { records } = await org.records.fetchRecords('store', Infinity)
      const plan = await performPlan(org.another(), { offline: false, allow: [] })
      const wanted = new Map([...model].filter(([, { team }]) => !moves.has('delete_records') || team !== 'leaves'))
      const wrong = plan.plan.steps.length === 0 ? [] : ['not there yet']
      if (new Set(records.map(each => each.values['no'])).size !== records.length) wrong.push('a record came twice')
      const there = new Map(records.map(each => [each.id, each.values] as const))
      for (const [id, person] of wanted)
        for (const [column, value] of Object.entries(expected(person, moves))) {
          const is = there.get(id)?.[column]
          if (String(is ?? '') !== value) wrong.push(`${id}.${column} holds ${String(is)} for ${value}`)
        }
      const left = [...there.keys()].filter(id => !wanted.has(id) && model.has(id))
      if (left.length > 0) wrong.push(`${left.length} records were to go`)
      return wrong.map(each => `seed ${seed}, ${[...moves].join()}: ${each}`)
    },
    { switches: switchesOf(random) },
  )
}

test('whatever is lost, late, misread or written meanwhile, a migration leaves each record as its file says', async () => {
  const wrong: string[] = []
  for (let seed = 0; seed < WORLDS; seed += 1) wrong.push(...(await survived(seed)))
  gateLine('G1, G9 and G13 with migrations', WORLDS, new Set(wrong.map(each => each.split(':')[0])).size, 0)
  expect(wrong).toEqual([])
})
