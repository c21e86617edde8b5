import type { Succession } from '../migrations/heirs.ts'
import { temporaryField } from '../migrations/marks.ts'
import type { Change } from '../model/change.ts'
import type { FieldType } from '../model/catalog.ts'
import { withoutRoom } from './carried.ts'
import type { Scope } from './ownership.ts'
import { stepsFor } from './steps.ts'

/**
 * The scope in which values whose type has no room for two fields go over a temporary field of another type, as few of
 * them as make a way. Only over types that give every value back as it was, so that at no moment less is in the org
 * than before; where there is none, the scope is as it was, and its datastore has no steps.
 */
export function withDetours(scope: Scope, differences: readonly Change[]): Scope {
  const successions = new Map(scope.successions)
  for (const [name, own] of scope.successions) {
    const about = { scope, name, changes: differences.filter(each => each.datastore === name) }
    if (own.length > 0 && !hasWay(own, about)) successions.set(name, roomFor(own, about) ?? own)
  }
  return { ...scope, successions }
}

interface About {
  readonly scope: Scope
  readonly name: string
  readonly changes: readonly Change[]
}

// One detour is enough nearly always: what leaves over it makes the room for the others.
function roomFor(own: readonly Succession[], about: About): readonly Succession[] | undefined {
  const detour = (at: number, from: readonly Succession[], over: FieldType) =>
    from.map((each, index) => (index === at ? { ...each, via: temporaryField(each.heir), over } : each))
  let all = own
  for (const [at, each] of own.entries()) {
    const ways = typesOver(each, about.scope, about.name)
    for (const over of ways) {
      const one = detour(at, own, over)
      if (hasWay(one, about)) return one
    }
    const [first] = ways
    if (first === undefined) continue
    all = detour(at, all, first)
    if (hasWay(all, about)) return all
  }
  return undefined
}

function hasWay(own: readonly Succession[], { scope, name, changes }: About): boolean {
  const successions = new Map([[name, own]])
  const steps = stepsFor(scope.base, scope.target, changes, successions, scope.caps)
  return withoutRoom({ ...scope, successions }, steps).length === 0
}

/** Types whose fields give back each value that they took. A large text may be too long for one, which is found before anything is sent. */
const HOLDERS: Readonly<Record<FieldType, readonly FieldType[]>> = {
  boolean: ['limited-text', 'large-text'],
  number: ['limited-text', 'large-text'],
  'limited-text': ['large-text'],
  'large-text': ['limited-text'],
  'encrypted-text': [],
}

// What is on its way already keeps to its way, and what waits has two fields for good.
function typesOver(
  { heir, from, to, via, over, standing, isWaiting }: Succession,
  scope: Scope,
  name: string,
): readonly FieldType[] {
  if (standing !== 'absent' || isWaiting || over !== undefined) return []
  const isMasked = scope.target.get(name)?.fields.get(heir)?.masked === true
  const fits = (type: FieldType) => !isMasked || type === 'number' || type === 'limited-text'
  if (from === to) return HOLDERS[from].filter(fits)
  // Under its own name with another type: where the new type takes whatever the old one held. Over a text first, since a
  // number or a flag that has no value may show the default of a new field of its type, which nobody could tell from one.
  return via !== undefined && (to === 'large-text' || (to === 'limited-text' && from !== 'large-text'))
    ? [...HOLDERS[from].filter(each => each !== to), from].filter(fits)
    : []
}
