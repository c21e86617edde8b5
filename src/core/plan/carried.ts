import type { Succession } from '../migrations/heirs.ts'
import { changeName } from '../model/change.ts'
import type { Change } from '../model/change.ts'
import { isTemporary } from '../model/catalog.ts'
import type { Field } from '../model/catalog.ts'
import type { LockedEnvironment } from '../model/lock.ts'
import type { Problem } from '../model/problem.ts'
import { carriesIn } from '../model/step.ts'
import type { Carry, Step } from '../model/step.ts'
import { carriesOf } from './links.ts'
import type { Scope } from './ownership.ts'

/**
 * Changes as people read them: an old field whose values are carried to another is a rename and no loss, and a field
 * that comes for a time is none.
 */
export function toldChanges(
  changes: readonly Change[],
  { base, target, successions, renamed }: Scope,
  locked: LockedEnvironment,
): readonly Change[] {
  if (successions.size === 0) return changes
  const earlier = new Map([...renamed].map(([now, then]) => [then, now] as const))
  const told: Change[] = []
  const done = new Set<string>()
  for (const change of changes) {
    const own = successions.get(change.datastore) ?? []
    const field = 'field' in change ? change.field : undefined
    const one = own.find(each => !each.isWaiting && [each.heir, each.source, each.via].includes(field))
    if (one === undefined || field === undefined) {
      told.push(change)
      continue
    }
    const datastore = change.datastore
    if (change.kind === 'field-changed' && (one.standing === 'theirs' || one.via !== undefined)) told.push(change)
    if (done.has(`${datastore} ${one.heir}`)) continue
    done.add(`${datastore} ${one.heir}`)
    const from = base.get(earlier.get(datastore) ?? datastore)?.fields.get(one.source)
    const to = target.get(datastore)?.fields.get(one.heir)
    const before = locked.datastores.get(datastore)?.definition.fields.get(one.origin ?? one.heir)
    if (from !== undefined && to !== undefined) told.push(toldOne(datastore, one, from, to, before))
  }
  return told
}

function toldOne(datastore: string, one: Succession, from: Field, to: Field, before: Field | undefined): Change {
  const { heir, source, origin } = one
  if (origin !== undefined)
    return { kind: 'field-renamed', datastore, field: heir, from: origin, was: before ?? to, to }
  if (one.via !== undefined && heir === source) return { kind: 'field-retyped', datastore, field: heir, from, to }
  // Half-way over its own name: what it was before is what we left.
  if (isTemporary(source)) return { kind: 'field-retyped', datastore, field: heir, from: before ?? from, to }
  return { kind: 'field-renamed', datastore, field: heir, from: source, was: from, to }
}

/** The first carry of each change that carries values, by the change's name. */
export function carriedBy(changes: readonly Change[], { successions }: Scope): ReadonlyMap<string, Carry> {
  return new Map(
    changes.flatMap(change => {
      if (change.kind !== 'field-renamed' && change.kind !== 'field-retyped') return []
      const own = (successions.get(change.datastore) ?? []).filter(each => each.heir === change.field)
      const [first] = carriesOf(own)
      return first === undefined ? [] : [[changeName(change), first] as const]
    }),
  )
}

/** Datastores whose values cannot be carried within the caps: there is no order of calls for them. */
export function withoutRoom({ successions, target }: Scope, steps: readonly Step[]): readonly Problem[] {
  return [...successions].flatMap(([name, own]): readonly Problem[] => {
    const done = new Set(steps.flatMap(each => carriesIn(each).map(({ writes }) => writes)))
    const stuck = own.filter(each => !done.has(each.heir))
    const fields = target.get(name)?.fields
    if (stuck.length === 0 || fields === undefined) return []
    const heirs = stuck.map(each => each.heir).join(', ')
    const types = [...new Set(stuck.map(each => each.to))].join(' and ')
    const message = `${name} has no room for ${heirs} beside the old field: the limit of all fields or of ${types} is reached`
    const hint =
      'define one field less for one apply, change only the display name, or consent to the loss without the hint'
    return [{ code: 'LV117', severity: 'error', message, hint }]
  })
}
