import type { Field } from '../model/catalog.ts'
import { placeOf } from '../model/definition.ts'
import type { Definition, FieldHints } from '../model/definition.ts'
import { converted, isConvertible, sourceTypesOf } from '../model/conversions.ts'
import type { Law } from './law.ts'
import { uniqueNameLaws } from './names.ts'

/** Every law of what one definition says of its own past. */
export function hintLaws(definition: Definition, law: Law): void {
  const { datastore, hints, extension } = definition
  if (hints === undefined) return
  if (extension !== undefined) {
    const path = hints.renamed_from.length > 0 ? 'renamed_from' : `fields.${[...hints.fields.keys()][0] ?? ''}`
    law('HN103', path, 'a datastore of an extension takes no hints: the API has no schema calls for it', 'remove them')
    return
  }
  namesLaws(hints.renamed_from, datastore.unique_name, 'renamed_from', law)
  const heirs = new Map<string, string>()
  for (const [name, own] of hints.fields) {
    const field = datastore.fields.get(name)
    const path = `fields.${name}`
    namesLaws(own.renamed_from, name, `${path}.renamed_from`, law)
    oneHeirEach(definition, name, own, heirs, law)
    if (field !== undefined) fieldHintLaws(field, own, path, isKeyed(definition, name), law)
  }
}

// A name of its own, none twice, and a legal one.
function namesLaws(names: readonly string[], own: string, path: string, law: Law): void {
  const seen = new Set<string>()
  names.forEach((name, at) => {
    const here = names.length === 1 ? path : `${path}.${at}`
    if (name === own) law('HN104', here, `\`${name}\` names itself as its earlier name`, 'remove it')
    else if (seen.has(name)) law('HN104', here, `\`${name}\` is listed twice`, 'remove one')
    else uniqueNameLaws(name, here, law)
    seen.add(name)
  })
}

function oneHeirEach(
  definition: Definition,
  name: string,
  { renamed_from }: FieldHints,
  heirs: Map<string, string>,
  law: Law,
): void {
  const { fields } = definition.datastore
  renamed_from.forEach((old, at) => {
    const path = renamed_from.length === 1 ? `fields.${name}.renamed_from` : `fields.${name}.renamed_from.${at}`
    if (old === name || renamed_from.indexOf(old) < at) return
    if (fields.has(old)) {
      const isSwap = definition.hints?.fields.get(old)?.renamed_from.includes(name) === true
      const what = isSwap ? `\`${name}\` and \`${old}\` cannot swap` : `\`${old}\` is a declared field`
      const message = `${what}: a name can be reused only in two releases, over a third name`
      const third = `${old.slice(0, 16)}_old`
      const hint =
        `release 1: rename \`${old}\` to \`${third}\` with \`renamed_from: ${old}\`; ` +
        `release 2: \`${name}: { renamed_from: ${third} }\``
      return law('HN105', path, message, hint)
    }
    const other = heirs.get(old)
    if (other === undefined) return void heirs.set(old, name)
    const message = `\`${old}\` has two heirs, \`${other}\` and \`${name}\`: its values can go to one field only`
    const hint = 'keep the hint at one of them; a copy to another field is a migration'
    law('HN106', path, message, hint)
    const first = definition.hints?.fields.get(other)?.renamed_from ?? []
    const there = first.length === 1 ? 'renamed_from' : `renamed_from.${first.indexOf(old)}`
    law('HN106', `fields.${other}.${there}`, message, hint)
  })
}

