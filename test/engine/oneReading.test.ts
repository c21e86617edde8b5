import { expect, test } from 'vitest'
import { performAccept } from '../../src/commands/accept.ts'
import { performApply } from '../../src/commands/apply.ts'
import { performDrift } from '../../src/commands/drift.ts'
import { performLockRepair } from '../../src/commands/lock.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { performPull } from '../../src/commands/pull.ts'
import { performSeedPull } from '../../src/commands/seedPull.ts'
import type { World } from '../../src/commands/world.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import type { Lock, LockedEnvironment } from '../../src/core/model/lock.ts'
import { Failure } from '../../src/core/model/failure.ts'
import type { SeedFile } from '../../src/core/rows/seed.ts'
import { refusal } from '../files/temporary.ts'
import { field, store } from '../laws/build.ts'
import { APPLY, HEADERS } from './stale.ts'
import { virtualWorld } from './virtualWorld.ts'

type Shown = Record<string, unknown>
type Page = { readonly data: readonly Shown[]; readonly next_token?: string }

const OURS = ['d0', 'd1', 'd2'].map(name => store({ a: field(), b: field() }, [['a']], name))

const without = (name: string, key: string) => (each: Shown) =>
  each['unique_name'] === name ? Object.fromEntries(Object.entries(each).filter(([own]) => own !== key)) : each

/** What one listing may show that is not so. */
const LIES: Readonly<Record<string, (page: Page) => Page>> = {
  cut: page => ({ data: page.data.slice(0, 2) }),
  'without a field': page => ({
    ...page,
    data: page.data.map(each => ({ ...each, fields: (each['fields'] as Shown[]).slice(0, 1), unique_keys: [] })),
  }),
  'without its keys': page => ({ ...page, data: page.data.map(without('d1', 'unique_keys')) }),
  'of before': page => ({ ...page, data: page.data.map(each => ({ ...each, description: 'As it was' })) }),
  'under another id': page => ({
    ...page,
    data: page.data.map(each => (each['unique_name'] === 'd2' ? { ...each, id: '4711' } : each)),
  }),
}

/** An org of ours; `lie` makes something else of one of the next listings. */
async function lyingOrg(ours: readonly Datastore[] = OURS) {
  let lying: { readonly lie: (page: Page) => Page; readonly from: number; readonly to: number } | undefined
  let listings = 0
  const stage = await virtualWorld('local', ({ exchange }) => ({
    async exchange(request) {
      const answer = await exchange(request)
      const isListing = request.method === 'GET' && request.url.pathname === '/api/v3/datastores'
      if (!isListing || lying === undefined || answer.kind !== 'answer') return answer
      listings += 1
      if (listings < lying.from || listings > lying.to) return answer
      return { ...answer, body: Buffer.from(JSON.stringify(lying.lie(JSON.parse(answer.body.toString('utf8'))))) }
    },
  }))
  stage.define(catalogOf(ours))
  await performApply(stage.world, { ...APPLY, allow: [] })
  const written: unknown[] = []
  const project = {
    ...stage.world.project,
    writeDefinition: async (datastore: Datastore) => void written.push(datastore),
    writeLock: async (lock: Lock) => void written.push([...(lock.get('org')?.datastores.values() ?? [])]),
    writeLocked: async (_: string, __: unknown, { datastores }: LockedEnvironment) =>
      void written.push([...datastores.values()]),
  }
  return {
    ...stage,
    world: { ...stage.world, project },
    /** What was written into files since it was last asked. */
    written: () => written.splice(0),
    lie: (how: (page: Page) => Page, from: number, to = from) => {
      lying = { lie: how, from, to }
      listings = 0
    },
  }
}

/** What takes the org for the truth and writes it into files. */
const TAKEOVERS: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  'pull --all': world => performPull(world, { names: [], all: true }),
  pull: world => performPull(world, { names: [], all: false }),
  'drift --accept': world => performAccept(world, []),
  'lock repair': world => performLockRepair(world),
}

const cases = Object.keys(TAKEOVERS).flatMap(verb => Object.keys(LIES).map(lie => [verb, lie] as const))

test.each(cases)('%s writes the same whether one listing is %s or not', async (verb, lie) => {
  const stage = await lyingOrg()
  try {
    const written = async (at: number) => {
      stage.lie(LIES[lie] ?? (page => page), at)
      await TAKEOVERS[verb]?.(stage.world)
      return stage.written()
    }
    const truth = await written(99)
    expect(truth).not.toEqual([])
    expect(await written(1)).toEqual(truth)
    expect(await written(2)).toEqual(truth)
  } finally {
    await stage.close()
  }
})

