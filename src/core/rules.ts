import type { Definition } from './definition.ts'
import type { Place, Problem } from './problem.ts'
import { fieldLaws } from './rules/fields.ts'
import { keyLaws } from './rules/keys.ts'
import { lawOf } from './rules/law.ts'
import { descriptionLaws, nameLaws, uniqueNameLaws } from './rules/names.ts'

/** Every law that definitions can break without Cliq being asked: inside each one and between them. */
export function checkDefinitions(definitions: readonly Definition[]): readonly Problem[] {
  const problems: Problem[] = []
  for (const definition of definitions) {
    const law = lawOf(definition, problems)
    const { unique_name, name, description, fields } = definition.datastore
    // A missing one is told where its shape is read.
    if (unique_name !== '') uniqueNameLaws(unique_name, 'unique_name', law)
    nameLaws(name, 'name', law)
    descriptionLaws(description, law)
    fieldLaws(fields, law)
    keyLaws(definition.datastore, law)
  }
  betweenLaws(definitions, problems)
  return problems
}

function betweenLaws(definitions: readonly Definition[], problems: Problem[]): void {
  const names = new Map<string, Definition>()
  const spellings = new Map<string, Definition>()
  for (const definition of definitions) {
    const law = lawOf(definition, problems)
    const { unique_name } = definition.datastore
    if (unique_name === '') continue
    const first = names.get(unique_name)
    const spelling = unique_name.toLowerCase().replaceAll('_', '')
    const twin = spellings.get(spelling)
    if (first !== undefined)
      law('NM105', 'unique_name', `\`${unique_name}\` is defined in ${shown(first)} already`, 'remove or rename one')
    else if (twin !== undefined) {
      const other = twin.datastore.unique_name
      const message = `\`${unique_name}\` and \`${other}\` in ${shown(twin)} differ only in case or underscores`
      law('LT103', 'unique_name', message, 'rename one of them')
    }
    if (first === undefined) names.set(unique_name, definition)
    if (twin === undefined) spellings.set(spelling, definition)
  }
}

function shown(definition: Definition): string {
  const at: Place | undefined = definition.places.get('unique_name') ?? definition.places.get('')
  return at === undefined ? definition.file : `${definition.file}:${at.line}`
}
