import { detourMark, heirMark } from '../migrations/marks.ts'
import type { Succession } from '../migrations/heirs.ts'
import { isTemporary, sameDefault, serverDefault } from '../model/catalog.ts'
import type { Datastore, Field } from '../model/catalog.ts'
import { carriesIn } from '../model/step.ts'
import type { Carry, FieldEdit, Step } from '../model/step.ts'

/** The carries that bring the values of successions to their heirs, in the order in which each waits for the one before. */
export function carriesOf(successions: readonly Succession[]): readonly Carry[] {
  return successions.flatMap(
    ({ source, via, over, heir, from, to, invalid, standing, conflicts }): readonly Carry[] => {
      const into = standing === 'theirs' ? 'theirs' : 'ours'
      const wins = conflicts === undefined ? {} : { conflicts }
      if (via === undefined) return [{ reads: source, writes: heir, from, to, invalid, into, ...wins }]
      // Converted on the way in, and a plain copy on the way out; a field of this name is always ours. A detour holds every
      // value or none is sent there.
      const held = over ?? to
      return [
        { reads: source, writes: via, from, to: held, invalid: over === undefined ? invalid : 'refuse', into: 'ours' },
        { reads: via, writes: heir, from: held, to, invalid: 'refuse', into: 'ours' },
      ]
    },
  )
}

/** Fields as they are while values are carried into them: optional, under a mark, with no default that could pass for a value. */
export function marked(
  { reads, writes, to }: Carry,
  { masked }: Pick<Field, 'masked'>,
  successions: readonly Succession[],
): Field {
  const detour = successions.find(each => each.via === writes && each.over !== undefined)
  const name = detour === undefined ? heirMark(reads, writes) : detourMark(reads, detour.to, writes)
  return { name, type: to, mandatory: false, masked }
}

/** What an heir still lacks once its old field is gone; undefined for nothing. */
export function finalEdit(
  { heir, standing, source, via }: Pick<Succession, 'heir' | 'standing' | 'source' | 'via'>,
  from: Datastore,
  to: Datastore,
): FieldEdit | undefined {
  const wanted = to.fields.get(heir)
  if (wanted === undefined) return undefined
  const there = standing === 'absent' || via !== undefined ? undefined : from.fields.get(heir)
  const now = there ?? {
    ...wanted,
    name: heirMark(via ?? source, heir),
    mandatory: false,
    default_value: serverDefault(wanted.type),
  }
  const edit: FieldEdit = {
    ...(now.name !== wanted.name && { name: wanted.name }),
    ...(now.mandatory !== wanted.mandatory && { mandatory: wanted.mandatory }),
    ...(now.masked !== wanted.masked && { masked: wanted.masked }),
    ...(!sameDefault(wanted.type, now.default_value, wanted.default_value) && {
      default_value: wanted.default_value,
    }),
  }
  return Object.keys(edit).length === 0 ? undefined : edit
}

/** The first carry of each field of a datastore whose values are carried, by the name that they end under. */
export function heirCarries(steps: readonly Step[], datastore: string): ReadonlyMap<string, Carry> {
  const found = new Map<string, Carry>()
  const carries = steps.flatMap(step => (step.datastore === datastore ? carriesIn(step) : []))
  for (const carry of carries) {
    const next = isTemporary(carry.writes) ? carries.find(each => each.reads === carry.writes) : carry
    const heir = (next ?? carry).writes
    if (!found.has(heir)) found.set(heir, carry)
  }
  return found
}
