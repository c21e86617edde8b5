import * as fc from 'fast-check'
import type { Catalog, Datastore, Field, UniqueKey } from '../../src/core/model/catalog.ts'
import type { FieldEdit, Step } from '../../src/core/model/step.ts'
import { datastore, defaultOf, displayName, field, uniqueName } from '../arbitraries.ts'

/** A step that waits for the catalog it is to be played on: only then there are names to take. */
export type Wish = (catalog: Catalog) => Step

/** A pick by number: mostly of what is there, seldom a name that is not. */
type Pick = (names: readonly string[]) => string

const pick: fc.Arbitrary<Pick> = fc.tuple(fc.nat(), fc.nat(15), uniqueName()).map(
  ([at, seldom, other]) =>
    names =>
      (seldom === 0 ? undefined : names[at % names.length]) ?? other,
)

// One after another, so that a call can name more fields than it may.
const eleven: readonly Pick[] = Array.from({ length: 11 }, (_, at) => names => names[at] ?? names[0] ?? 'none')

const picks = (maxLength: number) => fc.array(pick, { minLength: 1, maxLength })

function someOf(each: readonly Pick[], names: readonly string[]): readonly string[] {
  return [...new Set(each.map(one => one(names)))]
}

function fieldNames(catalog: Catalog, name: string): readonly string[] {
  return [...(catalog.get(name)?.fields.keys() ?? [])]
}

// Mostly legal; seldom masked where no mask is, or more fields than a datastore holds.
const anyField = fc
  .tuple(field(), fc.nat(30))
  .map(([one, seldom]): Field => (seldom === 0 ? { ...one, masked: true } : one))
const manyFields = fc
  .integer({ min: 17, max: 21 })
  .chain(size => fc.array(anyField, { minLength: size, maxLength: size }))
  .map(all => new Map(all.map((one, at) => [`m${at}`, one] as const)))
const newFields = fc.oneof(
  { weight: 8, arbitrary: fc.array(fc.tuple(uniqueName(), anyField), { maxLength: 5 }).map(all => new Map(all)) },
  { weight: 1, arbitrary: fc.array(anyField, { minLength: 9, maxLength: 12 }).map(numbered) },
)

function numbered(all: readonly Field[]): ReadonlyMap<string, Field> {
  return new Map(all.map((one, at) => [`n${at}`, one] as const))
}

function keysFrom(wished: readonly (readonly Pick[])[], names: readonly string[]): readonly UniqueKey[] {
  const keys = wished.map(key => someOf(key, names))
  return [...new Map(keys.map(key => [[...key].sort().join(), key] as const)).values()]
}

const creations = fc
  .tuple(
    datastore(),
    fc.option(fc.oneof(newFields, manyFields), { freq: 3 }),
    fc.option(fc.array(picks(2), { maxLength: 5 })),
    pick,
  )
  .map(([drawn, fields, keys, name]): Wish => {
    return catalog => {
      const changed = { ...drawn, fields: fields ?? drawn.fields }
      const unique_keys = keys === null ? legalKeys(changed) : keysFrom(keys, [...changed.fields.keys()])
      const unique_name = name(['one', 'two', ...catalog.keys()])
      return { call: 'create-datastore', datastore: unique_name, definition: { ...changed, unique_name, unique_keys } }
    }
  })

function legalKeys({ fields, unique_keys }: Datastore): readonly UniqueKey[] {
  return unique_keys.filter(key => key.every(name => fields.has(name)))
}

const datastoreEdits = fc
  .record(
    {
      unique_name: uniqueName(),
      name: displayName(),
      description: fc.constant('Other'),
      keys: fc.array(picks(2), { maxLength: 5 }),
    },
    { requiredKeys: ['name'], noNullPrototype: true },
  )
  .chain(({ keys, ...set }) =>
    pick.map((name): Wish => {
      return catalog => {
        const target = name([...catalog.keys()])
        const unique_keys = keys && { unique_keys: keysFrom(keys, fieldNames(catalog, target)) }
        return { call: 'edit-datastore', datastore: target, set: { ...set, ...unique_keys } }
      }
    }),
  )

const fieldAdds = fc.tuple(pick, newFields, fc.option(pick, { freq: 8 })).map(([name, fields, known]): Wish => {
  return catalog => {
    const target = name([...catalog.keys()])
    const again = known?.(fieldNames(catalog, target))
    const one = [...fields.values()][0]
    const all = again === undefined || one === undefined ? fields : new Map([...fields, [again, one] as const])
    return { call: 'add-fields', datastore: target, fields: all }
  }
})

// The defaults of every type, so that each field finds one that parses as its own.
const edit = fc
  .record(
    {
      name: displayName(),
      mandatory: fc.boolean(),
      masked: fc.nat(5).map(seldom => seldom === 0),
      boolean: defaultOf('boolean'),
      number: defaultOf('number'),
      text: defaultOf('large-text'),
    },
    { requiredKeys: ['name'], noNullPrototype: true },
  )
  .map(({ boolean, number, text, ...rest }) => (type: Field['type'] | undefined): FieldEdit => {
    const fitting = type === 'boolean' ? boolean : type === 'number' ? number : text
    return { ...rest, ...(fitting !== undefined && { default_value: fitting }) }
  })

const fieldEdits = fc
  .tuple(
    pick,
    fc.oneof(
      { weight: 4, arbitrary: fc.array(fc.tuple(pick, edit), { minLength: 1, maxLength: 4 }) },
      { weight: 1, arbitrary: fc.tuple(...eleven.map(one => fc.tuple(fc.constant(one), edit))) },
    ),
  )
  .map(([name, edits]): Wish => {
    return catalog => {
      const target = name([...catalog.keys()])
      const fields = catalog.get(target)?.fields
      const chosen = edits.map(([one, change]) => {
        const unique_name = one([...(fields?.keys() ?? [])])
        return [unique_name, change(fields?.get(unique_name)?.type)] as const
      })
      return { call: 'edit-fields', datastore: target, fields: new Map(chosen) }
    }
  })

const fieldDeletes = fc
  .tuple(pick, fc.oneof({ weight: 4, arbitrary: picks(3) }, { weight: 1, arbitrary: fc.constant(eleven) }))
  .map(([name, leaving]): Wish => {
    return catalog => {
      const target = name([...catalog.keys()])
      return { call: 'delete-fields', datastore: target, fields: someOf(leaving, fieldNames(catalog, target)) }
    }
  })

const datastoreDeletes = pick.map((name): Wish => {
  return catalog => ({ call: 'delete-datastore', datastore: name([...catalog.keys()]) })
})

/** Any step of the six, more often legal than not. */
export const wishes: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 2, arbitrary: creations },
  { weight: 3, arbitrary: datastoreEdits },
  { weight: 3, arbitrary: fieldAdds },
  { weight: 3, arbitrary: fieldEdits },
  { weight: 3, arbitrary: fieldDeletes },
  { weight: 1, arbitrary: datastoreDeletes },
)
