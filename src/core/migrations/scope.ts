import { typeOver } from '../model/caps.ts'
import type { TypeCaps } from '../model/caps.ts'
import { LIMITS } from '../model/catalog.ts'
import type { Datastore, Field } from '../model/catalog.ts'
import { placeOf } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import type { Live } from '../model/live.ts'
import type { Problem } from '../model/problem.ts'
import type { Heritage } from './heirs.ts'

/** The wanted datastore with old fields that wait beside their heirs; neither is mandatory, since writers know one or the other. */
export function besideHeirs(
  wanted: Datastore,
  now: Datastore | undefined,
  foreign: ReadonlyMap<string, Field>,
  heritage: Heritage | undefined,
): Datastore {
  const pairs = [
    ...(heritage?.waiting ?? []),
    ...(heritage?.successions ?? []).flatMap(each => (each.isWaiting ? [{ heir: each.heir, old: each.source }] : [])),
  ]
  if (foreign.size + pairs.length === 0) return wanted
  const fields = new Map([...wanted.fields, ...foreign])
  for (const { heir, old } of pairs) {
    const [own, stays] = [fields.get(heir), now?.fields.get(old)]
    if (own !== undefined) fields.set(heir, { ...own, mandatory: false })
    if (stays !== undefined && !foreign.has(old)) fields.set(old, { ...stays, mandatory: false })
  }
  return { ...wanted, fields }
}

/** Why an old field cannot wait: beside its heir there would be more fields than Cliq allows. */
export function noRoomToWait(beside: Datastore, caps: TypeCaps, heritage: Heritage | undefined): readonly Problem[] {
  const waits = heritage?.successions.filter(each => each.isWaiting) ?? []
  const over = typeOver(beside.fields.values(), caps)
  if (waits.length === 0 || (over === undefined && beside.fields.size <= LIMITS.fields)) return []
  const olds = waits.map(each => each.source).join(', ')
  const what = over === undefined ? `${LIMITS.fields} fields` : `${caps[over]} fields of type ${over}`
  const message = `${beside.unique_name} has no room for ${olds} beside its replacement: Cliq allows ${what}`
  return [{ code: 'LV117', severity: 'error', message, hint: 'remove `contract: later`, or define one field less' }]
}

/** Says that an old field stays, and how it leaves. */
export function waitingNote(definition: Definition | undefined, { heir, old }: Heritage['waiting'][number]): Problem {
  const at = placeOf(definition, `fields.${heir}.contract`)
  const message = `waiting: ${old}; its values are in ${heir} too, and it stays for now`
  const hint = 'contract by removing "contract: later"'
  return { code: 'LV115', severity: 'warning', message, ...(at && { at }), hint }
}

/** Datastores that a definition says had another name. */
export interface Hinted {
  /** Live names that become others. */
  readonly renamed: ReadonlyMap<string, string>
  /** Live names that a hint speaks of, so that none is taken for one to delete. */
  readonly claimed: ReadonlySet<string>
}

/** What the hints of definitions say of the datastores that are live; two of which one was the other are a problem. */
export function renamedByHint(
  definitions: readonly Definition[],
  live: Live,
  ignored: (name: string) => boolean,
  problems: Problem[],
): Hinted {
  const renamed = new Map<string, string>()
  const claimed = new Set<string>()
  for (const definition of definitions) {
    const name = definition.datastore.unique_name
    const old = ignored(name) ? [] : (definition.hints?.renamed_from ?? []).filter(each => live.catalog.has(each))
    for (const each of old) claimed.add(each)
    const [only, ...others] = old
    if (only === undefined) continue
    const both = [...(live.catalog.has(name) ? [name] : []), ...old]
    if (others.length === 0 && !live.catalog.has(name)) {
      renamed.set(only, name)
      continue
    }
    const at = placeOf(definition, 'renamed_from')
    const message = `${both.join(' and ')} are both in the org, but by its hint ${name} was called ${old.join(' and ')}`
    const hint = 'merge or delete one of them in Cliq, or take its name out of `renamed_from`'
    problems.push({ code: 'LV110', severity: 'error', message, ...(at && { at }), hint })
  }
  return { renamed, claimed }
}
