import * as fc from 'fast-check'
import { canonicalKeys, catalogOf, LIMITS, TYPE_CAPS } from '../src/core/model/catalog.ts'
import type { Catalog, Datastore, Field, FieldType, UniqueKey } from '../src/core/model/catalog.ts'

// Few names, so that two random catalogs share some; `constructor` and `datastores` are legal and have caught people before.
const COMMON = 'empid empname dept isactive notes salary email constructor a b1 datastores null y'.split(' ')
const CHARACTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789_']
const SPECIAL = [
  '"',
  "'",
  '\\',
  ': ',
  ' #',
  '- ',
  '{',
  '[',
  '&a',
  '*a',
  '!t',
  '%',
  '@',
  '`',
  '|',
  '>',
  'é',
  '漢',
  '😀',
  'null',
  '~',
  'yes',
  '1_0',
]
const KEYABLE = new Set<FieldType>(['boolean', 'number', 'limited-text'])
const types: readonly FieldType[] = ['boolean', 'number', 'limited-text', 'encrypted-text', 'large-text']

const PLAIN = { noNullPrototype: true } as const

// Building an arbitrary costs more than drawing from it, and a law draws thousands of fields.
function once<K, A>(build: (key: K) => A): (key: K) => A {
  const built = new Map<K, A>()
  return key => {
    const known = built.get(key) ?? build(key)
    built.set(key, known)
    return known
  }
}

/** A legal unique_name: `[a-z][a-z0-9_]{0,19}`, never reserved, never the tool's own prefix. */
export function uniqueName(): fc.Arbitrary<string> {
  return uniqueNames(undefined)
}

const uniqueNames = once(() => {
  const tail = fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: LIMITS.uniqueName - 2 })
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...COMMON) },
    { weight: 1, arbitrary: tail.map(rest => `x${rest}`) },
  )
})

/** A legal display name: letters, digits and inner spaces, 1 to 20 characters. */
export function displayName(): fc.Arbitrary<string> {
  return displayNames(undefined)
}

const displayNames = once(() => {
  const unit = fc.constantFrom(...'AbcXyz019 ')
  const texts = fc.string({ unit, minLength: 1, maxLength: LIMITS.displayName }).filter(text => text === text.trim())
  return fc.oneof(fc.constantFrom('Name', 'Employee ID', 'true', '007', 'null', '1e3', 'NO'), texts)
})

/** Text that YAML, Markdown and terminals find hard, of 1 to `max` UTF-16 units, not blank; control characters never occur. */
export function hostileText(max: number): fc.Arbitrary<string> {
  return hostileTexts(max)
}

const hostileTexts = once((max: number) => {
  const unit = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...'abc 12') },
    { weight: 1, arbitrary: fc.constantFrom(...SPECIAL) },
  )
  const texts = fc
    .string({ unit, minLength: 1, maxLength: 24 })
    .filter(text => text.length <= max && text.trim() !== '')
  return fc.oneof({ weight: 3, arbitrary: texts }, { weight: 1, arbitrary: fc.constant('x'.repeat(max)) })
})

/** A default that parses as the type; undefined leaves it to the server. */
export function defaultOf(type: FieldType): fc.Arbitrary<string | undefined> {
  const none = { weight: 1, arbitrary: fc.constant(undefined) }
  switch (type) {
    case 'boolean':
      return fc.oneof(none, { weight: 2, arbitrary: fc.constantFrom('true', 'false') })
    case 'number':
      return fc.oneof(none, { weight: 2, arbitrary: fc.bigInt(-(10n ** 18n) + 1n, 10n ** 18n - 1n).map(String) })
    case 'limited-text':
    case 'encrypted-text':
    case 'large-text':
      return fc.oneof(none, { weight: 2, arbitrary: fc.oneof(fc.constant(''), hostileText(LIMITS.defaultValue)) })
  }
}

/** A legal field of any type. */
export function field(): fc.Arbitrary<Field> {
  return anyField(undefined)
}

const anyField = once(() => fc.oneof(...types.map(fieldOf)))

/** A legal field of one type. */
export function fieldOf(type: FieldType): fc.Arbitrary<Field> {
  return fieldsByType(type)
}

const fieldsByType = once((type: FieldType): fc.Arbitrary<Field> => {
  const maskable = type === 'number' || type === 'limited-text'
  const masked = maskable ? fc.boolean() : fc.constant(false)
  return fc
    .record({ name: displayName(), mandatory: fc.boolean(), masked, default_value: defaultOf(type) }, PLAIN)
    .map(({ default_value, ...rest }) => ({ ...rest, type, ...(default_value !== undefined && { default_value }) }))
})

