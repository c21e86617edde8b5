import { expect, test } from 'vitest'
import { driftJson, driftText } from '../../src/report/driftText.ts'
import { lockJson, lockText } from '../../src/report/lockText.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { pullText } from '../../src/report/pullText.ts'
import { validateText } from '../../src/report/validateText.ts'
import { field, lockOf, store } from './build.ts'
import { empdir } from './empdir.ts'

const org = { environment: 'staging', where: 'data centre eu (cliq.zoho.eu)' }
const renamed = {
  kind: 'datastore-changed',
  datastore: 'empdir',
  attribute: 'name',
  from: 'Staff',
  to: 'Staf',
} as const
const gone = { kind: 'field-removed', datastore: 'empdir', field: 'notes', from: field() } as const

test('without drift there is one line', () => {
  const drift = { ...org, changes: [], known: 6, calls: 1 }
  expect(driftText(drift, plainPaint, { next: [] })).toBe('staging has not drifted: 6 datastores, 1 call')
  expect(driftText({ ...drift, known: 0, calls: 0 }, plainPaint, { next: [] })).toContain('never applied or pulled')
  expect(driftJson(drift)).toMatchObject({ formatVersion: 1, drifted: false, drift: [] })
})

test('drift is shown from what we left to what is there, with the ways on', () => {
  const drift = { ...org, changes: [gone, renamed], known: 6, calls: 1 }
  expect(driftText(drift, plainPaint, { next: ['cliq-ds drift --accept', 'cliq-ds plan'] }).split('\n')).toEqual([
    'Environment staging · data centre eu (cliq.zoho.eu)',
    'Lock file against live: 6 datastores, 1 call. What we left -> what is there.',
    '',
    'empdir',
    '  ~ name                "Staff" -> "Staf"',
    '  - notes               limited-text, optional',
    '',
    'Drift: 0 added, 1 changed, 1 removed outside',
    'Next  cliq-ds drift --accept',
    '      cliq-ds plan',
  ])
})

test('the lock file shows what is ours, what is protected, and ids', () => {
  const { target, datastores } = lockOf(empdir)
  const entry = datastores.get('empdir')!
  const locked = {
    target,
    datastores: new Map([['empdir', { ...entry, fields: new Map([['empid', '26']]), protect: true }]]),
  }
  expect(lockText('staging', locked, plainPaint).split('\n')).toEqual([
    'Environment staging · eu',
    '1 datastore',
    '',
    `empdir  Employee Directory${' '.repeat(28)}protected  id id of empdir`,
    '  fields: empid',
    '  not ours: empname, isactive, notes',
  ])
  expect(lockJson('staging', locked)).toMatchObject({
    datastores: { empdir: { id: 'id of empdir', fields: { empid: '26' } } },
  })
  expect(lockText('staging', { target, datastores: new Map() }, plainPaint)).toContain('knows nothing of it')
})

test('a pull tells the files it wrote, what it took in, and what was not there', () => {
  const written = new Map([['empdir', 'schemas/empdir.yaml']])
  const pulled = { ...org, written, unchanged: ['badges'], adopted: ['empdir'], absent: ['old'], calls: 2 }
  expect(pullText(pulled, plainPaint).split('\n')).toEqual([
    'Environment staging · data centre eu (cliq.zoho.eu)',
    '  empdir                schemas/empdir.yaml, adopted',
    '  badges                no difference',
    '  old                   not in the org, so its definition stays as it is',
    '1 file written, 1 adopted, 1 unchanged, 2 calls',
  ])
})

test('valid definitions are told in one line, others with every problem', () => {
  const valid = { definitions: 6, files: 6, problems: [], sources: new Map<string, string>() }
  expect(validateText(valid, plainPaint)).toBe('6 definitions in 6 files: no problems')
  const problems = [{ code: 'LM101', severity: 'error', message: '20 fields; Cliq allows 19' }] as const
  expect(validateText({ ...valid, problems }, plainPaint)).toMatch(
    /^LM101 20 fields[^]*\n\n6 definitions in 6 files: 1 error$/,
  )
})

test('a datastore of the lock file never shows a hidden default', () => {
  const secretive = store('vault', { pin: field({ type: 'encrypted-text', default_value: 'canary' }) })
  expect(JSON.stringify(lockJson('staging', lockOf(secretive)))).not.toContain('canary')
})
