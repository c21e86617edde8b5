import { performApply } from '../src/commands/apply.ts'
import { performPlan } from '../src/commands/plan.ts'
import { catalogOf } from '../src/core/model/catalog.ts'
import type { Catalog } from '../src/core/model/catalog.ts'
import { OPERATIONS } from '../src/core/model/operations.ts'
import type { Operation } from '../src/core/model/operations.ts'
import { virtualWorld } from '../test/engine/virtualWorld.ts'
import { field, fields, store } from '../test/laws/build.ts'
import type { Figure } from './process.ts'

type Fields = Parameters<typeof store>[0]

const many = (count: number, of: Fields, keys: Parameters<typeof store>[1] = []): Catalog =>
  catalogOf(Array.from({ length: count }, (_, at) => store(of, keys, `d${at}`)))

/** What one apply sent, against what its plan had named. */
interface Kept {
  readonly writes: number
  readonly requests: number
  readonly promisedRequests: number
  readonly seconds: number
  readonly promisedSeconds: number
}

/** Brings an org from one catalog to the other. */
async function kept(from: Catalog, to: Catalog): Promise<Kept> {
  const { world, org, define, close } = await virtualWorld()
  try {
    const apply = async () => {
      const { plan } = await performPlan(world, { offline: false, allow: [] })
      const allow = plan.risks.flatMap(each => each.consent ?? [])
      // Between two runs every window empties, as between two working days.
      await world.clock.sleep(3_600_000)
      const begun = org.requests.length
      const { journal } = await performApply(world, { yes: true, allow, approve: undefined, show: () => undefined })
      return { plan, journal, calls: org.requests.slice(begun) }
    }
    define(from)
    if (from.size > 0) await apply()
    define(to)
    const { plan, journal, calls } = await apply()
    const isWrite = ({ operation }: { readonly operation?: Operation }) =>
      operation !== undefined && OPERATIONS[operation].writes
    return {
      writes: calls.filter(isWrite).length,
      requests: calls.length,
      promisedRequests: plan.estimate.total,
      seconds: journal.seconds,
      promisedSeconds: plan.estimate.seconds,
    }
  } finally {
    await close()
  }
}

/** Cases with the fewest writes that can bring them about: ten fields a call, one call for all of a datastore's attributes. */
const CASES: readonly {
  readonly what: string
  readonly from: Catalog
  readonly to: Catalog
  readonly fewest: number
}[] = [
  { what: 'create', from: many(0, {}), to: many(25, fields(19)), fewest: 25 },
  { what: 'add', from: many(3, fields(4)), to: many(3, { ...fields(4), ...fields(15, 'new', {}, 4) }), fewest: 6 },
  { what: 'edit', from: many(3, fields(12)), to: many(3, fields(12, 'f', { name: 'Other' })), fewest: 6 },
  { what: 'delete', from: many(3, fields(14)), to: many(3, fields(2)), fewest: 6 },
  {
    what: 'metadata',
    from: many(3, fields(2)),
    to: catalogOf([...many(3, fields(2), [['f0']]).values()].map(each => ({ ...each, name: 'Renamed' }))),
    fewest: 3,
  },
  {
    what: 'mixed',
    from: many(30, fields(3)),
    to: many(30, { ...fields(3, 'f', { name: 'Other' }), fresh: field() }, [['fresh']]),
    fewest: 90,
  },
]

/** A1 and A13: writes against the fewest, and each apply against its own plan. */
export async function applies(): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  let [off, late] = [0, 0]
  for (const { what, from, to, fewest } of CASES) {
    const { writes, requests, promisedRequests, seconds, promisedSeconds } = await kept(from, to)
    const more = `${writes} writes, ${requests} requests with reads`
    figures.push({ what: `A1 ${what}, writes / fewest`, value: writes / fewest, unit: 'x', target: 1, more })
    off = Math.max(off, Math.abs(requests - promisedRequests))
    late = Math.max(late, Math.abs(seconds - promisedSeconds) / promisedSeconds)
  }
  const percent = late * 100
  return [
    ...figures,
    { what: 'A13 requests beside those of the plan', value: off, unit: '', target: 0 },
    { what: 'A13 time beside that of the plan', value: percent, unit: '%', target: 1 },
  ]
}

/** A5 and the first of A1: the requests of a plan that finds nothing to do. */
export async function idlePlan(count: number): Promise<Figure> {
  const { world, org, define, close } = await virtualWorld()
  try {
    const all = many(count, fields(2))
    for (const [at, { fields: of, ...datastore }] of [...all.values()].entries()) {
      const list = [...of].map(([unique_name, each]) => ({ unique_name, ...each }))
      // Ten creates a minute are one user's limit.
      const headers = {
        authorization: `Zoho-oauthtoken user-maker${Math.floor(at / 10)}.x`,
        'content-type': 'application/json',
      }
      const body = JSON.stringify({ ...datastore, unique_keys: undefined, fields: list })
      const { status } = await org.handle({ method: 'POST', url: '/api/v3/datastores', headers, body })
      if (status !== 200) throw new Error(`datastore ${at} was not created: ${status}`)
    }
    define(all)
    const before = org.requests.length
    const { plan } = await performPlan(world, { offline: false, allow: [] })
    if (plan.changes.length > 0) throw new Error('there is something to do')
    const value = org.requests.length - before
    return { what: `A5 requests of a plan of ${count}`, value, unit: '', target: Math.ceil(count / 100) }
  } finally {
    await close()
  }
}
