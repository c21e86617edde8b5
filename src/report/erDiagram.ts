import type { Datastore, Field } from '../core/model/catalog.ts'
import { escapeText } from './escape.ts'

/** A Mermaid ER diagram of datastores: one box each, its fields with their types. Cliq knows no relations, so none are drawn. */
export function erDiagram(datastores: readonly Datastore[]): string {
  return ['erDiagram', ...datastores.map(box)].join('\n')
}

function box({ unique_name, name, fields, unique_keys }: Datastore): string {
  const keys = new Set(unique_keys.flat())
  const rows = [...fields].map(
    ([field, each]) => `    ${each.type} ${word(field)}${keys.has(field) ? ' UK' : ''} "${said(each)}"`,
  )
  return [`  "${unique_name}"["${label(name)}"] {`, ...rows, '  }'].join('\n')
}

function said({ name, mandatory, masked }: Field): string {
  return [label(name), ...(mandatory ? ['mandatory'] : []), ...(masked ? ['masked'] : [])].join(', ')
}

// The grammar ignores case and takes these for marks of a key.
function word(field: string): string {
  return ['pk', 'fk', 'uk'].includes(field) ? `${field}_` : field
}

// A quote would end the label, a per cent sign or a backslash is not taken in one, # and ; begin a code, and a line that
// says `direction TB` is an order wherever it says so.
function label(text: string): string {
  const plain = escapeText(text.replaceAll(/\s+/gu, ' ')).replaceAll(/["%\\#;`]/gu, "'")
  return plain.replaceAll(/\b(direction) (?=tb|bt|rl|lr)/giu, '$1-').trim()
}
