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

/** DS120 for each consent of a run that speaks of nothing: its name is neither defined nor live nor in the lock file. */
export function strayConsents(allow: readonly string[], known: NameSources): readonly Problem[] {
  if (allow.length === 0) return []
  const names = namesOf(known)
  return allow.flatMap((consent): readonly Problem[] => {
    const [kind = '', name = ''] = consent.split(':')
    if (kind === 'unkeyed-seed' || names.has(name)) return []
    const alike = [...names].filter(each => each.includes('.') === name.includes('.'))
    const message = `\`--allow ${consent}\` allows nothing: there is no ${name}`
    return [{ code: 'DS120', severity: 'warning', message, hint: didYouMean(name, alike) }]
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
    for (const field of fields.keys()) names.add(`${unique_name}.${field}`)
  }
  return names
}
