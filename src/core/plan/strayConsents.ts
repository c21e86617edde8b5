import type { Definition } from '../model/definition.ts'
import type { Live } from '../model/live.ts'
import type { LockedEnvironment } from '../model/lock.ts'
import type { Problem } from '../model/problem.ts'
import { didYouMean } from '../rules/nearest.ts'

/** Where a name may come from that a consent speaks of. */
export interface NameSources {
  readonly definitions: readonly Definition[]
  readonly live: Live
  readonly locked: LockedEnvironment
}

/** Consents as they were given: in this run, and for good in the config. */
export interface Consents {
  readonly allow: readonly string[]
  readonly standing: readonly string[]
}

/**
 * DS120 for each consent that speaks of nothing: its name is neither defined nor live nor in the lock file, or is not of
 * what its kind is for. Those about seeds without a key are told with the seeds.
 */
export function strayConsents(consents: Consents, known: NameSources): readonly Problem[] {
  if (consents.allow.length + consents.standing.length === 0) return []
  const names = namesOf(known)
  const of = (consent: string) => !consent.startsWith('unkeyed-seed:')
  return strays(consents, of, ([kind = '', name = '']) => {
    const isOfField = /^(?:field|values)-/u.test(kind)
    const alike = [...names].filter(each => each.includes('.') === isOfField)
    return { isKnown: alike.includes(name), alike }
  })
}

/** The same for consents about seeds, by the names of their files. */
export function straySeedConsents(consents: Consents, seeds: readonly string[]): readonly Problem[] {
  const of = (consent: string) => consent.startsWith('unkeyed-seed:')
  return strays(consents, of, ([, name = '']) => ({ isKnown: seeds.includes(name), alike: seeds }))
}

function strays(
  { allow, standing }: Consents,
  of: (consent: string) => boolean,
  look: (parts: readonly string[]) => { readonly isKnown: boolean; readonly alike: readonly string[] },
): readonly Problem[] {
  const all = [
    ...allow.map(consent => ({ consent, said: `--allow ${consent}` })),
    ...standing.map(consent => ({ consent, said: `allow: ${consent}` })),
  ]
  return all.flatMap(({ consent, said }): readonly Problem[] => {
    const parts = consent.split(':')
    const { isKnown, alike } = look(parts)
    if (!of(consent) || isKnown) return []
    const message = `\`${said}\` allows nothing: there is no ${parts[1]} that it could be for`
    return [{ code: 'DS120', severity: 'warning', message, hint: didYouMean(parts[1] ?? '', alike) }]
  })
}

function namesOf({ definitions, live, locked }: NameSources): ReadonlySet<string> {
  const stores = [
    ...definitions.map(each => each.datastore),
    ...live.catalog.values(),
    ...[...locked.datastores.values()].map(each => each.definition),
  ]
  const names = new Set<string>([...locked.datastores.keys(), ...live.bystanders.map(each => each.unique_name)])
  for (const { unique_name, fields } of stores) {
    names.add(unique_name)
    // A datastore that takes another name loses its fields under the new one.
    for (const name of [unique_name, ...heirsOf(unique_name, definitions)])
      for (const field of fields.keys()) names.add(`${name}.${field}`)
  }
  return names
}

function heirsOf(name: string, definitions: readonly Definition[]): readonly string[] {
  return definitions.filter(each => each.hints?.renamed_from.includes(name)).map(each => each.datastore.unique_name)
}
