import { expect, test } from 'vitest'

import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { canonicalNumber } from '../../src/core/model/catalog.ts'
import { gateLine } from '../gateLine.ts'
import { defineLater, detoured, HEADERS, renamed, retyped, rowsOf, withOrg, yes } from './carried.ts'
import { onNewMachines } from './machines.ts'
import { randomOf, switchesOf, troubled } from './troubles.ts'
import type { Random } from './troubles.ts'
import type { VirtualWorld } from './virtualWorld.ts'

// Each of these, made by hand, turns something red:
// - no verify (`engine/tasks/carry.ts`: a look that finds nothing): this test, migrationFaults, carryLooks, carries, migrations;
// - verify by criteria (`engine/tasks/queries.ts`: no `tryOut`): queriedCarries, over servers that pass over case and spaces;
// - contract before carry (`core/plan/order.ts`: a field leaves whatever links it): this test and the laws of carries;
//   (`core/plan/debts.ts`: a delete breaks no debt): the laws of carries;
// - an heir without its mark (`core/plan/links.ts`: another display name): carryKills and the laws of carries;
// - exactness of sameness lost (`core/rows/needs.ts`: nothing is "0", "" and false): this test, carryKills, migrationFaults,
//   queriedCarries; (case and spaces passed over): carryKills, queriedCarries.

/** Random worlds in `npm test`; many more in `npm run test:long`. */
const WORLDS = Number(process.env['CARRY_WORLDS'] ?? 30)

/** What the old field of each record holds, by record id: all that anybody has written to it. */
type Model = Map<string, string | undefined>

/** Somebody who goes on writing to the old field while its values are carried. */
async function somebodyWrites({ org }: VirtualWorld, model: Model, random: Random, numbers: boolean): Promise<void> {
  const headers = { ...HEADERS, authorization: 'Zoho-oauthtoken a-person' }
  const url = '/api/v3/datastores/store/records'
  const ids = [...model.keys()]
  const id = ids[Math.floor(random() * ids.length)] ?? ''
  const value = numbers ? String(Math.floor(random() * 5)) : ['x', 'with a blank', '', 'true'][Math.floor(random() * 4)]
  const kind = random()
  if (kind < 0.6) {
    const body = JSON.stringify({ values: { a: value } })
    const answer = await org.handle({ method: 'PATCH', url: `${url}/${id}`, headers, body })
    if (answer.status < 300) model.set(id, value)
  } else if (kind < 0.8) {
    const body = JSON.stringify({ values: { no: `new${random()}`, a: value } })
    const answer = await org.handle({ method: 'POST', url, headers, body })
    const made = /"id":"(\d+)"/u.exec(answer.body)?.[1]
    if (answer.status < 300 && made !== undefined) model.set(made, value)
  } else if (model.size > 3) {
    const answer = await org.handle({ method: 'DELETE', url: `${url}/${id}`, headers })
    if (answer.status < 300) model.delete(id)
  }
}

/** Runs the apply on new machines until it ends well; tells what is lost or doubled then. */
async function survived(seed: number): Promise<readonly string[]> {
  const random = randomOf(seed)
  const isRetype = random() < 0.5
  const past = isRetype ? retyped : random() < 0.5 ? renamed : detoured
  const rows = rowsOf(random() < 0.05 ? 105 : 4 + Math.floor(random() * 10), at => String(at % 3))
  const switches = switchesOf(random)
  const [isWaived, verify] = [random() < 0.3, random() < 0.4 ? 'queries' : 'records'] as const
  return withOrg(
    past,
    rows,
    async org => {
      const ids = await org.records.fetchRecords('store', Infinity)
      const model: Model = new Map(ids.records.map(each => [each.id, each.values['a'] as string | undefined]))
      defineLater(org, past)
      const meddle = troubled(random, () => somebodyWrites(org, model, random, isRetype))
      const stuck = await onNewMachines(org, meddle, machine => {
        const world = { ...machine, environment: { ...machine.environment, backup: !isWaived } }
        return performApply(world, { ...yes, verify, checks: isWaived ? 'skipped' : 'bounded' })
      })
      if (stuck !== undefined) return [`seed ${seed}: ${stuck}`]
      const now = await org.records.fetchRecords('store', Infinity)
      const heir = isRetype ? 'a' : 'b'
      const plan = await performPlan(org.another(), { offline: false, allow: [] })
      return [
        ...(plan.plan.steps.length === 0 ? [] : [`seed ${seed}: not there yet`]),
        ...(now.records.length === model.size ? [] : [`seed ${seed}: ${now.records.length} records for ${model.size}`]),
        ...now.records.flatMap(({ id, values }) => {
          const wanted = model.get(id)
          const is = values[heir]
          const isSame = isRetype ? canonicalNumber(String(is)) === canonicalNumber(String(wanted)) : is === wanted
          return isSame ? [] : [`seed ${seed}: ${id} holds ${String(is)} for ${wanted}`]
        }),
      ]
    },
    { switches },
  )
}

test('whatever is lost, late or written meanwhile, every value that was in the old field is in the new one', async () => {
  const wrong: string[] = []
  for (let seed = 0; seed < WORLDS; seed += 1) wrong.push(...(await survived(seed)))
  gateLine('G1, G9 and G13 with row-work', WORLDS, new Set(wrong.map(each => each.split(':')[0])).size, 0)
  expect(wrong).toEqual([])
})
