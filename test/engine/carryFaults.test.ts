import { expect, test } from 'vitest'

import type { HttpRequest, Transport } from '../../src/cliq/transport.ts'
import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { canonicalNumber } from '../../src/core/model/catalog.ts'
import type { Clock } from '../../src/core/model/ports.ts'
import type { Switches } from '../../src/emulator/options.ts'
import { gateLine } from '../gateLine.ts'
import { defineLater, detoured, HEADERS, renamed, retyped, rowsOf, withOrg, yes } from './carried.ts'
import type { Meddle, VirtualWorld } from './virtualWorld.ts'

/** Random worlds in `npm test`; many more in `npm run test:long`. */
const WORLDS = Number(process.env['CARRY_WORLDS'] ?? 30)
const RUNS = 8

type Random = () => number

function randomOf(seed: number): Random {
  let at = seed + 1
  return () => {
    at = (Math.imul(at, 48_271) >>> 0) % 0x7fffffff
    return at / 0x7fffffff
  }
}

/** What the old field of each record holds, by record id: all that anybody has written to it. */
type Model = Map<string, string | undefined>

const isRowWrite = ({ method, url }: Pick<HttpRequest, 'method' | 'url'>) =>
  method === 'PATCH' && String(url).includes('/records')

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

const BROKEN = { kind: 'no-answer', why: 'ECONNRESET' } as const

/** Answers that are lost before or after the effect, come late, or are errors; and writers before writes of rows. */
function troubled(random: Random, writes: () => Promise<void>): Meddle {
  let [faults, writers] = [3, 4]
  return (transport: Transport, clock: Clock) => ({
    async exchange(request) {
      // Once the old field goes, what is written under its name is written to the new one.
      if (request.method === 'DELETE') writers = 0
      if (isRowWrite(request) && writers > 0 && random() < 0.4) {
        writers -= 1
        await writes()
      }
      if (faults === 0 || random() > 0.12) return transport.exchange(request)
      faults -= 1
      const kind = random()
      if (kind < 0.2) return BROKEN
      if (kind < 0.4 && request.method !== 'GET') {
        void clock.sleep(60_000).then(() => transport.exchange(request))
        return BROKEN
      }
      const answer = await transport.exchange(request)
      if (kind < 0.8) return BROKEN
      return answer.kind === 'answer'
        ? { ...answer, status: 502, body: Buffer.from('<html>bad gateway</html>') }
        : answer
    },
  })
}

function switchesOf(random: Random): Partial<Switches> {
  const one = <T>(...of: readonly [T, ...T[]]): T => of[Math.floor(random() * of.length)] ?? of[0]
  return {
    addedField: one('null', 'type-default'),
    listOrder: one('oldest-first', 'newest-first'),
    pageTokens: one('item', 'place'),
    mandatoryOnUpdate: one('kept', 'resent'),
    numbers: one('canonical', 'verbatim'),
    noContent: one('204', '200-empty', '200-code'),
  }
}

/** Runs the apply on new machines until it ends well; tells what is lost or doubled then. */
async function survived(seed: number): Promise<readonly string[]> {
  const random = randomOf(seed)
  const isRetype = random() < 0.5
  const past = isRetype ? retyped : random() < 0.5 ? renamed : detoured
  const rows = rowsOf(random() < 0.05 ? 105 : 4 + Math.floor(random() * 10), at => String(at % 3))
  const switches = switchesOf(random)
  return withOrg(
    past,
    rows,
    async org => {
      const ids = await org.records.fetchRecords('store', Infinity)
      const model: Model = new Map(ids.records.map(each => [each.id, each.values['a'] as string | undefined]))
      defineLater(org, past)
      const meddle = troubled(random, () => somebodyWrites(org, model, random, isRetype))
      const ends: unknown[] = []
      for (let runs = 0; runs < RUNS; runs += 1) {
        const ended = await performApply(org.another(runs < 3 ? meddle : undefined), yes).then(
          each => each.kind,
          (error: unknown) => error,
        )
        ends.push(ended)
        if (ended === 'done' || ended === 'nothing-to-do') break
        await org.world.clock.sleep(600_000)
      }
      await org.world.clock.sleep(600_000)
      const last = ends.at(-1)
      if (last !== 'done' && last !== 'nothing-to-do') return [`seed ${seed}: ${String(ends)}`]
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
