import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { advance } from '../../src/core/plan/advance.ts'
import { canonicalKeys, canonicalNumber, catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog, Datastore, Field } from '../../src/core/model/catalog.ts'
import type { Step } from '../../src/core/model/step.ts'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { datastore } from '../arbitraries.ts'
import { CORE_RUNS } from './build.ts'
import { wishes } from './steps.ts'

interface Org {
  readonly catalog: Catalog
  /** Ids by unique_name, and by `datastore.field`. */
  readonly ids: ReadonlyMap<string, string>
}

interface Listed extends Omit<Datastore, 'fields'> {
  readonly id: string
  readonly fields: readonly (Field & { readonly id: string; readonly unique_name: string })[]
}

async function call(emulator: Emulator, method: string, path: string, body?: unknown) {
  const { status, body: text } = await emulator.handle({
    method,
    url: `/api/v3/datastores${path}`,
    headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status, answer: text === '' ? undefined : JSON.parse(text) }
}

async function listed(emulator: Emulator): Promise<Org> {
  const { answer } = await call(emulator, 'GET', '?limit=100')
  const stores: readonly Listed[] = answer.data
  const ids = stores.flatMap(({ id, unique_name, fields }) => [
    [unique_name, id] as const,
    ...fields.map(one => [`${unique_name}.${one.unique_name}`, one.id] as const),
  ])
  const catalog = stores.map(({ unique_name, name, description, fields, unique_keys }) => {
    const all = fields.map(({ unique_name: own, name: shown, type, mandatory, masked, default_value }) => {
      return [
        own,
        { name: shown, type, mandatory, masked, ...(default_value !== undefined && { default_value }) },
      ] as const
    })
    return { unique_name, name, description, unique_keys, fields: new Map<string, Field>(all) }
  })
  return { catalog: catalogOf(catalog), ids: new Map(ids) }
}

/** Carries a step out by hand, so that a slip of the client could not hide one of `advance`. Returns the status. */
async function carriedOut(emulator: Emulator, step: Step, { ids }: Org): Promise<number> {
  const idOf = (name: string) => ids.get(name) ?? '1'
  const at = `/${idOf(step.datastore)}`
  const send = async (method: string, path: string, body?: unknown) => (await call(emulator, method, path, body)).status
  switch (step.call) {
    case 'create-datastore':
      return send('POST', '', { ...step.definition, fields: bodies(step.definition.fields) })
    case 'edit-datastore':
      return send('PATCH', at, step.set)
    case 'add-fields':
      return send('POST', `${at}/fields`, { fields: bodies(step.fields) })
    case 'edit-fields': {
      const fields = [...step.fields].map(([name, edit]) => ({ id: idOf(`${step.datastore}.${name}`), ...edit }))
      return send('PATCH', `${at}/fields`, { fields })
    }
    case 'delete-fields':
      return send('DELETE', `${at}/fields?ids=${step.fields.map(name => idOf(`${step.datastore}.${name}`)).join()}`)
    case 'row-work':
      throw new Error('no schema moves')
    case 'delete-datastore':
      return send('DELETE', at)
  }
}

function bodies(fields: ReadonlyMap<string, Field>): readonly unknown[] {
  return [...fields].map(([unique_name, one]) => ({ unique_name, ...one }))
}

/** The catalog as plain data in one order, so that two of them compare to the last attribute. */
function plain(catalog: Catalog): unknown {
  return [...catalog.values()]
    .map(({ fields, unique_keys, ...rest }) => {
      const all = [...fields].map(([name, { default_value = 'none', ...one }]) => {
        return [name, { ...one, default_value: one.type === 'number' ? canonicalNumber(default_value) : default_value }]
      })
      return { ...rest, unique_keys: canonicalKeys(unique_keys), fields: Object.fromEntries(all) }
    })
    .sort((a, b) => (a.unique_name < b.unique_name ? -1 : 1))
}

const start = fc.uniqueArray(datastore(), { maxLength: 2, selector: one => one.unique_name })

test('advance accepts what Cliq accepts, refuses what it refuses, and leaves the same catalog', async () => {
  const outcomes = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(start, fc.array(wishes, { minLength: 1, maxLength: 6 }), async (from, wished) => {
      const emulator = await startEmulator()
      try {
        const first = from.map((definition): Step => {
          return { call: 'create-datastore', datastore: definition.unique_name, definition }
        })
        let model: Catalog = new Map()
        for (const wish of [...first.map(step => () => step), ...wished]) {
          const step = wish(model)
          const said = advance(model, step)
          const status = await carriedOut(emulator, step, await listed(emulator))
          expect(status).not.toBe(500)
          expect({ step, accepted: said.kind === 'catalog', because: said }).toMatchObject({ accepted: status < 300 })
          if (said.kind === 'catalog') model = said.catalog
          expect(plain((await listed(emulator)).catalog)).toEqual(plain(model))
          const outcome = said.kind === 'catalog' ? `${step.call} accepted` : said.code
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        }
      } finally {
        await emulator.close()
      }
    }),
    { numRuns: CORE_RUNS },
  )
  // Every call is drawn both ways, and every refusal that advance knows: otherwise the law says less than it seems to.
  expect([...outcomes.keys()].sort()).toEqual(OUTCOMES)
  expect(Math.min(...outcomes.values())).toBeGreaterThanOrEqual(CORE_RUNS / 200)
})

const OUTCOMES = [
  'add-fields accepted',
  'create-datastore accepted',
  'datastore_column_not_found',
  'datastore_field_mask_not_supported',
  'datastore_field_name_already_exists',
  'datastore_field_not_found',
  'datastore_field_unique_key_not_supported',
  'datastore_fields_invalid_value',
  'datastore_fields_limit_exceeded',
  'datastore_fields_required',
  'datastore_invalid',
  'datastore_name_already_exists',
  'datastore_not_found',
  'datastore_unique_key_column_not_found',
  'delete-datastore accepted',
  'delete-fields accepted',
  'edit-datastore accepted',
  'edit-fields accepted',
]
