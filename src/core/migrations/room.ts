import { believedCaps } from '../model/caps.ts'
import type { TypeCaps } from '../model/caps.ts'
import { isTemporary, LIMITS, TYPE_CAPS } from '../model/catalog.ts'
import type { Datastore } from '../model/catalog.ts'
import { temporaryField } from './marks.ts'

/**
 * The caps of a datastore as far as it shows that its org holds to them: as it is, as it is wanted, and as it was left.
 * A run that stopped half-way has deleted what showed more, so a field that waits for its own name to come back shows it
 * too: no plan makes one that has no room for both.
 */
export function capsOnTheWay(now: Datastore | undefined, wanted: Datastore, left: Datastore | undefined): TypeCaps {
  const caps = { ...believedCaps(now, wanted, left) }
  if (now === undefined) return caps
  for (const [name, { type }] of wanted.fields) {
    const isAway = !now.fields.has(name) && now.fields.get(temporaryField(name))?.type === type
    if (isAway && staying(now, wanted, type) + 1 > TYPE_CAPS[type]) caps[type] = LIMITS.fields
  }
  return caps
}

// What may yet leave is not counted: a plan could have meant to delete it first.
function staying(now: Datastore, { fields }: Datastore, type: string): number {
  const away = new Set([...fields.keys()].filter(name => !now.fields.has(name)).map(temporaryField))
  const stays = ([name, field]: readonly [string, { readonly type: string }]) =>
    field.type === type && (isTemporary(name) ? away.has(name) : fields.get(name)?.type === type)
  return [...now.fields].filter(stays).length
}
