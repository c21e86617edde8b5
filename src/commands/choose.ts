import { byCodeUnit } from '../core/model/catalog.ts'
import type { Definition } from '../core/model/definition.ts'
import type { LockedEnvironment } from '../core/model/lock.ts'
import type { ChosenNames } from '../core/plan/document.ts'
import type { Live } from '../core/model/live.ts'
import { notKnown } from './absent.ts'

/**
 * Which datastores a run is about, where somebody named some: those, and the names that they had before. What is left out
 * is neither read into the plan nor written into the lock file. Throws CL122 for a name that nobody knows.
 */
export function choose(
  names: readonly string[],
  definitions: readonly Definition[],
  locked: LockedEnvironment,
): ChosenNames | undefined {
  if (names.length === 0) return undefined
  const past = new Map(definitions.map(each => [each.datastore.unique_name, each.hints?.renamed_from ?? []] as const))
  const known = new Set([...past.keys(), ...locked.datastores.keys(), ...[...past.values()].flat()])
  const unknown = names.filter(each => !known.has(each))
  if (unknown.length > 0) throw notKnown(unknown, [...past.keys(), ...locked.datastores.keys()])
  const heirs = [...past].flatMap(([name, earlier]) => (earlier.some(each => names.includes(each)) ? [name] : []))
  const meant = new Set([...names, ...heirs])
  const all = [...new Set([...meant, ...[...meant].flatMap(each => past.get(each) ?? [])])]
  const leftOut = [...new Set([...past.keys(), ...locked.datastores.keys()])].filter(each => !all.includes(each))
  return { names: all.sort(byCodeUnit), leftOut: leftOut.sort(byCodeUnit) }
}

/** Names that a plan leaves alone, those of the org among them. */
export function namesLeftOut({ names, leftOut }: ChosenNames, live: Live): readonly string[] {
  return [...new Set([...leftOut, ...live.catalog.keys()])].filter(each => !names.includes(each))
}
