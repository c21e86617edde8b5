import { expect, test } from 'vitest'

import { performApply } from '../../src/commands/apply.ts'
import { performBackup } from '../../src/commands/backup.ts'
import { performRestore } from '../../src/commands/restore.ts'
import type { RestoreOptions } from '../../src/commands/restore.ts'
import type { World } from '../../src/commands/world.ts'
import type { Backup } from '../../src/core/model/backup.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { hasOpenEnds, isWhole, rowsFinished } from '../../src/core/model/outcome.ts'
import type { RowsEnd, RowTrouble } from '../../src/core/model/outcome.ts'
import type { Step } from '../../src/core/model/step.ts'
import { APPLY, HEADERS } from '../engine/stale.ts'
import { virtualWorld } from '../engine/virtualWorld.ts'
import type { Meddle } from '../engine/virtualWorld.ts'
import { refusal } from '../files/temporary.ts'
import { field, store } from '../laws/build.ts'

const shape = store({ k: field() }, [['k']], 'd0')
const other = store({ k: field() }, [['k']], 'd1')
const RECORDS = '/api/v3/datastores/d0/records'

/** What happens at the nth insert of a restore, from 1; `dropped` is one that somebody deletes at once. */
type AtInsert = (nth: number) => 'lost' | 'refused' | 'dropped' | undefined

const idIn = (body: string) => /"id":"(\d+)"/u.exec(body)?.[1] ?? ''

/** A world with a copy of three rows, of which so many are gone. */
async function stage(gone: number, atInsert: AtInsert = () => undefined) {
  let [inserts, isRestoring] = [0, false]
  const meddle: Meddle = ({ exchange }) => ({
    async exchange(request) {
      const what =
        isRestoring && request.method === 'POST' && request.url.pathname === RECORDS ? atInsert(++inserts) : ''
      if (what === 'lost') return { kind: 'no-answer', why: 'ECONNRESET' }
      const answered = (status: number, body: object) =>
        ({ kind: 'answer', status, headers: {}, body: Buffer.from(JSON.stringify(body)) }) as const
      if (what === 'refused') return answered(400, { code: 'input_pattern_mismatch', message: 'no' })
      const answer = await exchange(request)
      if (what === 'dropped' && answer.kind === 'answer') await call('DELETE', `/${idIn(answer.body.toString())}`)
      return answer
    },
  })
  const { world, org, define, close } = await virtualWorld('local', meddle)
  const ids: string[] = []
  const call = async (method: string, path: string, body?: object) =>
    org.handle({ method, url: RECORDS + path, headers: HEADERS, ...(body && { body: JSON.stringify(body) }) })
  define(catalogOf([shape, other]))
  await performApply(world, { ...APPLY, allow: [] })
  for (const k of ['k0', 'k1', 'k2']) {
    const { body } = await call('POST', '', { values: { k } })
    ids.push(idIn(body))
  }
  const url = RECORDS.replace('d0', 'd1')
  await org.handle({ method: 'POST', url, headers: HEADERS, body: JSON.stringify({ values: { k: 'k0' } }) })
  const copies: Backup[] = []
  const project = {
    ...world.project,
    writeBackup: async (backup: Backup) => `copy/${copies.push(backup)}`,
    readBackup: async (folder: string) => copies[Number(folder.split('/')[1]) - 1] ?? Promise.reject(new Error(folder)),
    latestBackups: async () => ['copy/1'],
  }
  const own: World = { ...world, project }
  await performBackup(own, ['d0', 'd1'])
  for (const id of ids.slice(0, gone)) await call('DELETE', `/${id}`)
  await world.clock.sleep(3_600_000)
  isRestoring = true
  const writes = () => org.requests.filter(each => each.method !== 'GET').length
  const before = writes()
  const heard: string[] = []
  const restore = (more: Partial<RestoreOptions> = {}) =>
    performRestore(own, {
      folders: ['latest', 'copy/1', 'copy/2'],
      asWas: false,
      yes: false,
      approve: async () => heard.push('asked') > 0,
      show: plan => void heard.push(`shown ${plan.returning.map(each => each.restoration.orders.length).join(' ')}`),
      ...more,
    }).finally(close)
  return { own, copies, define, restore, heard, written: () => writes() - before }
}

test('what is there already needs no answer and no call', async () => {
  const { restore, heard, written } = await stage(0)
  expect(await restore()).toMatchObject({ kind: 'nothing-to-do', left: 0, journal: { notStarted: [] } })
  expect([heard, written()]).toEqual([['shown 0 0'], 0])
})

test('what is missing is shown, asked for and brought back, each row once', async () => {
  const { own, restore, heard } = await stage(2)
  const approve = async () => {
    heard.push('asked')
    await own.clock.sleep(600_000)
    return true
  }
  const { kind, left, journal, plan } = await restore({ approve })
  expect([kind, left, journal.rows.map(each => each.inserted)]).toEqual(['done', 0, [2, 0]])
  // Who thinks costs no time of the run, and what had nothing to come back is not read again.
  expect(Math.abs(journal.seconds - plan.seconds)).toBeLessThanOrEqual(1)
  expect([...journal.calls.values()].reduce((sum, each) => sum + each, 0)).toBe(plan.calls)
  expect(heard).toEqual(['shown 2 0', 'asked'])
})

