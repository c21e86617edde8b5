import { expect, test } from 'vitest'
import type { Drift } from '../../src/core/results/drift.ts'
import { driftPage } from '../../src/report/pages/drift.ts'
import { validatePage } from '../../src/report/pages/validate.ts'
import { pageText } from '../../src/report/text/text.ts'
import type { Former } from '../../src/core/model/former.ts'
import { lockJson, lockText } from '../../src/report/lockText.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { pullText } from '../../src/report/pullText.ts'
import { definition, field, lockOf, store } from './build.ts'
import { empdir } from './empdir.ts'

const org = { environment: 'staging', where: 'data centre eu (cliq.zoho.eu)' }
const renamed = {
  kind: 'datastore-changed',
  datastore: 'empdir',
  attribute: 'name',
  from: 'Staff',
  to: 'Staf',
} as const
const driftText = (drift: Drift, next: readonly string[] = []) => pageText(driftPage(drift, next), plainPaint)
const driftJson = (drift: Drift) => driftPage(drift).json
const still = { ignored: [], pending: [], problems: [] }
const gone = { kind: 'field-removed', datastore: 'empdir', field: 'notes', from: field() } as const

test('without drift there is one line', () => {
  const drift = { ...org, ...still, changes: [], known: 6, calls: 1 }
  expect(driftText(drift)).toBe('staging has not drifted: 6 datastores, 1 call')
  expect(driftText({ ...drift, known: 0, calls: 0 })).toContain('never applied or pulled')
  expect(driftJson(drift)).toMatchObject({ formatVersion: 1, drifted: false, drift: [] })
})

test('drift is shown from what we left to what is there, with who moved it and the ways on', () => {
  const outside = { change: gone, by: 'outside', conflict: false } as const
  const both = { change: renamed, by: 'both', conflict: true } as const
  const drift = { ...org, ...still, changes: [outside, both], pending: [renamed], known: 6, calls: 1 }
  expect(driftText(drift, ['cliq-ds drift --accept', 'cliq-ds plan']).split('\n')).toEqual([
    'Environment staging · data centre eu (cliq.zoho.eu)',
    'Lock file against live: 6 datastores, 1 call. Last applied -> live.',
    '',
    'empdir',
    `  ~ name                "Staff" -> "Staf"${' '.repeat(7)}changed on both sides (conflict)`,
    `  - notes               limited-text, optional${' '.repeat(27)}outside`,
    '',
    'Pending  1 edit of definitions, not drift (cliq-ds plan)',
    '',
    'Drift: 0 added, 1 changed, 1 removed outside; 1 in conflict',
    'Next  cliq-ds drift --accept',
    '      cliq-ds plan',
  ])
  expect(driftJson(drift)).toMatchObject({ drift: [{ by: 'both', conflict: true }, { by: 'outside' }], pending: [{}] })
})

test('ignored drift is listed with its reason, and is none', () => {
  const entry = { environment: 'staging', pattern: 'empdir.*', reason: 'being migrated', until: '2026-12-31' }
  const ignored = [{ change: gone, by: 'outside', conflict: false, entry }] as const
  const drift = { ...org, ...still, changes: [], ignored, known: 6, calls: 1 }
  expect(driftText(drift, ['cliq-ds drift --accept']).split('\n')).toEqual([
    'staging has not drifted beyond what is ignored: 6 datastores, 1 call',
    '',
    'Ignored  apply still applies the definitions',
    '  empdir.*              until 2026-12-31: being migrated',
    '  empdir',
    '    - notes               limited-text, optional',
  ])
  expect(driftJson(drift)).toMatchObject({ drifted: false, ignored: [{ reason: 'being migrated' }] })
})

test('the lock file shows what is ours, what is protected, and ids', () => {
  const { target, datastores } = lockOf(empdir)
  const entry = datastores.get('empdir')!
  const past: Former = {
    names: ['staff'],
    fields: new Map([['empid', { names: ['emp_no'], types: ['limited-text'] }]]),
  }
  const locked = {
    target,
    datastores: new Map([['empdir', { ...entry, fields: new Map([['empid', '26']]), protect: true, past }]]),
  }
  expect(lockText('staging', locked, plainPaint).split('\n')).toEqual([
    'Environment staging · eu',
    '1 datastore',
    '',
    `empdir  Employee Directory${' '.repeat(28)}protected  id id of empdir`,
    '  fields: empid',
    '  not ours: empname, isactive, notes',
    '  was before: empdir staff; empid emp_no, limited-text',
  ])
  expect(lockJson('staging', locked)).toMatchObject({
    datastores: {
      empdir: {
        id: 'id of empdir',
        fields: { empid: '26' },
        past: { names: ['staff'], fields: { empid: { names: ['emp_no'] } } },
      },
    },
  })
  expect(lockText('staging', { target, datastores: new Map() }, plainPaint)).toContain('Not in the lock file')
})

test('a pull tells the files it wrote, what it took in, and what was not there', () => {
  const written = new Map([['empdir', 'schemas/empdir.yaml']])
  const pulled = {
    ...org,
    written,
    unchanged: ['badges'],
    adopted: ['empdir'],
    absent: ['old'],
    byHand: new Map(),
    calls: 2,
  }
  expect(pullText(pulled, plainPaint).split('\n')).toEqual([
    'Environment staging · data centre eu (cliq.zoho.eu)',
    '  empdir                schemas/empdir.yaml, adopted',
    '  badges                no difference',
    '  old                   not in the org, so its definition stays as it is',
    '1 file written, 1 adopted, 1 unchanged, 2 calls',
  ])
  const wrong = { code: 'NM104', severity: 'error', message: 'a bidirectional control' } as const
  const text = pullText({ ...pulled, byHand: new Map([['badges', [wrong]]]) }, plainPaint)
  expect(text).toContain('  badges                not changed, NM104: a bidirectional control; fix it')
  expect(text).toContain('1 unchanged, 1 left to fix by hand, 2 calls')
})

test('valid definitions are told in one line, others with every problem', () => {
  const files = ['a', 'b', 'c', 'd', 'e', 'f']
  const definitions = files.map(each => definition(store(each, {})))
  const valid = { definitions, rowsOnly: [], files, problems: [], sources: new Map<string, string>() }
  expect(pageText(validatePage(valid), plainPaint)).toBe('6 definitions in 6 files: no problems')
  const problems = [{ code: 'LM101', severity: 'error', message: '20 fields; Cliq allows 19' }] as const
  expect(pageText(validatePage({ ...valid, problems }), plainPaint)).toMatch(
    /^LM101 20 fields[^]*\n\n6 definitions in 6 files: 1 error$/,
  )
})

test('a datastore of the lock file never shows a hidden default', () => {
  const secretive = store('vault', { pin: field({ type: 'encrypted-text', default_value: 'canary' }) })
  expect(JSON.stringify(lockJson('staging', lockOf(secretive)))).not.toContain('canary')
})
