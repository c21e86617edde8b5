import { expect, test } from 'vitest'
import type { PlanDocument } from '../../src/core/plan/document.ts'
import { driftPage } from '../../src/report/pages/drift.ts'
import { failurePage } from '../../src/report/pages/failure.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { planPage } from '../../src/report/pages/plan.ts'
import { seedPlanPage } from '../../src/report/pages/seed.ts'
import { render } from '../../src/report/render.ts'
import { pageText } from '../../src/report/text/text.ts'
import { fields } from '../laws/build.ts'
import { definition, documentOf, field, liveOf, lockOf, markedPaint, store } from './build.ts'
import { empdir, empdirDocument } from './empdir.ts'

const text = (document: PlanDocument, next: readonly string[] = []) =>
  pageText(planPage(document, { next }), plainPaint)
const org = {
  environment: 'staging',
  where: 'data centre eu',
  ignored: [],
  pending: [],
  problems: [],
  known: 1,
  calls: 1,
}
const hidden = { masked: true, default_value: 'canary' }
const badges = store(
  'badges',
  { code: field({ mandatory: true, default_value: 'x'.repeat(100) }), pin: field(hidden) },
  { unique_keys: [['code']], description: 'y'.repeat(250) },
)
const renewed = {
  ...empdir,
  description: `before ${'z'.repeat(200)}`,
  fields: new Map([...empdir.fields, ['notes', field({ name: 'Notizen', ...hidden })]]),
}
const old = { ...empdir, unique_name: 'old' }

/** Creates badges, replaces a field of empdir after drift, removes old with consent, in a plan of refusals or not. */
function reworked(more: Partial<PlanDocument> = {}): PlanDocument {
  return documentOf({
    live: liveOf(empdir, old),
    locked: lockOf({ ...empdir, description: 'before' }, old),
    definitions: [definition(badges), definition(renewed)],
    consents: new Set(['datastore-removed:old']),
    document: more,
  })
}

const overfull = store('empdir', fields(19, 'new'))

const goldens: readonly (readonly [string, string])[] = [
  ['empdir', text(empdirDocument(), ['cliq-ds apply staging.plan.json --allow field-removed:empdir.notes'])],
  ['reworked', text(reworked(), ['cliq-ds apply', 'cliq-ds plan --out FILE'])],
  [
    'refused',
    text(documentOf({ live: liveOf(empdir), locked: lockOf(), definitions: [definition(overfull)] }), [
      'cliq-ds pull empdir',
    ]),
  ],
  ['offline', text(reworked({ source: 'lock' }))],
]
for (const [name, shown] of goldens)
  test(`the plan ${name} reads as its golden text`, async () => {
    await expect(`${shown}\n`).toMatchFileSnapshot(`fixtures/plan-${name}.txt`)
  })

test('rows that cannot be written are not told as up to date', () => {
  const schedule = { seconds: 1, order: [], ranks: new Map(), nodes: [], subjects: [] }
  const estimate = { calls: new Map(), reads: [], schedule, writes: 0, total: 2, seconds: 1, scopes: [] }
  const twins = { code: 'SD112', severity: 'error', message: 'the org has empid=1 twice' } as const
  const rows = { plans: [], estimate, problems: [twins] }
  const shown = text(documentOf({ live: liveOf(empdir), definitions: [definition(empdir)], document: { rows } }))
  expect(shown).toMatch(/0 to remove;\s+cannot be applied: 1\s+problem/u)
  expect(shown).not.toMatch(/up to date|matches/u)
  const seeds = pageText(seedPlanPage({ environment: 'staging', where: 'data centre eu', ...rows }), plainPaint)
  expect(seeds).toContain('staging: seeds cannot be written: 1 problem')
})

test('with nothing to do there is one line', () => {
  const idle = documentOf({ live: liveOf(empdir), definitions: [definition(empdir)] })
  expect(text(idle)).toBe('staging matches its definitions: 1 datastore, 1 call')
  expect(text({ ...idle, source: 'lock' })).toBe(
    'staging matches its definitions: 1 datastore, no call, compared with the lock file',
  )
})

