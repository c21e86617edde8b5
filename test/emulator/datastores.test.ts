import { expect, test } from 'vitest'
import { created, empdir, list, org, query, text } from './org.ts'

test('ids have 18 digits, field ids 26, and all differ and grow', async () => {
  const { call } = await org()
  const one = await created(call)
  const two = await created(call, empdir({ unique_name: 'second' }))
  expect(one.id).toMatch(/^\d{18}$/)
  expect(two.id > one.id).toBe(true)
  const ids = [...Object.values(one.fields), ...Object.values(two.fields)]
  expect(ids.every(id => /^\d{26}$/.test(id))).toBe(true)
  expect(new Set(ids).size).toBe(10)
})

test('what a create leaves out is filled in by the type', async () => {
  const { call } = await org()
  const { id } = await created(call)
  const { body } = await call('GET', `/datastores/${id}`)
  const defaults = list(body['data']?.['fields']).map(field => [field['unique_name'], field['default_value']])
  expect(Object.fromEntries(defaults)).toEqual({ empid: '0', empname: '', isactive: 'true', notes: '', secret: '' })
  expect(list(body['data']?.['fields']).map(field => field['masked'])).toEqual([false, false, false, false, false])
  expect(body['data']).toMatchObject({ status: 'enabled', type: 'custom', scope: 'personal', unique_keys: [['empid']] })
})

test('the order of fields is not the order of the create', async () => {
  const { call } = await org()
  const { id } = await created(call)
  const orders = new Set<string>()
  for (let read = 0; read < 10; read += 1) {
    const { body } = await call('GET', `/datastores/${id}`)
    orders.add(
      list(body['data']?.['fields'])
        .map(field => text(field['unique_name']))
        .join(' '),
    )
  }
  expect(orders.size).toBeGreaterThan(3)
})

test('an edit changes what it names; keys are replaced as a whole', async () => {
  const { call } = await org()
  const { id } = await created(call)
  const { body } = await call('PATCH', `/datastores/${id}`, {
    unique_name: 'staff',
    unique_keys: [['empid', 'empname']],
  })
  expect(body['data']).toMatchObject({
    id,
    unique_name: 'staff',
    name: 'Employee Directory',
    unique_keys: [['empid', 'empname']],
  })
  expect((await call('GET', '/datastores/staff/records')).status).toBe(200)
  expect((await call('GET', '/datastores/empdir/records')).code).toBe('datastore_not_found')
})

test('an edit of fields changes what it names and nothing else', async () => {
  const { call } = await org()
  const { id, fields } = await created(call)
  const edit = { id: fields['notes'], name: 'Remarks', mandatory: true, default_value: 'none' }
  const { body } = await call('PATCH', `/datastores/${id}/fields`, { fields: [edit] })
  const notes = list(body['data']?.['fields']).find(field => text(field['unique_name']) === 'notes')
  expect(notes).toEqual({ ...edit, unique_name: 'notes', type: 'large-text', masked: false })
})

test('a datastore that is deleted takes its records along, and its name is free again', async () => {
  const { call } = await org()
  const { id } = await created(call)
  await call('POST', '/datastores/empdir/records', { values: { empid: 1 } })
  expect(await call('DELETE', `/datastores/${id}`)).toMatchObject({ status: 204, body: {} })
  expect((await call('GET', `/datastores/${id}`)).status).toBe(404)
  await created(call)
  expect(list((await call('GET', '/datastores/empdir/records')).body['list'])).toEqual([])
})

test.each([1, 7, 20, 100])('pages of %i bring every datastore once', async limit => {
  const { call } = await org()
  for (let n = 0; n < 21; n += 1) await created(call, empdir({ unique_name: `store${n}` }))
  const names: string[] = []
  let next: string | undefined
  let pages = 0
  do {
    const parts = { limit: String(limit), ...(next === undefined ? {} : { next_token: next }) }
    const { body } = await call('GET', `/datastores${query(parts)}`)
    names.push(...list(body['data']).map(each => text(each['unique_name'])))
    next = body['next_token'] === undefined ? undefined : text(body['next_token'])
    pages += 1
  } while (next !== undefined)
  expect(names).toEqual(Array.from({ length: 21 }, (_, n) => `store${n}`))
  expect(pages).toBe(Math.ceil(21 / limit))
})

test('without a limit a page holds 20', async () => {
  const { call } = await org()
  for (let n = 0; n < 21; n += 1) await created(call, empdir({ unique_name: `store${n}` }))
  expect(list((await call('GET', '/datastores')).body['data'])).toHaveLength(20)
})

test('a sync_token keeps what changed after it', async () => {
  const { call, clock } = await org()
  const { id } = await created(call)
  await created(call, empdir({ unique_name: 'still' }))
  const { body } = await call('GET', '/datastores')
  clock.now += 1000
  await call('PATCH', `/datastores/${id}`, { name: 'Staff' })
  const changed = await call('GET', `/datastores${query({ sync_token: text(body['sync_token']) })}`)
  expect(list(changed.body['data']).map(each => each['unique_name'])).toEqual(['empdir'])
})

test('rows that are there find null in a new field, or its default where one was given', async () => {
  const { call } = await org()
  const { id } = await created(call)
  await call('POST', '/datastores/empdir/records', { values: { empid: 1 } })
  const fields = [
    { unique_name: 'city', name: 'City', type: 'limited-text' },
    { unique_name: 'land', name: 'Land', type: 'limited-text', default_value: 'Peru' },
  ]
  await call('POST', `/datastores/${id}/fields`, { fields })
  expect(list((await call('GET', '/datastores/empdir/records')).body['list'])[0]).toMatchObject({
    city: null,
    land: 'Peru',
  })
})

test('a field made anew under an old name finds nothing of the old one', async () => {
  const { call } = await org()
  const { id, fields } = await created(call)
  await call('POST', '/datastores/empdir/records', { values: { empid: 1, notes: 'old' } })
  expect((await call('DELETE', `/datastores/${id}/fields?ids=${fields['notes']}`)).status).toBe(204)
  expect(list((await call('GET', '/datastores/empdir/records')).body['list'])[0]).not.toHaveProperty('notes')
  await call('POST', `/datastores/${id}/fields`, {
    fields: [{ unique_name: 'notes', name: 'Notes', type: 'large-text' }],
  })
  expect(list((await call('GET', '/datastores/empdir/records')).body['list'])[0]).toMatchObject({ notes: null })
})

test('an export is accepted and answers nothing', async () => {
  const { call, emulator } = await org()
  const { id } = await created(call)
  const body = { file_type: 'xlsx', password_protected: true, password: 'MyS3cureP@ss' }
  expect(await call('POST', `/datastores/${id}/export`, body)).toMatchObject({ status: 204, body: {} })
  expect(emulator.requests.at(-1)).toMatchObject({ operation: 'export.start', effect: false })
})
