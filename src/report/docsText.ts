import { isHidden } from '../core/model/secrecy.ts'
import type { Field } from '../core/model/catalog.ts'
import { NO_HINTS } from '../core/model/definition.ts'
import type { Definition, FieldHints, Hints } from '../core/model/definition.ts'
import { HIDDEN } from '../core/model/plain.ts'
import { counted } from './amounts.ts'
import { erDiagram } from './erDiagram.ts'
import { escapeText } from './escape.ts'

/** A Markdown catalog of all datastores, in the given order, with a diagram. Nothing in it depends on the moment. */
export function docsText(definitions: readonly Definition[]): string {
  const datastores = definitions.map(each => each.datastore)
  const fields = datastores.reduce((sum, each) => sum + each.fields.size, 0)
  const rows = datastores.map(
    ({ unique_name, name, description, fields: own }) =>
      `| [${prose(unique_name)}](#${unique_name}) | ${prose(name)} | ${own.size} | ${prose(description)} |`,
  )
  return `${[
    '<!-- Made by cliq-ds docs from the definitions. Change those, then run it again. -->',
    '# Datastores',
    `${counted(datastores.length, 'datastore')}, ${counted(fields, 'field')}.`,
    ['| Datastore | Name | Fields | What it is for |', '| --- | --- | ---: | --- |', ...rows].join('\n'),
    ['```mermaid', erDiagram(datastores), '```'].join('\n'),
    'Cliq has no relations between datastores, so the diagram shows none. UK marks fields of a unique key.',
    ...definitions.flatMap(section),
  ].join('\n\n')}\n`
}

function section({ datastore, file, protect, extension, hints = NO_HINTS }: Definition): readonly string[] {
  const { unique_name, name, description, fields, unique_keys } = datastore
  const keys = unique_keys.map(key => `- ${key.map(code).join(', ')}`)
  const kept = protect === true ? ' Protected: it is not deleted while protect is true.' : ''
  const owner =
    extension === undefined
      ? ''
      : ` It belongs to the extension ${code(extension)}, and only its rows are managed here.`
  return [
    `## ${prose(unique_name)}`,
    `**${prose(name)}.** ${prose(description)}`,
    `Defined in ${code(file)}.${kept}${owner}`,
    [
      '| Field | Name | Type | Mandatory | Masked | Default |',
      '| --- | --- | --- | --- | --- | --- |',
      ...[...fields].map(([field, each]) => row(field, each)),
    ].join('\n'),
    keys.length === 0 ? 'No unique keys.' : `Unique together:\n\n${keys.join('\n')}`,
    ...past(hints),
  ]
}

function past({ renamed_from, fields }: Hints): readonly string[] {
  const lines = [
    ...(renamed_from.length === 0 ? [] : [`- The datastore was called ${earlier(renamed_from)}.`]),
    ...[...fields].map(([field, hints]) => `- ${code(field)} ${fieldPast(hints)}.`),
  ]
  return lines.length === 0 ? [] : [`History:\n\n${lines.join('\n')}`]
}

function fieldPast({ renamed_from, convert, contract }: FieldHints): string {
  const type = convert?.from === undefined ? 'of another type' : `of type ${convert.from}`
  return [
    ...(renamed_from.length === 0 ? [] : [`was called ${earlier(renamed_from)}`]),
    ...(convert === undefined ? [] : [`was ${type}`]),
    ...(contract === undefined ? [] : ['is kept beside its old field for now']),
  ].join(', ')
}

function earlier(names: readonly string[]): string {
  return names.map(code).join(', before that ')
}

function row(unique_name: string, field: Field): string {
  const { name, type, mandatory, masked, default_value } = field
  const value =
    default_value === undefined ? '' : isHidden(field) ? HIDDEN : default_value === '' ? 'empty' : code(default_value)
  const cells = [code(unique_name), prose(name), type, mandatory ? 'yes' : '', masked ? 'yes' : '', value]
  return `| ${cells.join(' | ')} |`
}

/** Foreign text as words of a line of Markdown, whatever marks it holds. */
function prose(text: string): string {
  return escapeText(text.replaceAll(/\s+/gu, ' ').trim()).replaceAll(/[\\`*_{}[\]<>#|~&!$]/gu, String.raw`\$&`)
}

// A cell ends at a bar even in code, and a fence longer than any in the text holds them all.
function code(text: string): string {
  // Readers of tables disagree on a bar behind a backslash in code.
  if (text.includes('\\|')) return prose(text)
  const shown = escapeText(text.replaceAll(/[\r\n\t]/gu, ' ')).replaceAll('|', String.raw`\|`)
  const fence = '`'.repeat(Math.max(0, ...(shown.match(/`+/gu) ?? []).map(each => each.length)) + 1)
  const pad = fence.length > 1 || shown.trim() !== shown || shown.trim() === '' ? ' ' : ''
  return `${fence}${pad}${shown}${pad}${fence}`
}
