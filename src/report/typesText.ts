import type { Field } from '../core/model/catalog.ts'
import type { Definition } from '../core/model/definition.ts'
import { escapeText } from './escape.ts'

/** A TypeScript module with the record of each datastore, in the given order: what record calls carry, so numbers are text. */
export function typesText(definitions: readonly Definition[]): string {
  const interfaces = definitions.map(({ datastore: { unique_name, name, description, fields } }) =>
    [
      `/** ${comment(`${name} (\`${unique_name}\`): ${description}`)} */`,
      `export interface ${typeName(unique_name)} {`,
      ...[...fields].flatMap(([field, each]) => [
        `  /** ${comment(said(each))} */`,
        `  readonly ${field}${each.mandatory ? '' : '?'}: ${each.type === 'boolean' ? 'boolean' : 'string'}`,
      ]),
      '}',
    ].join('\n'),
  )
  const names = definitions.map(
    ({ datastore: { unique_name } }) => `  readonly ${unique_name}: ${typeName(unique_name)}`,
  )
  const all = [
    '/** The record of each datastore, by unique_name. */',
    'export interface RecordsByDatastore {',
    ...names,
    '}',
  ]
  return `${[HEAD, ...interfaces, all.join('\n')].join('\n\n')}\n`
}

const HEAD = '// Made by cliq-ds types from the definitions. Change those, then run it again.'

/** `EmpDirRecord` for `emp_dir`: a name of its own for every unique_name, and none of them a word of the language. */
export function typeName(unique_name: string): string {
  return `${unique_name.replaceAll(/(?:^|_)([a-z])/gu, (_, letter: string) => letter.toUpperCase())}Record`
}

function said({ name, type, mandatory, masked }: Field): string {
  const size = type === 'number' ? 'number, as text of at most 19 characters' : type
  return [`${name}: ${size}`, ...(mandatory ? ['mandatory'] : []), ...(masked ? ['masked'] : [])].join(', ')
}

function comment(text: string): string {
  return escapeText(text.replaceAll(/\s+/gu, ' ').replaceAll('*/', '* /')).trim()
}
