import { expect, test } from 'vitest'

import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { performPull } from '../../src/commands/pull.ts'
import type { World } from '../../src/commands/world.ts'
import { catalogOf, isTemporary } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import type { SavedPlan } from '../../src/core/plan/document.ts'
import { field, store } from '../laws/build.ts'
import { defineLater, killAt, no, renamed, retyped, rowsIn, rowsOf, text, withLock, withOrg, yes } from './carried.ts'
import type { Past } from './carried.ts'
import { migration } from './migrated.ts'

const looking = { offline: false, allow: [] } as const
const number = field({ type: 'number' })

test('many fields of one datastore share the copy, one write of each record, and the look', async () => {
  const types = { a: text, b: text, c: number, d: number, e: field({ type: 'boolean' }) }
  const heirs = Object.entries(types).map(([name, each]) => [`${name}2`, each] as const)
  const past: Past = {
    from: store({ no, ...types }, [['no']]),
    to: store({ no, ...Object.fromEntries(heirs) }, [['no']]),
    hints: Object.fromEntries(heirs.map(([name]) => [name, { renamed_from: [name.slice(0, 1)] }])),
  }
  const rows = Array.from({ length: 12 }, (_, at) => ({
    no: `r${at}`,
    a: `a ${at}`,
    b: `b ${at}`,
    c: String(at),
    d: String(at * 2),
    e: at % 2 === 0,
  }))
  await withOrg(past, rows, async org => {
    defineLater(org, past)
    const { kind, journal } = await performApply(org.another(), yes)
    const calls = (name: Parameters<typeof journal.calls.get>[0]) => journal.calls.get(name) ?? 0
    expect([kind, calls('records.list')]).toEqual(['done', 2])
    expect(calls('records.update') + calls('records.bulkUpdate')).toBeLessThanOrEqual(rows.length)
    const wanted = rows.map(({ no: key, ...each }) => ({
      no: key,
      ...Object.fromEntries(Object.entries(each).map(([name, value]) => [`${name}2`, value])),
    }))
    expect(await rowsIn(org)).toEqual(expect.arrayContaining(wanted))
  })
})

test('a masked value that is shown as stars is refused before anything is sent', async () => {
  const masked = field({ masked: true })
  const past: Past = {
    from: store({ no, a: masked }, [['no']]),
    to: store({ no, b: masked }, [['no']]),
    hints: renamed.hints,
  }
  const switches = { secretValues: 'starred' } as const
  await withOrg(
    past,
    rowsOf(2, at => `v${at}`),
    async org => {
      defineLater(org, past)
      const begun = org.org.requests.length
      await expect(performApply(org.another(), yes)).rejects.toMatchObject({ code: 'DS113' })
      const skipped = performApply(org.another(), { ...yes, checks: 'skipped' })
      await expect(skipped).rejects.toMatchObject({ code: 'DS113' })
      expect(org.org.requests.slice(begun).filter(each => each.effect)).toEqual([])
    },
    { switches },
  )
})

test('more values to drop than the reviewed plan showed are a plan to be reviewed again', async () => {
  const convert = { from: 'limited-text', invalid: 'empty' } as const
  const drops: Past = { ...retyped, hints: { a: { renamed_from: [], convert } } }
  const consent = { allow: ['values-dropped:store.a'] }
  await withOrg(retyped, [...rowsOf(3, String), { no: 'bad', a: 'n/a' }], async org => {
    defineLater(org, drops)
    const document = await performPlan(org.world, { offline: false, ...consent })
    const { clock, version, project } = org.world
    const saved: SavedPlan = { document, version, createdAt: clock.now() }
    const later: World = { ...org.world, project: { ...project, readPlan: async () => saved } }
    const headers = { 'content-type': 'application/json', authorization: 'Zoho-oauthtoken a-person' }
    const url = '/api/v3/datastores/store/records'
    await org.org.handle({ method: 'POST', url, headers, body: JSON.stringify({ values: { no: 'more', a: 'none' } }) })
    const begun = org.org.requests.length
    const applied = performApply(later, { ...yes, ...consent, planFile: 'plan.json' })
    await expect(applied).rejects.toMatchObject({ code: 'ST112' })
    expect(org.org.requests.slice(begun).filter(each => each.effect)).toEqual([])
  })
})

test('while an old field waits, a plan reads no record for it', async () => {
  const later: Past = { ...renamed, hints: { b: { renamed_from: ['a'], contract: 'later' } } }
  await withOrg(renamed, rowsOf(3, String), async org => {
    defineLater(org, later)
    expect((await performApply(org.world, yes)).kind).toBe('done')
    const begun = org.org.requests.length
    const { plan, warnings } = await performPlan(org.world, looking)
    expect(org.org.requests.slice(begun).map(each => each.operation)).toEqual(['datastores.list'])
    expect([plan.steps, warnings.map(each => each.code)]).toEqual([[], ['LV115']])
  })
})

test('half-way, pull writes no field of a time', async () => {
  await withOrg(retyped, rowsOf(3, String), async org => {
    defineLater(org, retyped)
    let kill = () => undefined as void
    const killed = new Promise<void>(resolve => (kill = resolve))
    const begun = org.org.requests.length
    void performApply(org.another(killAt(5, 'after', kill)), yes)
    await killed
    expect(org.org.requests.slice(begun).some(each => each.method === 'POST')).toBe(true)
    const live = await org.records.fetchLive(['store'])
    expect([...(live.catalog.get('store')?.fields.keys() ?? [])].some(isTemporary)).toBe(true)
    const written: Datastore[] = []
    const machine = org.another()
    const writeDefinition = async (each: Datastore) => {
      written.push(each)
      return 'schemas/store.yaml'
    }
    await performPull({ ...machine, project: { ...machine.project, writeDefinition } }, { names: [], all: true })
    expect(written.map(each => [...each.fields.keys()].toSorted())).toEqual([['a', 'no']])
  })
})