function fieldHintLaws(field: Field, own: FieldHints, path: string, keyed: boolean, law: Law): void {
  const { renamed_from, convert, contract, conflicts } = own
  if (field.type === 'encrypted-text' && (renamed_from.length > 0 || convert !== undefined)) {
    const message = 'encrypted text is never carried: it cannot be read back to prove that it arrived'
    return law('HN107', path, message, 'keep the field and change only its display name, or consent to the loss')
  }
  if (convert !== undefined) conversionLaws(field, convert, renamed_from.length > 0, `${path}.convert`, law)
  if (renamed_from.length === 0)
    for (const [key, value] of [
      ['contract', contract],
      ['conflicts', conflicts],
    ] as const)
      if (value !== undefined)
        law('HN108', `${path}.${key}`, `\`${key}\` has no meaning without \`renamed_from\``, 'remove it')
  if (contract === undefined || renamed_from.length === 0) return
  if (keyed)
    law(
      'HN109',
      `${path}.contract`,
      'a field of a unique key cannot be kept: two fields cannot be one key',
      'remove `contract: later`',
    )
  else if (field.type === 'boolean' && conflicts === undefined)
    law(
      'HN109',
      `${path}.contract`,
      'a boolean with `contract: later` needs `conflicts`: true and false cannot be distinguished from a default',
      'add `conflicts: heir` or `conflicts: old`',
    )
}

function conversionLaws(
  field: Field,
  { from, invalid }: NonNullable<FieldHints['convert']>,
  isRenamed: boolean,
  path: string,
  law: Law,
): void {
  if (from !== undefined && !isConvertible(from, field.type)) {
    const known = sourceTypesOf(field.type).filter(each => each !== field.type)
    const message = `${from} has no conversion to ${field.type}`
    law('HN107', `${path}.from`, message, `values can come from ${known.join(', ')}`)
  } else if (from === field.type && !isRenamed)
    law(
      'HN107',
      `${path}.from`,
      `the field is ${from} before and after: there is nothing to convert`,
      'remove `convert`',
    )
  if (typeof invalid !== 'object') return
  const put = converted(invalid.text, field.type)
  if (put.kind === 'value') return
  const why = put.kind === 'invalid' ? put.why : 'empty'
  const message = `\`invalid\` puts a value that does not fit ${field.type}: ${why}`
  law('HN107', `${path}.invalid`, message, 'write refuse, empty, or a value of the new type in quotes')
}

function isKeyed({ datastore }: Definition, name: string): boolean {
  return datastore.unique_keys.some(key => key.includes(name))
}

/** The laws between definitions: an earlier name of a datastore is nobody's name today, and has one heir. */
export function hintLawsBetween(definitions: readonly Definition[], lawFor: (definition: Definition) => Law): void {
  const names = new Map(definitions.map(each => [each.datastore.unique_name, each] as const))
  const heirs = new Map<string, Definition>()
  for (const definition of definitions) {
    const renamed_from = definition.hints?.renamed_from ?? []
    const own = definition.datastore.unique_name
    renamed_from.forEach((old, at) => {
      if (old === own) return
      const law = lawFor(definition)
      const path = renamed_from.length === 1 ? 'renamed_from' : `renamed_from.${at}`
      const taken = names.get(old)
      if (taken !== undefined) {
        const there = shownAt(taken, 'unique_name')
        const message = `\`${old}\` is defined in ${there}: a name can be reused only in two releases`
        const third = `${old.slice(0, 16)}_old`
        const hint =
          `release 1: \`unique_name: ${third}\` with \`renamed_from: ${old}\`; ` +
          `release 2: \`unique_name: ${own}\` with \`renamed_from: ${third}\``
        return law('HN105', path, message, hint)
      }
      const other = heirs.get(old)
      if (other === undefined) return void heirs.set(old, definition)
      const first = other.datastore.unique_name
      const message = `\`${old}\` has two heirs, \`${first}\` in ${shownAt(other, 'renamed_from')} and \`${own}\``
      law('HN106', path, message, 'keep the hint in one of them')
      const message2 = `\`${old}\` has two heirs, \`${own}\` in ${shownAt(definition, 'renamed_from')} and \`${first}\``
      lawFor(other)('HN106', 'renamed_from', message2, 'keep the hint in one of them')
    })
  }
}

function shownAt(definition: Definition, path: string): string {
  const at = placeOf(definition, path)
  return at === undefined ? definition.file : `${definition.file}:${at.line}`
}
