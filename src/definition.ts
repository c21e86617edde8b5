import type { FieldType } from './core/model/catalog.ts'

interface FieldBase {
  /** Display name: letters, digits and spaces, at most 20 characters. */
  readonly name: string
  /** Every record must have a value. Default false. */
  readonly mandatory?: boolean
}

/** Earlier unique_names, newest first; the first that is live is the source. */
type EarlierNames = string | readonly [string, ...string[]]

/** What becomes of values of another type; `invalid` is refuse where it is not written. `Put` is what may stand in for a value that does not fit. */
interface Conversion<From extends FieldType, Put extends string> {
  /** The type that the old field has. */
  readonly from?: From
  readonly invalid?: 'refuse' | 'empty' | Put
}

/** What a field may say of its own past: facts that are true in every org and may stay. */
type Past<From extends FieldType, Put extends string> = { readonly convert?: Conversion<From, Put> } & (
  | { readonly renamed_from?: undefined; readonly contract?: undefined; readonly conflicts?: undefined }
  | {
      readonly renamed_from: EarlierNames
      /** The old field stays for now; it is deleted once this line is removed. */
      readonly contract?: 'later'
      /** Which value wins where both fields hold different ones. */
      readonly conflicts?: 'heir' | 'old'
    }
)

type Text = 'limited-text' | 'large-text'

/** A field as a definition writes it: masks, defaults and conversions only where its type takes them. */
export type FieldDefinition =
  | (FieldBase &
      Past<'boolean' | Text, 'true' | 'false'> & {
        readonly type: 'boolean'
        readonly masked?: false
        readonly default_value?: 'true' | 'false'
      })
  /** Whole numbers of at most 19 characters, as text. */
  | (FieldBase &
      Past<'number' | Text, `${number}`> & {
        readonly type: 'number'
        readonly masked?: boolean
        readonly default_value?: `${number}`
      })
  | (FieldBase &
      Past<'boolean' | 'number' | Text, string> & {
        readonly type: 'limited-text'
        readonly masked?: boolean
        readonly default_value?: string
      })
  /** Nobody can read it back, so it has no past that could be carried. */
  | (FieldBase & {
      readonly type: 'encrypted-text'
      readonly masked?: false
      readonly default_value?: string
      readonly renamed_from?: undefined
      readonly convert?: undefined
      readonly contract?: undefined
      readonly conflicts?: undefined
    })
  | (FieldBase &
      Past<'boolean' | 'number' | Text, string> & {
        readonly type: 'large-text'
        readonly masked?: false
        readonly default_value?: string
      })

/** Fields by unique_name. */
export type FieldDefinitions = Readonly<Record<string, FieldDefinition>>

/** The fields that a unique key may name: Cliq takes none of type encrypted-text or large-text. */
export type KeyField<F extends FieldDefinitions> = {
  [N in keyof F & string]: F[N]['type'] extends 'encrypted-text' | 'large-text' ? never : N
}[keyof F & string]

/** One datastore, in the attribute names of the API. */
export interface DatastoreDefinition<F extends FieldDefinitions = FieldDefinitions> {
  /** Lower-case letters, digits and underscores, a letter first, at most 20 characters. */
  readonly unique_name: string
  /** What it was called before, newest first: the datastore keeps its id and its records. */
  readonly renamed_from?: EarlierNames
  /** Display name: letters, digits and spaces, at most 20 characters. */
  readonly name: string
  /** At most 250 characters. */
  readonly description: string
  /**
   * The extension that it belongs to, by its name in the config. The API has no schema calls for such a datastore: it is
   * never planned, made or removed, and only its rows are seeded and pulled.
   */
  readonly extension?: string
  /** 1 to 19 fields by unique_name. */
  readonly fields: F
  /** At most 4; the fields of a key are unique together. */
  readonly unique_keys?: readonly (readonly KeyField<F>[])[]
  /** If true, the datastore is kept until this says false, even when this file is deleted. */
  readonly protect?: boolean
}

type FieldKey =
  | 'name'
  | 'type'
  | 'mandatory'
  | 'masked'
  | 'default_value'
  | 'renamed_from'
  | 'convert'
  | 'contract'
  | 'conflicts'

/** Refuses keys of a field that Cliq does not know; a generic parameter alone would let them pass. */
type OnlyFieldKeys<F> = { readonly [N in keyof F]: { readonly [K in Exclude<keyof F[N], FieldKey>]: never } }

/** Types a definition: unknown fields in keys, masks and defaults that do not fit are compile errors. Returns it as it is. */
export function defineDatastore<const F extends FieldDefinitions>(
  definition: Omit<DatastoreDefinition<NoInfer<F>>, 'fields'> & { readonly fields: F & OnlyFieldKeys<F> },
): DatastoreDefinition<F> {
  return definition
}

/** One value of a row: text, a number, true or false, `${env:NAME}` for a variable; null for none. */
export type RowValue = string | number | boolean | null

/** Rows that a datastore should hold. `Row` may be the `RecordOf` its definition. */
export interface SeedDefinition<Row extends object = Readonly<Record<string, RowValue>>> {
  /** The unique_name of the datastore. */
  readonly datastore: string
  /** The field or fields of one of its unique keys, by which rows are told apart. */
  readonly key?: string | readonly string[]
  /** `insert` adds what is missing, `upsert` (default) also brings rows in line, `mirror` also removes others. */
  readonly mode?: 'insert' | 'upsert' | 'mirror'
  /** Only these environments take it; default: all. */
  readonly environments?: readonly string[]
  readonly rows: readonly Row[]
}

/** Types a seed whose rows are generated. Returns it as it is. */
export function defineSeed<Row extends object = Readonly<Record<string, RowValue>>>(
  seed: SeedDefinition<Row>,
): SeedDefinition<Row> {
  return seed
}

type ValueOf<T extends FieldType> = T extends 'boolean' ? boolean : string

/** The values of one record of a datastore, as record calls carry them: numbers are text, mandatory fields required. */
export type RecordOf<D extends { readonly fields: FieldDefinitions }> = Flat<
  { readonly [N in MandatoryField<D['fields']>]: ValueOf<D['fields'][N]['type']> } & {
    readonly [N in Exclude<keyof D['fields'], MandatoryField<D['fields']>>]?: ValueOf<D['fields'][N]['type']>
  }
>

type MandatoryField<F extends FieldDefinitions> = {
  [N in keyof F]: F[N]['mandatory'] extends true ? N : never
}[keyof F]

type Flat<T> = { [K in keyof T]: T[K] }
