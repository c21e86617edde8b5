import { expect, onTestFinished, test } from 'vitest'

import { openOrg, readsOf } from '../../src/cliq/connect.ts'
import { fetchRecords } from '../../src/cliq/recordReads.ts'
import { itemsOf, readRecord } from '../../src/cliq/reading.ts'
import { performRead } from '../../src/cliq/reads.ts'
import * as requests from '../../src/cliq/requests.ts'
import { nothing, performWrite, theRecord } from '../../src/cliq/writes.ts'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { depsOf, targetOf, thrownBy } from './virtual.ts'

const KEY = 'canary-extension-key'

async function extension(key: string) {
  const org = await startEmulator()
  onTestFinished(() => org.close())
  const fields = [
    { unique_name: 'code', name: 'Code', type: 'limited-text' },
    { unique_name: 'seats', name: 'Seats', type: 'number' },
  ]
  const datastore = {
    unique_name: 'rooms',
    name: 'Rooms',
    description: 'Of an extension',
    fields,
    unique_keys: [['code']],
  }
  org.extend({ id: '4711', key: KEY, datastore })
  const deps = depsOf()
  const target = targetOf({ apiUrl: org.apiUrl, accountsUrl: org.accountsUrl })
  const of = { datastore: 'rooms', extension: { id: '4711', key } }
  return { wire: openOrg(target, deps).wire, reads: readsOf(target, deps), of, deps, org }
}

test('records of an extension are written and read over its path with its key, which no line or event shows', async () => {
  const { wire, reads, of, deps, org } = await extension(KEY)
  const insert = async (code: string) => {
    const written = await performWrite(wire, requests.insertRecord(of, { code, seats: '4' }), theRecord())
    return written.kind === 'done' ? written.told.id : 'not inserted'
  }
  const [first, second, third] = [await insert('a'), await insert('b'), await insert('c')]
  const updated = await performWrite(wire, requests.updateRecord(of, first, { seats: '5' }), theRecord(first))
  const bulk = await performWrite(wire, requests.bulkUpdateRecords(of, 'code=b', { seats: '6' }), nothing)
  const gone = await performWrite(wire, requests.deleteRecord(of, third), nothing)
  const none = await performWrite(wire, requests.bulkDeleteRecords(of, { criteria: 'code=z' }), nothing)
  expect([updated.kind, bulk.kind, gone.kind, none.kind]).toEqual(['done', 'done', 'done', 'done'])
  const one = await performRead(
    wire,
    requests.getRecord(of, second),
    body => readRecord(itemsOf(body)?.[0] ?? ''),
    reads,
  )
  expect(one.kind === 'read' && one.value.values['seats']).toBe('6')
  const { records } = await fetchRecords(wire, of, Infinity, reads)
  expect(records.map(each => each.values)).toEqual([
    { code: 'a', seats: '5' },
    { code: 'b', seats: '6' },
  ])
  expect(org.requests.every(each => each.path.startsWith('/api/v3/extensions/4711/datastores/rooms/records'))).toBe(
    true,
  )
  expect(JSON.stringify([deps.lines, deps.events])).not.toContain(KEY)
})

test('a refused key shows in no message', async () => {
  const { wire, reads, of } = await extension('canary-wrong-key')
  const error = await thrownBy(() => fetchRecords(wire, of, 1, reads))
  expect(error.message).toMatch(/^Cliq refuses records\.list/u)
  expect(JSON.stringify([error, error.message])).not.toContain('canary')
})
