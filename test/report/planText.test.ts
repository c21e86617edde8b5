import { expect, test } from 'vitest'
import type { PlanDocument } from '../../src/core/plan/document.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { planPage } from '../../src/report/pages/plan.ts'
import { pageText } from '../../src/report/text/text.ts'
import { fields } from '../laws/build.ts'
import { definition, documentOf, field, liveOf, lockOf, markedPaint, store } from './build.ts'
import { empdir, empdirDocument } from './empdir.ts'

const text = (document: PlanDocument, next: readonly string[] = []) =>
  pageText(planPage(document, { next }), plainPaint)
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