const own = store({ no, a: text, b: text }, [['no']])
const DELETE = '  - delete_records: { datastore: store, where: { a: "1" }, at_most: 9 }\n'

test('records are not deleted where no lock file says whether they were before', async () => {
  await withOrg({ from: own, to: own, hints: {} }, rowsOf(3, String), async org => {
    org.define(catalogOf([own]), undefined, [migration('leavers', DELETE)])
    const lost = withLock(org.another(), new Map())
    const allow = ['records-removed:store']
    const { plan } = await performPlan(lost, { offline: false, allow })
    expect([plan.problems.map(each => each.code), plan.steps]).toEqual([['MG112'], []])
    await expect(performApply(lost, { ...yes, allow })).rejects.toMatchObject({ code: 'MG112' })
    expect(await rowsIn(org)).toHaveLength(3)
  })
})

test('a migration is not needed where its datastore is made in the same run, and waives no consent elsewhere', async () => {
  const to = store({ no, b: text }, [['no']])
  const copy = migration('copied', '  - copy: { datastore: store, field: a, into: b }\n')
  await withOrg({ from: own, to, hints: {} }, rowsOf(3, String), async org => {
    org.define(catalogOf([to]), undefined, [copy])
    await expect(performApply(org.world, yes)).rejects.toMatchObject({ code: 'DS102' })
    expect((await rowsIn(org)).every(each => (each['b'] ?? '') === '')).toBe(true)
    // Of another datastore, and empty.
    const other = { ...own, unique_name: 'other' }
    const empty = migration('filled', '  - copy: { datastore: other, field: a, into: b }\n')
    org.define(catalogOf([own, other]), undefined, [empty])
    const { plan } = await performPlan(org.world, looking)
    expect([plan.problems, plan.migrations]).toEqual([[], { runs: [], notNeeded: ['filled'] }])
    expect((await performApply(org.world, yes)).kind).toBe('done')
    expect((await org.world.project.readLock()).get('org')?.migrations?.get('filled')?.how).toBe('not-needed')
  })
})

test('a migration that misses what it reads is not needed where no record is, and refused where one is', async () => {
  const late = store({ no, b: text }, [['no']])
  const copy = migration('copied', '  - copy: { datastore: store, field: a, into: b }\n')
  for (const rows of [[], [{ no: 'r', b: 'x' }]])
    await withOrg({ from: late, to: late, hints: {} }, rows, async org => {
      org.define(catalogOf([late]), undefined, [copy])
      const { plan } = await performPlan(org.world, looking)
      if (rows.length > 0) return expect(plan.problems.map(each => each.code)).toEqual(['MG111'])
      expect([plan.problems, plan.migrations]).toEqual([[], { runs: [], notNeeded: ['copied'] }])
      expect((await performApply(org.world, yes)).kind).toBe('nothing-to-do')
      expect((await org.world.project.readLock()).get('org')?.migrations?.get('copied')?.how).toBe('not-needed')
    })
})

test('what one migration writes no other one of the same apply reads', async () => {
  await withOrg({ from: own, to: own, hints: {} }, [], async org => {
    const first = migration('first', '  - copy: { datastore: store, field: a, into: b }\n')
    const second = migration('second', '  - map: { datastore: store, field: a, values: { x: y } }\n')
    org.define(catalogOf([own]), undefined, [first, second])
    const { plan } = await performPlan(org.world, looking)
    expect([plan.problems.map(each => each.code), plan.steps]).toEqual([['MG105'], []])
  })
})

test('where no state holds all fields of a migration, the plan says so', async () => {
  const four = { b: text, c: text, d: text }
  const from = store({ no, a: text, ...four }, [['no']])
  const to = store({ no, x: text, ...four }, [['no']])
  await withOrg({ from, to, hints: {} }, [], async org => {
    org.define(catalogOf([to]), undefined, [migration('moved', '  - copy: { datastore: store, field: a, into: x }\n')])
    const { plan } = await performPlan(org.world, { offline: false, allow: ['field-removed:store.a'] })
    expect([plan.problems.map(each => each.code), plan.steps]).toEqual([['MG113'], []])
  })
})

test('a plan names the window before the delete, and the live name that a hint came near to', async () => {
  const mistyped: Past = { ...renamed, from: store({ no, phone: text }, [['no']]), hints: {} }
  const rows = Array.from({ length: 3 }, (_, at) => ({ no: `r${at}`, phone: String(at) }))
  await withOrg(mistyped, rows, async org => {
    defineLater(org, { ...mistyped, hints: { b: { renamed_from: ['phnoe'] } } })
    const { plan } = await performPlan(org.world, looking)
    expect(plan.problems.map(({ code, hint }) => [code, hint])).toEqual([
      ['LV114', 'did you mean `renamed_from: phone`?'],
    ])
    defineLater(org, { ...mistyped, hints: { b: { renamed_from: ['phone'] } } })
    const { plan: right } = await performPlan(org.world, looking)
    const [{ code, because } = { code: '', because: '' }] = right.risks
    expect(code).toBe('DS114')
    expect(because).toContain('written to phone in the 11 s between the last read and that is lost: pause its writers')
  })
})