test('budgets already used and the later finish are told where the ledger knows them', () => {
  const now = { spent: new Map([['fields.edit', 7] as const]), seconds: 40 }
  const lines = pageText(planPage(empdirDocument({ now }), { planFile: 'staging.plan.json' }), plainPaint).split('\n')
  expect(lines).toContain('Calls to apply          count  used now   operations')
  expect(lines).toContain('  schema writes             4   7 of 10   add-fields 1, delete-fields 1,')
  expect(lines.join(' ')).toContain('with idle budgets, 40 s if started now')
  expect(lines).toContain('Saved staging.plan.json')
})

test('a protected datastore is refused with what to do', () => {
  const locked = lockOf(empdir)
  const datastores = new Map([...locked.datastores].map(([name, each]) => [name, { ...each, protect: true }] as const))
  const shown = text(
    documentOf({ live: liveOf(empdir), locked: { ...locked, datastores }, definitions: [definition(badges)] }),
  )
  expect(shown).toContain('refused, DS105: it is protected; apply protect: false')
  expect(shown).toContain('cliq-ds explain DS105')
  expect(shown).toMatch(/^Plan .*; 1 refused$/m)
})

test('what was changed outside says what the plan does about it', () => {
  const locked = lockOf({ ...empdir, name: 'Staff' }, store('gone', { a: field() }))
  const defined = [definition({ ...empdir, name: 'Staff' }), definition(store('gone', { a: field() }))]
  const shown = text(documentOf({ live: liveOf(empdir), locked, definitions: defined }))
  expect(shown).toMatch(/name +"Staff" -> "Employee Directory" +will be reverted$/m)
  expect(shown).toMatch(/- gone {2}A store +will be reverted$/m)
})

test('the calls of the live read are told apart from those after the steps', () => {
  const others = Array.from({ length: 199 }, (_, at) => store(`other${at}`, { a: field() }))
  const live = { ...liveOf(empdir, ...others), calls: 4 }
  const about = { live, locked: lockOf(empdir) }
  const renamed = definition({ ...empdir, name: 'Staff' })
  for (const definitions of [[renamed], [renamed, definition(badges)]])
    expect(text(documentOf({ ...about, definitions }))).toContain('Live read: 4 datastore calls, 0 record calls.')
})

test('records that were read for the plan are told apart from those that are copied', () => {
  const pages = new Map([['empdir', { calls: 3, complete: true }]])
  const about = { live: liveOf(empdir), locked: lockOf(empdir), definitions: [definition(badges)], recordCalls: 2 }
  for (const each of [about, { ...about, pages }])
    expect(text(documentOf(each))).toContain('Live read: 1 datastore call, 2 record calls.')
  expect(text(documentOf({ ...about, pages }))).toContain('list records 8')
})

test('where there are no records a loss says so in words', () => {
  const held = { records: 0, withValue: 0, complete: true }
  const { notes: _, ...rest } = Object.fromEntries(empdir.fields)
  const document = documentOf({
    live: liveOf(empdir),
    definitions: [definition({ ...empdir, fields: new Map(Object.entries(rest)) })],
    held: new Map([['field-removed:empdir.notes', held]]),
  })
  expect(text(document)).toContain('the datastore has no records')
  expect(text(document)).not.toContain('0 of 0')
})

test('paint repeats what signs and words say', () => {
  const shown = pageText(planPage(empdirDocument()), markedPaint)
  expect(shown).toContain('  <green>+</green> department')
  expect(shown).toContain('<red>      loses data, DS102')
  expect(shown.replaceAll(/<\/?\w+>/g, '')).toBe(text(empdirDocument()))
})

test('fields and keys stand as their file has them, and foreign names in full', () => {
  const rooms = store('rooms', { a: field(), site: field(), holder: field() }, { unique_keys: [['site', 'holder']] })
  const written = definition(rooms, { 'fields.site': 5, 'fields.holder': 6, 'fields.a': 7 })
  const plan = documentOf({ live: liveOf(store('badges', { x: field() })), locked: lockOf(), definitions: [written] })
  const keys = new Map([['rooms', rooms.unique_keys]])
  const shown = text({ ...plan, keys, prefix: 'stg_' })
  expect(shown).toContain('[site, holder]')
  expect(shown).toMatch(/\+ site .*:5\n.*\+ holder .*:6\n.*\+ a .*:7\n/u)
  expect(shown).toContain('stg_badges')
})

