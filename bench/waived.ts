import { performApply } from '../src/commands/apply.ts'
import { catalogOf } from '../src/core/model/catalog.ts'
import type { VerifiedBy } from '../src/core/model/step.ts'
import { grouped } from '../src/report/amounts.ts'
import { virtualWorld } from '../test/engine/virtualWorld.ts'
import { field, store } from '../test/laws/build.ts'
import type { Figure } from './process.ts'

const no = field({ name: 'Id', mandatory: true })
const FROM = store({ no, a: field() }, [['no']])
const TO = store({ no, a: field({ name: 'A', type: 'number' }) }, [['no']])
const HINT = { renamed_from: [], convert: { from: 'limited-text', invalid: 'refuse' } } as const
const APPLY = { yes: true, allow: [], approve: undefined, show: () => undefined } as const
const VALUES = 5

/** A6: the requests of another type under the same name where the config waives copies, by how it is verified. */
export async function waivedRetypes(rows: number): Promise<readonly Figure[]> {
  const what = `A6 retype, ${grouped(rows)} rows, ${VALUES} values, no copy`
  return [
    { what, value: await requestsOf(rows, 'records'), unit: 'calls', target: 2 * Math.ceil(rows / 100) + 30 },
    { what: `${what}, --verify queries`, value: await requestsOf(rows, 'queries'), unit: 'calls', target: 30 },
  ]
}

async function requestsOf(rows: number, verify: VerifiedBy): Promise<number> {
  const { world, org, define, another, close } = await virtualWorld()
  try {
    define(catalogOf([FROM]))
    await performApply(world, APPLY)
    const headers = { 'content-type': 'application/json', authorization: 'Zoho-oauthtoken a-person' }
    for (let at = 0; at < rows; at += 1) {
      if (at % 25 === 0) await world.clock.sleep(60_000)
      const body = JSON.stringify({ values: { no: `r${at}`, a: String(at % VALUES) } })
      await org.handle({ method: 'POST', url: '/api/v3/datastores/store/records', headers, body })
    }
    await world.clock.sleep(3_600_000)
    define(catalogOf([TO]), { renamed_from: [], fields: new Map([['a', HINT]]) })
    const machine = another()
    const begun = org.requests.length
    const waiving = { ...machine, environment: { ...machine.environment, backup: false } }
    const { kind } = await performApply(waiving, { ...APPLY, verify })
    if (kind !== 'done') throw new Error(`the values were not carried: ${kind}`)
    return org.requests.length - begun
  } finally {
    await close()
  }
}
