import { byCodeUnit, canonicalKeys } from '../../core/model/catalog.ts'
import type { Datastore, Field } from '../../core/model/catalog.ts'
import type { Definition, FieldHints } from '../../core/model/definition.ts'
import type { Json } from '../../core/model/plain.ts'
import { shownDefault } from '../yaml/render.ts'

/** A JSON definition that says `to`: fields keep their order, new ones follow sorted, `$schema` and `protect` stay. */
export function patchJson(text: string, from: Definition, to: Datastore): string {
  const $schema = /"\$schema"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text)?.[1]
  const names = [...to.fields.keys()].sort(byCodeUnit)
  const written = [...from.datastore.fields.keys()].filter(name => to.fields.has(name))
  const order = [...written, ...names.filter(name => !from.datastore.fields.has(name))]
  const fields = order.flatMap(name => {
    const field = to.fields.get(name)
    const past = from.hints?.fields.get(name)
    return field === undefined
      ? []
      : [[name, { ...plain(field, from.datastore.fields.get(name)), ...(past && plainHints(past)) }] as const]
  })
  const { unique_name, name, description, unique_keys } = to
  const value = {
    ...($schema !== undefined && { $schema: JSON.parse($schema) as unknown }),
    unique_name,
    ...(from.hints !== undefined && plainNames(from.hints.renamed_from)),
    name,
    description,
    fields: Object.fromEntries(fields),
    ...(unique_keys.length > 0 && { unique_keys: canonicalKeys(unique_keys) }),
    ...(from.protect !== undefined && { protect: from.protect }),
  }
  return `${JSON.stringify(value, null, 2)}\n`
}

// A default that the file leaves to the server stays left.
function plain(field: Field, before: Field | undefined): Readonly<Record<string, string | boolean>> {
  const { name, type, mandatory, masked } = field
  const left = before !== undefined && before.default_value === undefined
  const shown = left ? undefined : shownDefault(field)
  return {
    name,
    type,
    ...(mandatory && { mandatory }),
    ...(masked && { masked }),
    ...(shown !== undefined && { default_value: shown }),
  }
}

function plainHints({ renamed_from, convert, contract, conflicts }: FieldHints): Readonly<Record<string, Json>> {
  const invalid = typeof convert?.invalid === 'object' ? convert.invalid.text : (convert?.invalid ?? 'refuse')
  return {
    ...plainNames(renamed_from),
    ...(convert !== undefined && { convert: { ...(convert.from && { from: convert.from }), invalid } }),
    ...(contract !== undefined && { contract }),
    ...(conflicts !== undefined && { conflicts }),
  }
}

function plainNames(names: readonly string[]): Readonly<Record<string, Json>> {
  const [only, ...others] = names
  return only === undefined ? {} : { renamed_from: others.length === 0 ? only : names }
}