test('a field of another type is one row in every form, and counts as removed and added', () => {
  const [from, to] = [
    { type: 'large-text' as const, default_value: 'a' },
    { type: 'number' as const, mandatory: true },
  ]
  const retyped = documentOf({
    live: liveOf(store('rooms', { seats: field(from), site: field() })),
    definitions: [definition(store('rooms', { seats: field(to), site: field() }))],
  })
  const page = planPage(retyped)
  const shown = pageText(page, plainPaint)
  expect(shown).toContain('\n-/+ seats               large-text, optional, default "a" -> number, mandatory')
  expect(shown.match(/^... seats/gmu)).toHaveLength(1)
  expect(shown).toContain(': 1 to add, 0 to change, 1 to remove')
  expect(page.json).toMatchObject({ summary: { add: 1, change: 0, remove: 1 } })
  expect(page.figures).toMatchObject({ add: 1, change: 0, remove: 1 })
  expect(JSON.parse(render([page], 'terraform', '1.0.0'))).toEqual({ create: 1, update: 0, delete: 1 })
  const markdown = render([page], 'markdown', '1.0.0')
  expect(markdown).toMatch(/^\| `-\/\+` \| `seats` \| large-text, optional, default `a` → number, mandatory \|/mu)
  expect(markdown).toContain('1 to add, 0 to change, **1 to remove**')
  const html = render([page], 'html', '1.0.0')
  expect(html).toContain('<strong class="gone">-/+ replaced</strong>')
  expect(html).toMatch(/large-text, optional, default <code>a<\/code><\/td><td[^>]*>number, mandatory/u)
  const drift = driftPage({ ...org, changes: [{ change: retyped.plan.changes[0]!, by: 'outside', conflict: false }] })
  expect(pageText(drift, plainPaint)).toContain('Drift: 1 added, 0 changed, 1 removed outside')
})

test('what is kept is folded where it repeats, and the rest is counted', () => {
  const names = Array.from({ length: 17 }, (_, at) => `s${at}`)
  const of = (name: string, more = 0) =>
    store(name, Object.fromEntries(Array.from({ length: 3 + more }, (_, at) => [`f${at}`, field()])))
  const stores = [...names.map((name, at) => of(name, at)), of('twin_a'), of('twin_b')]
  const plan = documentOf({
    live: liveOf(...stores),
    definitions: stores.map(each => definition({ ...each, name: 'Other' })),
  })
  const kept = /^Kept\n((?: {2}.*\n)+)/mu.exec(text(plan))?.[1] ?? ''
  expect(kept).toContain('  s0, twin_a, twin_b    f0, f1, f2: no difference\n')
  expect(kept).toContain('  13 others             no difference\n')
  expect(kept).toContain('  s10                   f0, f1, f10, f11, f12, f2 and 7 others: no difference\n')
  expect(kept.trimEnd().split('\n')).toHaveLength(5)
})

test('a stale plan shows what moved as drift is shown, in every form', () => {
  const change = { kind: 'datastore-changed', datastore: 'empdir', attribute: 'name', from: 'A', to: 'B' } as const
  const stale = { code: 'ST108', severity: 'error', message: 'the plan is stale', hint: 'plan again' } as const
  const page = failurePage('apply', [{ ...stale, moved: [{ change, by: 'outside' }] }])
  const lines = pageText(page, plainPaint).split('\n')
  expect(lines).toContain('ST108 the plan is stale')
  expect(lines).toContain('  empdir')
  expect(lines.find(each => each.startsWith('    ~ name'))).toMatch(/"A" -> "B" +outside$/u)
  expect(render([page], 'markdown', '1.0.0')).toContain('| `~` | name | `A` → `B` | outside |')
  expect(render([page], 'html', '1.0.0')).toContain('<td data-label="before"><code>A</code></td>')
  expect(page.json).toMatchObject({ problems: [{ moved: [{ kind: 'datastore-changed', by: 'outside' }] }] })
})
