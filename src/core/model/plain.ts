import { byCodeUnit, canonicalKeys } from './catalog.ts'
import type { Catalog, Datastore, Field } from './catalog.ts'
import type { Change } from './change.ts'
import type { Hints } from './definition.ts'
import type { Former } from './former.ts'
import type { Held } from './risk.ts'
import { isHidden } from './secrecy.ts'
import { plainMove } from './plainMoves.ts'
import type { Carry, RowWork, Step } from './step.ts'

/** A value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** What stands for a value that is not for the eye. */
export const HIDDEN = '(hidden)'

/**
 * A field without what must not be kept or shown: the default of a masked or encrypted field is left out of every
 * plan, lock file and output, and out of every digest.
 */
export function plainField(field: Field): { readonly [key: string]: Json } {
  const { name, type, mandatory, masked, default_value } = field
  const shown = default_value !== undefined && !isHidden(field)
  return { name, type, mandatory, masked, ...(shown && { default_value }) }
}

/** A datastore as JSON: fields by unique_name, sorted, and keys in canonical form. */
export function plainDatastore(datastore: Datastore): { readonly [key: string]: Json } {
  const { unique_name, name, description, fields, unique_keys } = datastore
  return {
    unique_name,
    name,
    description,
    fields: plainMap(fields, plainField),
    unique_keys: canonicalKeys(unique_keys),
  }
}

/** The digest of a datastore, made once for each: what is only hashed names one up to five times. */
export function datastoreDigests(hash: (text: string) => string): (datastore: Datastore) => string {
  const known = new Map<Datastore, string>()
  return datastore => {
    const digest = known.get(datastore) ?? hash(textInOrder(plainDatastore(datastore)))
    known.set(datastore, digest)
    return digest
  }
}

/** Hints as JSON, beside the parts of their datastore. */
export function plainHints({ renamed_from, fields }: Hints): { readonly [key: string]: Json } {
  const past = plainMap(fields, ({ convert, contract, conflicts, renamed_from: names }) => {
    const invalid = typeof convert?.invalid === 'object' ? { ...convert.invalid } : (convert?.invalid ?? null)
    const from = convert?.from ?? null
    return {
      renamed_from: names,
      convert: convert === undefined ? null : { from, invalid },
      contract: contract ?? null,
      conflicts: conflicts ?? null,
    }
  })
  return { renamed_from, past }
}

/** Where values came from as JSON. */
export function plainPast({ names, fields }: Former): { readonly [key: string]: Json } {
  return { names, fields: plainMap(fields, each => ({ names: each.names, types: each.types })) }
}

/** A catalog as JSON, by unique_name, sorted. */
export function plainCatalog(catalog: Catalog): { readonly [key: string]: Json } {
  return plainMap(catalog, plainDatastore)
}

/** A change as JSON, with `(hidden)` for what must not be seen. */
export function plainChange(change: Change): { readonly [key: string]: Json } {
  const { kind, datastore } = change
  switch (change.kind) {
    case 'datastore-added':
      return { kind, datastore, to: plainDatastore(change.to) }
    case 'datastore-removed':
      return { kind, datastore, from: plainDatastore(change.from) }
    case 'datastore-recreated':
      return { kind, datastore }
    case 'datastore-renamed':
      return { kind, datastore, from: change.from, to: change.to }
    case 'datastore-changed':
      return { kind, datastore, attribute: change.attribute, from: change.from, to: change.to }
    case 'field-added':
      return { kind, datastore, field: change.field, to: plainField(change.to) }
    case 'field-removed':
      return { kind, datastore, field: change.field, from: plainField(change.from) }
    case 'field-renamed':
      return {
        kind,
        datastore,
        field: change.field,
        from: change.from,
        was: plainField(change.was),
        to: plainField(change.to),
      }
    case 'field-retyped':
      return { kind, datastore, field: change.field, from: plainField(change.from), to: plainField(change.to) }
    case 'field-recreated':
      return { kind, datastore, field: change.field }
    case 'field-changed': {
      const { field, attribute, hidden } = change
      const [from, to] = [change.from, change.to].map(each => (hidden ? HIDDEN : (each ?? null)))
      return { kind, datastore, field, attribute, from: from ?? null, to: to ?? null, hidden }
    }
  }
}

