import type { Definition } from '../model/definition.ts'
import type { Place, Problem } from '../model/problem.ts'
import { lawOf } from './law.ts'
import { lookOfName, spellingOf } from './text.ts'

/** Every law and rule between definitions: names that are taken twice, or nearly. */
export function betweenLaws(definitions: readonly Definition[], problems: Problem[]): void {
  const names = new Map<string, Definition>()
  const spellings = new Map<string, Definition>()
  const labels = new Map<string, Definition>()
  for (const definition of definitions) {
    const law = lawOf(definition, problems)
    const { unique_name, name } = definition.datastore
    if (unique_name === '') continue
    const first = names.get(unique_name)
    const twin = kept(spellings, spellingOf(unique_name), definition)
    if (first !== undefined) {
      const message = `\`${unique_name}\` is defined in ${shown(first, 'unique_name')} already`
      law('NM105', 'unique_name', message, 'remove or rename one')
      continue
    }
    names.set(unique_name, definition)
    if (twin !== undefined) {
      const there = `\`${twin.datastore.unique_name}\` in ${shown(twin, 'unique_name')}`
      law(
        'LT103',
        'unique_name',
        `\`${unique_name}\` and ${there} differ only in case or underscores`,
        'rename one of them',
      )
    }
    const namesake = name === '' ? undefined : kept(labels, lookOfName(name), definition)
    if (namesake === undefined) continue
    const there = `\`${namesake.datastore.unique_name}\` in ${shown(namesake, 'name')}`
    law(
      'LT108',
      'name',
      `\`${unique_name}\` and ${there} have ${sameName(name, namesake.datastore.name)}`,
      'rename one',
    )
  }
}

/** How near two display names are that look alike. */
export function sameName(one: string, other: string): string {
  return one === other ? 'the same display name' : 'display names that differ only in case or spaces'
}

/** The one that has this key already; else this one has it from now on. */
function kept(by: Map<string, Definition>, key: string, definition: Definition): Definition | undefined {
  const before = by.get(key)
  if (before === undefined) by.set(key, definition)
  return before
}

function shown(definition: Definition, path: string): string {
  const at: Place | undefined = definition.places.get(path) ?? definition.places.get('')
  return at === undefined ? definition.file : `${definition.file}:${at.line}`
}