test('an org that every listing shows differently is taken over by nobody', async () => {
  const stage = await lyingOrg()
  let n = 0
  try {
    stage.lie(page => ({ ...page, data: page.data.map(each => ({ ...each, description: `${(n += 1)}` })) }), 1, 99)
    for (const take of Object.values(TAKEOVERS))
      expect((await refusal(() => take(stage.world))).map(each => each.code)).toEqual(['NT109'])
    expect(stage.written()).toEqual([])
  } finally {
    await stage.close()
  }
})

test('F6: what one page lacks and is known by its id is neither new nor gone', async () => {
  const stage = await lyingOrg()
  try {
    stage.lie(LIES['cut'] ?? (page => page), 1)
    expect((await performPlan(stage.world, { offline: false, allow: [] })).plan.steps).toEqual([])
    stage.lie(LIES['cut'] ?? (page => page), 1)
    expect((await performDrift(stage.world)).changes).toEqual([])
  } finally {
    await stage.close()
  }
})

test('a plan counts the look by which a datastore that is gone was shown gone', async () => {
  const stage = await lyingOrg()
  try {
    const listed = (await stage.records.fetchLive([])).identities.get('d2')?.id ?? ''
    await stage.org.handle({ method: 'DELETE', url: `/api/v3/datastores/${listed}`, headers: HEADERS })
    const { plan } = await performPlan(stage.world, { offline: false, allow: [] })
    const applied = await performApply(stage.world, { ...APPLY, allow: [] })
    expect(plan.steps.map(each => each.call)).toEqual(['create-datastore'])
    const calls = applied.kind === 'done' ? applied.journal.calls : new Map()
    expect([...calls].sort()).toEqual([...plan.estimate.calls].sort())
    expect(calls.get('datastores.get')).toBe(1)
  } finally {
    await stage.close()
  }
})

test('seed pull writes all rows where one listing of them is cut, and none where each is cut elsewhere', async () => {
  let cuts = 0
  let pages = 0
  const stage = await virtualWorld('local', ({ exchange }) => ({
    async exchange(request) {
      const answer = await exchange(request)
      if (request.method !== 'GET' || !request.url.pathname.endsWith('/records') || answer.kind !== 'answer')
        return answer
      pages += 1
      if (pages > cuts) return answer
      const { list } = JSON.parse(answer.body.toString('utf8')) as { readonly list: readonly object[] }
      return { ...answer, body: Buffer.from(JSON.stringify({ list: list.filter((_, at) => at !== pages % 5) })) }
    },
  }))
  try {
    stage.define(catalogOf([OURS[0] as Datastore]))
    await performApply(stage.world, { ...APPLY, allow: [] })
    for (let row = 0; row < 5; row += 1)
      await stage.records.write({ call: 'insert-record', datastore: 'd0', values: { a: `${row}`, b: 'x' } })
    const pulled = async (most: number) => {
      cuts = most
      pages = 0
      const kept: number[] = []
      const world = {
        ...stage.world,
        seedsFolder: 'seeds',
        readSeeds: async () => ({ seeds: [], problems: [], sources: new Map() }),
        checkSeedFile: async () => undefined,
        writeSeed: async ({ rows }: SeedFile) => [`${kept.push([...rows].length)}`],
      }
      const codes = await performSeedPull(world, 'd0', {}).then(
        () => [],
        (error: unknown) => (error instanceof Failure ? [error.code] : [String(error)]),
      )
      return [kept, codes]
    }
    expect(await pulled(0)).toEqual([[5], []])
    expect(await pulled(1)).toEqual([[5], []])
    expect(await pulled(99)).toEqual([[], ['BK101']])
  } finally {
    await stage.close()
  }
})

test('C07: pull --all writes nothing where a full page leads to no other', async () => {
  const many = Array.from({ length: 120 }, (_, at) => store({ a: field() }, [], `d${at}`))
  const stage = await lyingOrg(many)
  try {
    stage.lie(({ data }) => ({ data }), 1, 99)
    const pulling = () => performPull(stage.world, { names: [], all: true })
    expect((await refusal(pulling)).map(each => each.code)).toEqual(['NT109'])
  } finally {
    await stage.close()
  }
})
