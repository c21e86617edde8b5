import { withChanges } from './attribution.ts'
import type { Drifted } from './attribution.ts'
import type { Datastore } from '../model/catalog.ts'
import type { Change } from '../model/change.ts'
import type { Definition } from '../model/definition.ts'
import type { Live } from '../model/live.ts'
import type { LockedDatastore, LockedEnvironment } from '../model/lock.ts'
import { renamedById } from '../plan/ownership.ts'

/**
 * What a plan has to aim at to put these drifted parts back, and no other: every datastore we left, as we left it where
 * it drifted, and as it is live in all else. What is not ours is in none of them, so it is kept.
 */
export function reversal(
  chosen: readonly Drifted[],
  all: readonly Drifted[],
  live: Live,
  locked: LockedEnvironment,
): readonly Definition[] {
  const names = renamedById(live, locked)
  const back = new Set(chosen.map(each => each.change))
  const staying = new Map<string, Change[]>()
  for (const { change } of all) {
    if (back.has(change)) continue
    const name = names.get(change.datastore) ?? change.datastore
    staying.set(name, [...(staying.get(name) ?? []), change])
  }
  return [...locked.datastores].flatMap(([name, left]) => {
    const own = staying.get(name) ?? []
    // Gone or renamed, and to stay so: no plan of ours is about it.
    if (own.some(each => each.kind === 'datastore-removed' || each.kind === 'datastore-renamed')) return []
    const datastore = withChanges(ownPart(left), own)
    return [{ datastore, protect: undefined, file: '', places: new Map() }]
  })
}

function ownPart({ definition, fields }: LockedDatastore): Datastore {
  return { ...definition, fields: new Map([...definition.fields].filter(([name]) => fields.has(name))) }
}