/** What a change touches, as JSON. */
export function plainHeld({ repeats, ...counts }: Held): { readonly [key: string]: Json } {
  return { ...counts, ...(repeats && { repeats: repeats.map(each => ({ ...each })) }) }
}

/** A step as JSON, with what it carries. `hides` tells the fields of the step's datastore whose defaults are not for the eye. */
export function plainStep(step: Step, hides: (field: string) => boolean): { readonly [key: string]: Json } {
  const { call, datastore } = step
  switch (step.call) {
    case 'create-datastore':
      return { call, datastore, definition: plainDatastore(step.definition) }
    case 'edit-datastore':
      return { call, datastore, set: { ...step.set } }
    case 'add-fields':
      return { call, datastore, fields: plainMap(step.fields, plainField) }
    case 'edit-fields': {
      const edits = [...step.fields].map(([name, edit]) => {
        const covered = 'default_value' in edit && hides(name) ? { ...edit, default_value: HIDDEN } : { ...edit }
        return [name, covered] as const
      })
      return { call, datastore, fields: plainMap(new Map(edits), each => each) }
    }
    case 'delete-fields':
      return { call, datastore, fields: step.fields }
    case 'row-work':
      return plainWork(step)
    case 'delete-datastore':
      return { call, datastore }
  }
}

/** Row-work as JSON: what it means, without any value of a record. */
export function plainWork(work: RowWork): { readonly [key: string]: Json } {
  const { call, datastore, source } = work
  if (work.source === 'carry') return { call, datastore, source, carries: work.carries.map(plainCarry) }
  const common = { call, datastore, source, beside: work.beside }
  if (work.source === 'deletion') return { ...common, migration: work.migration, deletion: plainMove(work.deletion) }
  const { migrations, moves, ours, by } = work
  return { ...common, migrations, moves: moves.map(plainMove), ours, ...(by !== undefined && { by }) }
}

function plainCarry({ invalid, conflicts, ...carry }: Carry): { readonly [key: string]: Json } {
  const shown = typeof invalid === 'string' ? invalid : { ...invalid }
  return { ...carry, invalid: shown, ...(conflicts !== undefined && { conflicts }) }
}

/** JSON of one form for one meaning: keys in one order, no white space. Digests are made of it. */
export function canonicalText(value: Json): string {
  return textBelow(value, 0)
}

// What a thousand datastores are in is put together part by part: a copy of all of them would live until the end.
function textBelow(value: Json, depth: number): string {
  if (depth > 2 || typeof value !== 'object' || value === null) return textInOrder(value)
  if (Array.isArray(value)) return `[${value.map((each: Json) => textBelow(each, depth + 1)).join(',')}]`
  const mapping = value as { readonly [key: string]: Json }
  const parts = Object.keys(mapping).sort(byCodeUnit)
  return `{${parts.map(key => `${JSON.stringify(key)}:${textBelow(mapping[key] ?? null, depth + 1)}`).join(',')}}`
}

// Nothing writes JSON as fast as JSON itself.
function textInOrder(value: Json): string {
  return JSON.stringify(inOrder(value))
}

function inOrder(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inOrder)
  const mapping = value as { readonly [key: string]: Json }
  const ordered: { [key: string]: Json } = {}
  for (const key of Object.keys(mapping).sort(byCodeUnit)) {
    const each = inOrder(mapping[key] ?? null)
    // Set like the others, it would be no key.
    if (key === '__proto__') Object.defineProperty(ordered, key, { value: each, enumerable: true })
    else ordered[key] = each
  }
  return ordered
}

function plainMap<T, J extends Json>(
  map: ReadonlyMap<string, T>,
  plain: (value: T) => J,
): { readonly [key: string]: J } {
  return Object.fromEntries([...map].sort(([a], [b]) => byCodeUnit(a, b)).map(([name, each]) => [name, plain(each)]))
}