/** A legal datastore; 1 to 19 fields, mostly few, and at most 4 keys. */
export function datastore(name: fc.Arbitrary<string> = uniqueName()): fc.Arbitrary<Datastore> {
  return fieldMap().chain(fields =>
    fc.record(
      {
        unique_name: name,
        name: displayName(),
        description: hostileText(LIMITS.description),
        fields: fc.constant(fields),
        unique_keys: keysOver(fields),
      },
      PLAIN,
    ),
  )
}

/** At most `max` legal datastores, by unique_name. */
export function catalog(max: number): fc.Arbitrary<Catalog> {
  return fc.array(datastore(), { maxLength: max }).map(catalogOf)
}

/** A legal second catalog: the first after random edits of every kind that people make. */
export function reworked(from: Catalog): fc.Arbitrary<Catalog> {
  const each = [...from.values()].map(reworkedDatastore)
  return fc.tuple(fc.tuple(...each), catalog(2)).map(([kept, added]) => {
    const staying = kept.filter(one => one !== undefined)
    return catalogOf([...[...added.values()].filter(one => !from.has(one.unique_name)), ...staying])
  })
}

function reworkedDatastore(from: Datastore): fc.Arbitrary<Datastore | undefined> {
  const edited = reworkedFields(from).chain(fields =>
    fc.record(
      {
        unique_name: fc.constant(from.unique_name),
        name: fc.oneof(fc.constant(from.name), displayName()),
        description: fc.oneof(fc.constant(from.description), hostileText(LIMITS.description)),
        fields: fc.constant(fields),
        unique_keys: fc.oneof(fc.constant(survivors(from.unique_keys, fields)), keysOver(fields)),
      },
      PLAIN,
    ),
  )
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constant(from) },
    { weight: 7, arbitrary: edited },
  )
}

function reworkedFields(from: Datastore): fc.Arbitrary<ReadonlyMap<string, Field>> {
  const each = [...from.fields].map(([name, old]) =>
    fc
      .oneof(
        { weight: 2, arbitrary: fc.constant(undefined) },
        { weight: 4, arbitrary: fc.constant(old) },
        { weight: 3, arbitrary: fieldOf(old.type) },
        { weight: 1, arbitrary: field() },
      )
      .map(now => [name, now] as const),
  )
  return fc.tuple(fc.tuple(...each), fieldMap()).map(([kept, fresh]) => {
    const staying = kept.flatMap(([name, now]) => (now === undefined ? [] : [[name, now] as const]))
    const added = [...fresh].filter(([name]) => !from.fields.has(name))
    // A datastore is never without a field, so the drawn ones stand in where all old ones left and none is new.
    const all = [...staying, ...added]
    return within(all.length > 0 ? all : [...fresh])
  })
}

function fieldMap(): fc.Arbitrary<ReadonlyMap<string, Field>> {
  return fieldMaps(undefined)
}

const fieldMaps = once(() => {
  const entry = fc.tuple(uniqueName(), field())
  const few = fc.array(entry, { minLength: 1, maxLength: 5 })
  const all = types.flatMap(type => Array.from({ length: TYPE_CAPS[type] }, () => fieldOf(type)))
  const names = Array.from({ length: 25 }, (_, at) => `f${at}`)
  const full = fc
    .tuple(
      fc.shuffledSubarray([...all.keys()], { minLength: 12 }),
      fc.tuple(...all),
      fc.shuffledSubarray(names, { minLength: LIMITS.fields }),
    )
    .map(([slots, drawn, called]) =>
      slots.flatMap((slot, at): readonly (readonly [string, Field])[] => {
        const [name, one] = [called[at], drawn[slot]]
        return name === undefined || one === undefined ? [] : [[name, one]]
      }),
    )
  return fc
    .oneof({ weight: 4, arbitrary: few }, { weight: 1, arbitrary: full })
    .map(entries => within([...new Map<string, Field>(entries)]))
})

/** The first of the entries that fit one datastore, by their number and by that of each type. */
function within(entries: readonly (readonly [string, Field])[]): ReadonlyMap<string, Field> {
  const fitting = new Map<string, Field>()
  for (const [name, one] of entries) {
    const alike = [...fitting.values()].filter(({ type }) => type === one.type).length
    if (alike < TYPE_CAPS[one.type] && fitting.size < LIMITS.fields) fitting.set(name, one)
  }
  return fitting
}

function keysOver(fields: ReadonlyMap<string, Field>): fc.Arbitrary<readonly UniqueKey[]> {
  const names = [...fields].flatMap(([name, { type }]) => (KEYABLE.has(type) ? [name] : []))
  if (names.length === 0) return fc.constant([])
  const key = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })
  return fc.uniqueArray(key, { maxLength: LIMITS.uniqueKeys, selector: one => canonicalKeys([one]).join() })
}

function survivors(keys: readonly UniqueKey[], fields: ReadonlyMap<string, Field>): readonly UniqueKey[] {
  return keys.filter(key => key.every(name => KEYABLE.has(fields.get(name)?.type ?? 'large-text')))
}
