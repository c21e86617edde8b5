import * as fc from 'fast-check'
import { list, query, text } from './org.ts'
import type { Json, TestOrg } from './org.ts'

type Call = TestOrg['call']

/** One change somebody asks for, good or bad. */
export type Move = (call: Call) => Promise<unknown>

// Names go with types, so that most keys and values fit and a few do not.
const TYPES = {
  a: 'number',
  b: 'number',
  c: 'limited-text',
  d: 'limited-text',
  e: 'boolean',
  f: 'encrypted-text',
  g: 'large-text',
}
const storeName = fc.constantFrom('one', 'two', 'three')
const fieldName = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')
const field = fc
  .record({ unique_name: fieldName, mandatory: fc.boolean(), seldom: fc.nat(9) })
  .map(({ unique_name, mandatory, seldom }) => ({
    unique_name,
    name: `Field ${unique_name}`,
    type: seldom === 0 ? 'date' : TYPES[unique_name],
    mandatory: mandatory && seldom < 4,
    masked: (seldom === 1 && mandatory) || (seldom < 6 && 'abcd'.includes(unique_name)),
  }))
const someFields = fc.uniqueArray(field, { maxLength: 7, selector: each => each.unique_name })
const keyName = fc.oneof({ weight: 9, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'e') }, fieldName)
const keys = fc.uniqueArray(fc.uniqueArray(keyName, { minLength: 1, maxLength: 2 }), { maxLength: 2, selector: String })
const number = fc.constantFrom<unknown>('1', 2, '02', '-3', '44', 5, 6, 7.5, null)
const words = fc.constantFrom<unknown>('x', 'y', '', null)
const values = fc.record({ a: number, b: number, c: words, e: fc.boolean(), g: words }, { requiredKeys: [] })
const criteria = fc.constantFrom('a=1', 'c like x', '(a>0) || (d!=y)', 'd in x,y')

/** A datastore of the name, with a field of each type. */
export const beginning = (['one', 'two'] as const).map((unique_name): Move => {
  const names = ['a', 'b', 'c', 'e', 'g'] as const
  const fields = names.map(name => ({ unique_name: name, name: `Field ${name}`, type: TYPES[name] }))
  return call =>
    call('POST', '/datastores', { unique_name, name: 'N', description: 'd', fields, unique_keys: [['a', 'c']] })
})

const creates = fc.record({ unique_name: storeName, fields: someFields, unique_keys: keys }).map((body): Move => {
  return call => call('POST', '/datastores', { ...body, name: 'N', description: 'd' })
})
const edits = fc.record({ unique_name: storeName, unique_keys: keys }, { requiredKeys: [] })
const storeEdits = fc.tuple(storeName, edits).map(([name, edit]): Move => {
  return async call => call('PATCH', `/datastores/${await idOf(call, name)}`, edit)
})
const fieldAdds = fc.tuple(storeName, someFields).map(([name, fields]): Move => {
  return async call => call('POST', `/datastores/${await idOf(call, name)}/fields`, { fields })
})
const fieldEdits = fc.tuple(storeName, fc.nat(6), fc.boolean()).map(([name, place, flag]): Move => {
  return async call => {
    const id = (await fieldIdsOf(call, name))[place] ?? '1'
    const fields = [{ id, mandatory: flag }, ...(place === 0 ? [{ id, masked: flag }] : [])]
    await call('PATCH', `/datastores/${await idOf(call, name)}/fields`, { fields })
  }
})
const fieldDeletes = fc
  .tuple(storeName, fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }))
  .map(([name, places]): Move => {
    return async call => {
      const ids = (await fieldIdsOf(call, name)).filter((_, place) => places.includes(place)).join(',')
      await call('DELETE', `/datastores/${await idOf(call, name)}/fields${query({ ids })}`)
    }
  })
const inserts = fc.tuple(storeName, values).map(([name, row]): Move => {
  return call => call('POST', `/datastores/${name}/records`, { values: row })
})
const bulkUpdates = fc.tuple(storeName, values, criteria).map(([name, row, where]): Move => {
  return call => call('PATCH', `/datastores/${name}/records`, { values: row, criteria: where })
})
const updates = fc.tuple(storeName, fc.nat(3), values).map(([name, place, row]): Move => {
  return async call => {
    const record = (await recordsOf(call, name))[place]
    const path = `/datastores/${name}/records/${record === undefined ? '1' : text(record['id'])}`
    await call('PATCH', path, { values: row })
  }
})
const deletes = storeName.map(
  (name): Move =>
    async call =>
      call('DELETE', `/datastores/${await idOf(call, name)}`),
)

/** Any change, records more often than schemas. */
export const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 12, arbitrary: inserts },
  { weight: 5, arbitrary: updates },
  { weight: 3, arbitrary: bulkUpdates },
  { weight: 3, arbitrary: creates },
  { weight: 4, arbitrary: storeEdits },
  { weight: 4, arbitrary: fieldAdds },
  { weight: 3, arbitrary: fieldEdits },
  { weight: 2, arbitrary: fieldDeletes },
  { weight: 1, arbitrary: deletes },
)

/** Every datastore, as listed. */
export async function stores(call: Call): Promise<readonly Json[]> {
  return list((await call('GET', '/datastores?limit=100')).body['data'])
}

/** The records of a datastore, none when there is no such datastore. */
export async function recordsOf(call: Call, name: string): Promise<readonly Json[]> {
  const { status, body } = await call('GET', `/datastores/${name}/records?limit=100`)
  return status === 200 ? list(body['list']) : []
}

async function idOf(call: Call, name: string): Promise<string> {
  const found = (await stores(call)).find(store => text(store['unique_name']) === name)
  return found === undefined ? '1' : text(found['id'])
}

async function fieldIdsOf(call: Call, name: string): Promise<readonly string[]> {
  const found = (await stores(call)).find(store => text(store['unique_name']) === name)
  return found === undefined ? [] : list(found['fields']).map(each => text(each['id']))
}
