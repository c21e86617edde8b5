import { expect, test } from 'vitest'
import { performApply } from '../../src/commands/apply.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog } from '../../src/core/model/catalog.ts'
import type { Backup } from '../../src/core/model/backup.ts'
import type { JournalEntry } from '../../src/core/model/entry.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { field, fields, store } from '../laws/build.ts'
import { hasOpen } from '../kills/watch.ts'
import { APPLY, asked, describe, everyLoss, HEADERS } from './stale.ts'
import { virtualWorld } from './virtualWorld.ts'
import type { Meddle } from './virtualWorld.ts'

/** Notes when the records of each datastore were last read, and how long ago that was when something took them. */
function watchingCopies(): { readonly meddle: Meddle; readonly ages: number[] } {
  const read = new Map<string, number>()
  const names = new Map<string, string>()
  const ages: number[] = []
  const meddle: Meddle = ({ exchange }, clock) => ({
    async exchange(request) {
      const { pathname } = request.url
      const [, name] = /\/datastores\/(\w+)\/records$/u.exec(pathname) ?? []
      const [, id] = /\/datastores\/(\w+)(?:\/fields)?$/u.exec(pathname) ?? []
      if (request.method === 'DELETE' && id !== undefined) ages.push(clock.now() - (read.get(names.get(id) ?? '') ?? 0))
      const reply = await exchange(request)
      if (request.method === 'GET' && name !== undefined) read.set(name, clock.now())
      if (request.method === 'GET' && id !== undefined && reply.kind === 'answer') {
        const [, unique_name = ''] = /"data":\{.*?"unique_name":"(\w+)","name"/u.exec(String(reply.body)) ?? []
        names.set(id, unique_name)
      }
      return reply
    },
  })
  return { meddle, ages }
}

const many = (of: Parameters<typeof store>[0], count = 14): Catalog =>
  catalogOf(Array.from({ length: count }, (_, at) => store(of, [], `d${at}`)))
const emptied = [
  { what: 'a field of each of 14 datastores', to: many(fields(1)) },
  { what: '13 datastores', to: many(fields(2), 1) },
]

for (const { what, to } of emptied)
  for (const lease of ['local', 'org'] as const)
    test(`what takes ${what} under a ${lease} lease goes right after its copy, however long it waited before`, async () => {
      const { meddle, ages } = watchingCopies()
      const { world, define, close } = await virtualWorld(lease, meddle)
      try {
        const from = many(fields(2))
        define(from)
        await performApply(world, { ...APPLY, allow: [] })
        await world.clock.sleep(3_600_000)
        define(to)
        const applied = await performApply(world, { ...APPLY, allow: everyLoss(from) })
        expect(applied.kind).toBe('done')
        // Nine a minute.
        expect(applied.journal.seconds).toBeGreaterThan(60)
        expect(ages).toHaveLength(applied.journal.done.length)
        expect(Math.max(...ages)).toBeLessThan(3_000)
      } finally {
        await close()
      }
    })

async function insert(org: Emulator, values: object): Promise<void> {
  const body = JSON.stringify({ values })
  const answer = await org.handle({ method: 'POST', url: '/api/v3/datastores/d0/records', headers: HEADERS, body })
  expect(answer.status).toBe(200)
}

for (const { what, to } of [
  { what: 'field', to: catalogOf([store(fields(1), [], 'd0'), store(fields(2), [], 'd1')]) },
  { what: 'datastore', to: catalogOf([store(fields(2), [], 'd1')]) },
])
  test(`what comes while the removal of a ${what} is locked out is copied before it goes`, async () => {
    let refusals = 0
    let atRefusal = async () => undefined as void
    const meddle: Meddle = ({ exchange }) => ({
      async exchange(request) {
        if (request.method !== 'DELETE' || (refusals += 1) > 2) return exchange(request)
        await atRefusal()
        const body = Buffer.from('{"code":"request_limit_exceeded","message":"Slow down"}')
        return { kind: 'answer', status: 400, headers: {}, body }
      },
    })
    const { world, org, define, close } = await virtualWorld('local', meddle)
    try {
      const copies: Backup[] = []
      const writeBackup = async (backup: Backup) => {
        copies.push(backup)
        return `backup/${copies.length}`
      }
      const from = many(fields(2), 2)
      define(from)
      await performApply(world, { ...APPLY, allow: [] })
      await insert(org, { f0: 'early', f1: 'early' })
      atRefusal = () => insert(org, { f0: `late ${refusals}`, f1: 'late' })
      await world.clock.sleep(3_600_000)
      define(to)
      const later = { ...world, project: { ...world.project, writeBackup } }
      const applied = await performApply(later, { ...APPLY, allow: everyLoss(from) })
      expect([applied.kind, refusals]).toEqual(['done', 3])
      expect(copies.at(-1)?.records.map(each => each.values['f0'])).toEqual(['early', 'late 1', 'late 2'])
    } finally {
      await close()
    }
  })

test('what somebody edits while an edit is locked out is not written over', async () => {
  let isRefused = false
  let atRefusal = async () => undefined as void
  const meddle: Meddle = ({ exchange }) => ({
    async exchange(request) {
      if (request.method !== 'PATCH' || isRefused) return exchange(request)
      isRefused = true
      await atRefusal()
      return { kind: 'answer', status: 429, headers: {}, body: Buffer.from('{"message":"Slow down"}') }
    },
  })
  const { world, org, define, close } = await virtualWorld('local', meddle)
  try {
    const from = store(fields(1), [], 'd0')
    define(catalogOf([from]))
    await performApply(world, { ...APPLY, allow: [] })
    atRefusal = () => describe(org, 'd0', 'By hand')
    await world.clock.sleep(3_600_000)
    define(catalogOf([{ ...from, description: 'By plan' }]))
    const applied = await performApply(world, { ...APPLY, allow: [] })
    expect([applied.kind, applied.journal.surprises.length]).toEqual(['stopped', 1])
    const { data } = await asked<{ readonly data: readonly { readonly description: string }[] }>(
      org,
      '/api/v3/datastores?limit=100',
    )
    expect(data.map(each => each.description)).toEqual(['By hand'])
  } finally {
    await close()
  }
})

test('a removal that could not be looked at is in no doubt, and the journal says so', async () => {
  const meddle: Meddle = ({ exchange }) => ({
    async exchange(request) {
      if (!/\/datastores\/\d+$/u.test(request.url.pathname)) return exchange(request)
      return { kind: 'answer', status: 404, headers: {}, body: Buffer.from('<html>not here</html>') }
    },
  })
  const { world, org, define, close } = await virtualWorld('local', meddle)
  try {
    const from = many(fields(2), 1)
    define(from)
    await performApply(world, { ...APPLY, allow: [] })
    await world.clock.sleep(3_600_000)
    define(many(fields(1), 1))
    const entries: JournalEntry[] = []
    const openJournal = async () => ({
      inDoubt: [],
      append: async (entry: JournalEntry) => void entries.push(entry),
      close: async () => undefined,
    })
    const applied = await performApply({ ...world, openJournal }, { ...APPLY, allow: everyLoss(from) })
    expect([applied.kind, entries.some(each => each.type === 'intent'), hasOpen(entries)]).toEqual([
      'stopped',
      true,
      false,
    ])
    expect(org.requests.filter(each => each.operation === 'fields.delete')).toEqual([])
  } finally {
    await close()
  }
})

test('a removal that is locked out three times ends the run, and nothing was removed', async () => {
  const meddle: Meddle = ({ exchange }) => ({
    async exchange(request) {
      if (request.method !== 'DELETE') return exchange(request)
      return { kind: 'answer', status: 429, headers: {}, body: Buffer.from('{"message":"Slow down"}') }
    },
  })
  const { world, org, define, close } = await virtualWorld('local', meddle)
  try {
    const from = catalogOf([store({ a: field(), b: field() }, [], 'd0')])
    define(from)
    await performApply(world, { ...APPLY, allow: [] })
    await world.clock.sleep(3_600_000)
    define(catalogOf([store({ a: field() }, [], 'd0')]))
    const applied = await performApply(world, { ...APPLY, allow: everyLoss(from) })
    expect(applied.kind).toBe('stopped')
    expect(applied.stoppedBy).toMatchObject({ code: 'RL104' })
    expect(org.requests.filter(each => each.operation === 'fields.delete')).toEqual([])
  } finally {
    await close()
  }
})