test('what a person refuses is not sent, and where nobody can be asked it says what answers', async () => {
  const refused = await stage(1)
  expect(await refused.restore({ approve: async () => false })).toMatchObject({ kind: 'declined', left: 0 })
  expect(refused.written()).toBe(0)
  const alone = await stage(1)
  const failed = await refusal(() => alone.restore({ approve: undefined }))
  expect(failed).toMatchObject([{ code: 'CL102', hint: 'add --yes' }])
})

test.each([
  [1, 'a row of the backup is not in the org'],
  [2, '2 rows of the backup are not in the org'],
] as const)('%d that an answer only said to be there are told, by one more comparison', async (count, says) => {
  const { restore } = await stage(count, () => 'dropped')
  const { kind, left, stoppedBy } = await restore()
  expect([kind, left]).toEqual(['stopped', count])
  expect(stoppedBy).toMatchObject({ code: 'BK106', message: says })
})

test('a row that Cliq refuses is left, and the others come back', async () => {
  const { restore } = await stage(3, nth => (nth === 2 ? 'refused' : undefined))
  expect(await restore()).toMatchObject({ kind: 'stopped', left: 1, journal: { rows: [{ inserted: 2 }, {}] } })
})

test('a lock file that cannot be written stops before the first write', async () => {
  const { own, restore, written } = await stage(1)
  Object.assign(own.project, { tryLockFile: () => Promise.reject(new Error('no room for the lock file')) })
  await expect(restore()).rejects.toThrow('no room for the lock file')
  expect(written()).toBe(0)
})

test('what was made is noted at last: a lock file that cannot be written by then is told with what is left', async () => {
  const { own, restore } = await stage(2)
  Object.assign(own.project, { writeLocked: () => Promise.reject(new Error('full')) })
  expect(await restore()).toMatchObject({ kind: 'stopped', left: 0, stoppedBy: { message: 'full' } })
})

test('a copy of another org is refused, by the first of them, and nothing is asked', async () => {
  const { restore, copies, heard } = await stage(1)
  const [own] = copies
  if (own === undefined) throw new Error('nothing was copied')
  for (const target of ['eu', 'us']) copies.push({ ...own, target, environment: target })
  const failed = await refusal(() => restore({ folders: ['copy/1', 'copy/3', 'copy/4'] }))
  expect(failed).toMatchObject([{ code: 'BK104', hint: 'choose the environment with --env; it was taken in eu' }])
  expect(failed[0]?.message).toBe('the backup of d0 was taken from eu, and org is virtual')
  expect(heard).toEqual([])
})

test('as it was comes back only what no hint names', async () => {
  const hinted = await stage(1)
  hinted.define(catalogOf([store({ k2: field() }, [], 'd0')]), {
    renamed_from: [],
    fields: new Map([['k2', { renamed_from: ['k'] }]]),
  })
  expect(await refusal(() => hinted.restore({ asWas: true }))).toMatchObject([{ code: 'BK107' }])
  const plain = await stage(1)
  expect(await plain.restore({ asWas: true })).toMatchObject({ kind: 'done' })
})

const end = (more: Partial<RowsEnd> = {}): RowsEnd => ({
  name: 'r',
  datastore: 'd',
  inserted: 0,
  updated: 0,
  removed: 0,
  skipped: 0,
  troubles: [],
  notStarted: 0,
  ...more,
})
const trouble = (kind: RowTrouble['kind']): RowTrouble => ({
  row: 'r',
  kind,
  problem: { code: 'RW101', severity: 'error', message: 'no' },
})

test('open is what was not begun and what nobody knows, and finished are rows that are as they should be', () => {
  const step: Step = { call: 'delete-datastore', datastore: 'd' }
  const isOpen = (rows: readonly RowsEnd[], notStarted: readonly Step[] = []) => hasOpenEnds({ rows, notStarted })
  expect([isOpen([]), isOpen([end({ troubles: [trouble('failed'), trouble('moved')] })])]).toEqual([false, false])
  expect([isOpen([], [step]), isOpen([end()], [step])]).toEqual([true, true])
  expect([isOpen([end(), end({ notStarted: 1 })]), isOpen([end({ notStarted: 1 }), end()])]).toEqual([true, true])
  expect(isOpen([end(), end({ troubles: [trouble('failed'), trouble('unknown')] })])).toBe(true)
  const rows = [end({ inserted: 1, removed: 64 }), end({ updated: 2, skipped: 4, notStarted: 8 })]
  expect(rowsFinished(rows)).toBe(7)
  expect(rowsFinished([])).toBe(0)
  const problem = { step, problem: trouble('failed').problem }
  const whole = { unknown: [], failed: [], notStarted: [], rows: [end({ inserted: 1 })] }
  expect(isWhole(whole)).toBe(true)
  for (const more of [
    { unknown: [problem] },
    { failed: [problem] },
    { notStarted: [step] },
    { failed: [problem], unknown: [problem] },
    { failed: [problem], notStarted: [step] },
    { rows: [end(), end({ notStarted: 1 })] },
    { rows: [end({ troubles: [trouble('moved')] }), end()] },
  ])
    expect(isWhole({ ...whole, ...more })).toBe(false)
})
