import { isHidden } from '../../core/model/secrecy.ts'
import { byCodeUnit, canonicalKeys } from '../../core/model/catalog.ts'
import type { Datastore, Field, UniqueKey } from '../../core/model/catalog.ts'
import { NO_HINTS } from '../../core/model/definition.ts'
import type { FieldHints, Hints } from '../../core/model/definition.ts'
import { quotedText, scalarText } from './scalar.ts'

export interface RenderOptions {
  /** Where editors find the JSON Schema, relative to the file. */
  readonly schema?: string
  readonly protect?: boolean | undefined
  readonly hints?: Hints | undefined
}

/** Where a definition finds the schema of the installed package; `file` is relative to the project's root. */
export function installedSchema(file: string): string {
  return `${'../'.repeat(file.split('/').length - 1)}node_modules/cliq-ds/schema/datastore.json`
}

/**
 * A definition in YAML, the same bytes for the same datastore: fields and keys sorted, one field a line. The default of
 * a masked or encrypted field is left out: it is not for the eye, and what is left out the server keeps.
 */
export function renderDefinition(datastore: Datastore, options: RenderOptions = {}): string {
  const { unique_name, name, description, fields, unique_keys } = datastore
  const { schema = installedSchema('schemas/a.yaml'), protect, hints = NO_HINTS } = options
  return lines([
    `# yaml-language-server: $schema=${schema}`,
    `unique_name: ${scalarText(unique_name, 'block')}`,
    ...namesPart(hints.renamed_from, 'block'),
    `name: ${scalarText(name, 'block')}`,
    `description: ${scalarText(description, 'block')}`,
    ...(fields.size === 0 ? ['fields: {}'] : ['fields:', ...fieldLines(fields, hints)]),
    ...keyLines(unique_keys),
    ...(protect === undefined ? [] : [`protect: ${protect}`]),
  ])
}

/** The default of a field as a file may hold it: never that of a masked or encrypted one. */
export function shownDefault(field: Field): string | undefined {
  return isHidden(field) ? undefined : field.default_value
}

/** A field's attributes as a definition writes them, false and absent ones left out. */
export function fieldParts(field: Field): readonly string[] {
  const shown = shownDefault(field)
  return [
    `name: ${scalarText(field.name, 'flow')}`,
    `type: ${field.type}`,
    ...(field.mandatory ? ['mandatory: true'] : []),
    ...(field.masked ? ['masked: true'] : []),
    ...(shown === undefined ? [] : [`default_value: ${quotedText(shown)}`]),
  ]
}

/** `unique_keys` with one key a line; nothing for no keys. */
export function keyLines(keys: readonly UniqueKey[]): readonly string[] {
  return keys.length === 0 ? [] : ['unique_keys:', ...canonicalKeys(keys).map(key => `  - ${keyText(key)}`)]
}

/** One unique key as a list on one line. */
export function keyText(key: UniqueKey): string {
  return `[${key.map(name => scalarText(name, 'flow')).join(', ')}]`
}

// An empty list of earlier names is none.
function namesPart(names: readonly string[], context: 'block' | 'flow'): readonly string[] {
  const [only, ...others] = names
  if (only === undefined) return []
  return [`renamed_from: ${others.length === 0 ? scalarText(only, context) : keyText(names)}`]
}

/** What a field says of its past, as a definition writes it. */
export function hintParts({ renamed_from, convert, contract, conflicts }: FieldHints): readonly string[] {
  const from = convert?.from === undefined ? '' : `from: ${convert.from}, `
  const invalid = typeof convert?.invalid === 'object' ? quotedText(convert.invalid.text) : convert?.invalid
  return [
    ...namesPart(renamed_from, 'flow'),
    ...(convert === undefined ? [] : [`convert: { ${from}invalid: ${invalid} }`]),
    ...(contract === undefined ? [] : [`contract: ${contract}`]),
    ...(conflicts === undefined ? [] : [`conflicts: ${conflicts}`]),
  ]
}

/** The lines of a table: keys, names and types stand below each other. */
export function fieldLines(fields: ReadonlyMap<string, Field>, hints: Hints = NO_HINTS): readonly string[] {
  const rows = [...fields].sort(([a], [b]) => byCodeUnit(a, b))
  const table = tableLines(
    rows.map(([name, field]) => {
      const own = hints.fields.get(name)
      const cells = [...fieldParts(field), ...(own === undefined ? [] : hintParts(own))]
      return { key: `${scalarText(name, 'flow')}:`, cells }
    }),
  )
  return table.map(line => `  ${line}`)
}

/** One line a row: its key, its first two cells in columns of their own, then the others. */
export function tableLines(rows: readonly { readonly key: string; readonly cells: readonly string[] }[]): string[] {
  const split = rows.map(({ key, cells: [label = '', type = '', ...rest] }) => {
    return { key, label: `${label},`, type: rest.length > 0 ? `${type},` : type, rest }
  })
  const width = (part: 'key' | 'label' | 'type') => Math.max(...split.map(each => each[part].length))
  const [key, label, type] = [width('key'), width('label'), width('type')]
  return split.map(each => {
    const head = `${each.key.padEnd(key)} { ${each.label.padEnd(label)} `
    return each.rest.length === 0
      ? `${head}${each.type} }`
      : `${head}${each.type.padEnd(type)} ${each.rest.join(', ')} }`
  })
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`
}
