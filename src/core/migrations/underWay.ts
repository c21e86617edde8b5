import { isTemporary, STAND_IN_FIELD } from '../model/catalog.ts'
import type { Datastore } from '../model/catalog.ts'
import { heirMark, temporaryField } from './marks.ts'

/** Two states of one datastore without what an apply has on its way: that is nobody's edit. */
export interface Settled {
  readonly was: Datastore
  readonly now: Datastore
  /** Fields whose values are on their way, as they are live; temporary ones stand for those that they keep. */
  readonly underWay: readonly string[]
}

/**
 * Leaves out of a datastore as it was left, and as it is live, the fields whose marks say that their values are carried,
 * and the unique keys with such a field: they are loosened and move with it.
 */
export function settled(was: Datastore, now: Datastore): Settled {
  const left = new Set<string>()
  const names = [...was.fields.keys(), ...now.fields.keys()]
  for (const name of names) if (now.fields.has(temporaryField(name))) left.add(name)
  for (const [heir, { name }] of now.fields) {
    const old = [...names, temporaryField(heir)].find(each => name === heirMark(each, heir))
    if (old !== undefined) left.add(heir).add(old)
  }
  const underWay = [...left].filter(name => now.fields.has(name) && !isTemporary(name))
  return { was: without(was, left), now: without(now, left), underWay }
}

function without(datastore: Datastore, left: ReadonlySet<string>): Datastore {
  const fields = [...datastore.fields].filter(
    ([name]) => !left.has(name) && name !== STAND_IN_FIELD && !isTemporary(name),
  )
  const unique_keys = datastore.unique_keys.filter(key => !key.some(field => left.has(field)))
  return { ...datastore, fields: new Map(fields), unique_keys }
}
