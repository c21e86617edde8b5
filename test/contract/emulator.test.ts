import { expect, onTestFinished, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { SERVED_NAMES, SERVED_OPERATIONS as OURS } from '../../src/emulator/operations.ts'
import type { EmulatorOptions, Exchange } from '../../src/emulator/options.ts'
import { created, empdir, list, query, text } from '../emulator/org.ts'
import type { Answer, TestOrg } from '../emulator/org.ts'
import { answerProblems, requestProblems } from './contract.ts'
import { OPERATIONS } from './facts.ts'

/** An emulator over its socket, and all that was said to it. */
async function overheard(
  options: EmulatorOptions = {},
): Promise<Pick<TestOrg, 'call' | 'emulator'> & { readonly exchanges: readonly Exchange[] }> {
  const exchanges: Exchange[] = []
  const emulator = await startEmulator({ ...options, onExchange: each => exchanges.push(each) })
  onTestFinished(() => emulator.close())
  const call: TestOrg['call'] = async (method, path, body, headers = {}): Promise<Answer> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(`${emulator.apiUrl}${path}`, {
      method,
      headers: { authorization: 'Bearer t', 'content-type': 'application/json', ...headers },
      ...sent,
    })
    const content = await answer.text()
    const json = content === '' ? {} : JSON.parse(content)
    return { status: answer.status, code: json.code, body: json, headers: Object.fromEntries(answer.headers) }
  }
  return { call, emulator, exchanges }
}

async function callEverything(call: TestOrg['call']): Promise<void> {
  const { id, fields } = await created(call)
  const one = `/datastores/${id}`
  await call('PATCH', one, { name: 'Staff', unique_keys: [['empid', 'empname']] })
  await call('POST', `${one}/fields`, {
    fields: [{ unique_name: 'city', name: 'City', type: 'limited-text', masked: true }],
  })
  await call('PATCH', `${one}/fields`, { fields: [{ id: fields['notes'], name: 'Remarks', default_value: 'none' }] })
  await call('DELETE', `${one}/fields${query({ ids: text(fields['notes']) })}`)
  await call('GET', one)
  await call('GET', `/datastores${query({ limit: '100' })}`)
  const records = '/datastores/empdir/records'
  const first = await call('POST', records, { values: { empid: 1, empname: 'Ann', isactive: true } })
  await call('POST', records, { values: { empid: '2', city: 'Rome' } })
  const record = `${records}/${text(first.body['data']?.['id'])}`
  await call('PATCH', record, { values: { empname: 'Anna' } })
  await call('GET', record)
  const page = await call('GET', `${records}${query({ limit: '1', order_by: 'empid desc' })}`)
  const token = text(page.body['next_token'])
  await call('GET', `${records}${query({ limit: '1', order_by: 'empid desc', next_token: token })}`)
  await call('GET', `${records}${query({ criteria: '(empid>1) && (city=Rome)' })}`)
  await call('PATCH', records, { criteria: 'empid>0', values: { city: 'Oslo' } })
  await call('DELETE', `${records}${query({ criteria: 'empid=2' })}`)
  await call('DELETE', record)
  await call('POST', `${one}/export`, { file_type: 'csv' })
  await call('DELETE', one)
}

const variants: readonly [string, EmulatorOptions][] = [
  ['as it is', {}],
  ['with empty 200s', { switches: { noContent: '200-empty' } }],
  ['with coded 200s', { switches: { noContent: '200-code' } }],
  ['with another list key', { switches: { listKey: 'records' } }],
]

test.each(variants)('%s: all 16 operations are asked and answered by the contract', async (_name, options) => {
  const { call, exchanges } = await overheard(options)
  await callEverything(call)
  expect(new Set(exchanges.map(({ operation }) => operation))).toEqual(new Set(SERVED_NAMES))
  for (const { operation, path, query, body, status, answer } of exchanges) {
    expect({ operation, status, ok: status < 300 }).toEqual({ operation, status, ok: true })
    expect(requestProblems(operation, { path, query, body })).toEqual([])
    expect(answerProblems(operation, status, answer)).toEqual([])
  }
})

test.each(['429', '429-nested', '400', '400-rolling'] as const)(
  'a throttle of the form %s is by the contract',
  async answer => {
    const { call, exchanges } = await overheard({ limits: { answer, limits: { 'datastores.list': 0 } } })
    await call('GET', '/datastores')
    expect(exchanges).toHaveLength(1)
    for (const each of exchanges) expect(answerProblems(each.operation, each.status, each.answer)).toEqual([])
  },
)

test('an exchange shows neither tokens nor extension keys', async () => {
  const { call, emulator, exchanges } = await overheard()
  emulator.extend({ id: '77', key: 'sesame', datastore: empdir() })
  const path = `/extensions/77/datastores/empdir/records${query({ extension_key: 'sesame' })}`
  const { status, body } = await call('GET', path, undefined, { authorization: 'Bearer canary' })
  expect([status, list(body['list'])]).toEqual([200, []])
  expect(exchanges).toHaveLength(1)
  expect(JSON.stringify([exchanges, emulator.requests])).not.toMatch(/canary|sesame/)
})

test('the emulator and the contract, written apart, place every operation alike', () => {
  const facts = SERVED_NAMES.map(name => [
    name,
    OURS[name].method,
    OURS[name].path,
    OURS[name].limit,
    OURS[name].lockOutMs / 60_000,
    OURS[name].scope,
  ])
  const theirs = Object.entries(OPERATIONS).map(([name, each]) => [
    name,
    each.method,
    each.path,
    each.limit,
    each.lockOutMinutes,
    each.scope,
  ])
  expect(facts).toEqual(theirs)
})
