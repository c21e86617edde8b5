import { sameWords } from './words.ts'

/** The five field types of Cliq, in the order the API document lists them. */
export const FIELD_TYPES = ['boolean', 'number', 'limited-text', 'encrypted-text', 'large-text'] as const

/** A field's type. It can never change after the field exists (createplatformdatabase_v2, note under `type`). */
export type FieldType = (typeof FIELD_TYPES)[number]

/** One column. Attribute names are the API's own, so a definition, a plan and a reply read alike. */
export interface Field {
  readonly name: string
  readonly type: FieldType
  readonly mandatory: boolean
  readonly masked: boolean
  /** Text form of the value. Absent means that the server decides, which is never a difference. */
  readonly default_value?: string
}

/** Field unique_names whose values together may occur once. Their order means nothing. */
export type UniqueKey = readonly string[]

/** One datastore, by names only: ids belong to the wire and to the lock file. Order of fields and keys means nothing. */
export interface Datastore {
  readonly unique_name: string
  readonly name: string
  readonly description: string
  readonly fields: ReadonlyMap<string, Field>
  readonly unique_keys: readonly UniqueKey[]
}

/** Datastores by unique_name. Desired, live and locked are all of this type, so a diff knows nothing of origins. */
export type Catalog = ReadonlyMap<string, Datastore>

/** The attributes that PATCH /datastores/{id}/fields can change; type and unique_name are fixed (edit_platform_db_fields). */
export const FIELD_ATTRIBUTES = ['name', 'mandatory', 'masked', 'default_value'] as const
export type FieldAttribute = (typeof FIELD_ATTRIBUTES)[number]

/** Limits of the API document; every number in the project that comes from it is named here once. */
export const LIMITS = {
  fields: 19,
  fieldsPerCall: 10,
  uniqueKeys: 4,
  uniqueName: 20,
  displayName: 20,
  description: 250,
  defaultValue: 100,
  datastoresPerPage: 100,
  recordsPerPage: 100,
} as const

/** Fields of each type that a datastore may hold, as the platform page says: together just the 19. */
export const TYPE_CAPS: Readonly<Record<FieldType, number>> = {
  boolean: 5,
  number: 5,
  'limited-text': 5,
  'encrypted-text': 3,
  'large-text': 1,
}

/** What record calls take: characters of a value, and bytes of a record's values as JSON ("total max 2500 bytes"). */
export const RECORD_LIMITS = { value: 1_000, limitedText: 250, bytes: 2_500 } as const

/** What every record carries beside its fields (RecordResponse); no field can be called so. */
export const RECORD_PARTS: readonly string[] = ['id', 'added_time', 'modified_time']

/** Names that start so are the tool's own: the lease's datastore, the stand-in for a datastore's only field. */
export const RESERVED_PREFIX = 'cliqds_'

/** The field that stands in while a datastore's only field is replaced: Cliq never holds a datastore without fields. */
export const STAND_IN_FIELD = 'cliqds_stand_in'

const TEMPORARY = new RegExp(`^${RESERVED_PREFIX}[0-9a-f]{12}$`, 'u')

/** Whether a unique_name is that of a field which keeps the values of another for a time: ours, and never shown as a field. */
export function isTemporary(unique_name: string): boolean {
  return TEMPORARY.test(unique_name)
}

/** The datastore without such fields. */
export function withoutTemporary(datastore: Datastore): Datastore {
  if (![...datastore.fields.keys()].some(isTemporary)) return datastore
  return { ...datastore, fields: new Map([...datastore.fields].filter(([name]) => !isTemporary(name))) }
}

/** Sorts by code unit, the same on every machine. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Sorts ids: opaque digits of any length. */
export function byId(a: string, b: string): number {
  return a.length - b.length || byCodeUnit(a, b)
}

/** The catalog in code-unit order of unique_name. A later datastore of the same name replaces an earlier one. */
export function catalogOf(datastores: Iterable<Datastore>): Catalog {
  return new Map([...datastores].map(each => [each.unique_name, each] as const).sort(([a], [b]) => byCodeUnit(a, b)))
}

// A plan asks a dozen times for those of each datastore.
const CANONICAL = new WeakMap<readonly UniqueKey[], readonly UniqueKey[]>()

/** Keys in canonical form: fields sorted within a key, keys sorted, repetitions dropped. */
export function canonicalKeys(keys: readonly UniqueKey[]): readonly UniqueKey[] {
  const known = CANONICAL.get(keys) ?? inCanonicalForm(keys)
  CANONICAL.set(keys, known)
  return known
}

function inCanonicalForm(keys: readonly UniqueKey[]): readonly UniqueKey[] {
  const texts = new Map(keys.map(key => [[...new Set(key)].sort(byCodeUnit).join(','), key] as const))
  return [...texts.keys()].sort(byCodeUnit).map(text => (text === '' ? [] : text.split(',')))
}

/** What Cliq fills in when default_value is omitted (its create example); nothing is documented for encrypted text. */
export function serverDefault(type: FieldType): string {
  switch (type) {
    case 'boolean':
      return 'true'
    case 'number':
      return '0'
    case 'limited-text':
    case 'encrypted-text':
    case 'large-text':
      return ''
  }
}

/** Decimal text in one form: no leading zeros, no trailing zeros of a fraction, no plus, no minus before zero. Other text comes back unchanged. */
export function canonicalNumber(text: string): string {
  const [, sign = '', before = '', after = ''] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text) ?? []
  if (before === '' && after === '') return text
  // Not by a pattern: one that ends in zeros looks at each of them from each of them.
  let start = 0
  while (before[start] === '0') start += 1
  let end = after.length
  while (after[end - 1] === '0') end -= 1
  const digits = `${before.slice(start) || '0'}${end === 0 ? '' : `.${after.slice(0, end)}`}`
  return sign === '-' && digits !== '0' ? `-${digits}` : digits
}

/** Whether two defaults mean the same to Cliq. An absent one equals anything: the server decides. */
export function sameDefault(type: FieldType, a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return true
  if (type === 'number') return canonicalNumber(a) === canonicalNumber(b)
  return type !== 'boolean' && sameWords(a, b)
}
