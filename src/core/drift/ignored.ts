import type { Drifted } from './attribution.ts'
import { changeName } from '../model/change.ts'
import { ignores } from '../plan/ownership.ts'
import type { Place, Problem } from '../model/problem.ts'

/** Drift that people know of and leave alone for a while. */
export interface Ignored {
  readonly environment: string
  /** A datastore, `datastore.field`, `datastore.attribute`, or a change's name such as `field-added:empdir.notes`; `*` stands for any text. */
  readonly pattern: string
  readonly reason: string
  /** The last day on which it counts, `YYYY-MM-DD`, UTC. */
  readonly until: string
  readonly at?: Place
}

/** One drifted part with the entry that leaves it alone. */
export interface IgnoredDrift extends Drifted {
  readonly entry: Ignored
}

/** Drift apart: what counts, and what an entry that has not ended leaves alone. */
export interface SortedDrift {
  readonly counted: readonly Drifted[]
  readonly ignored: readonly IgnoredDrift[]
}

/** Sorts drift by the entries of one environment; `today` is `YYYY-MM-DD`, UTC. */
export function sortedDrift(drift: readonly Drifted[], entries: readonly Ignored[], today: string): SortedDrift {
  const counting = entries
    .filter(each => !isExpired(each, today))
    .map(entry => ({ entry, covers: ignores([entry.pattern]) }))
  const ignored = drift.flatMap((each): readonly IgnoredDrift[] => {
    const names = namesOf(each)
    const found = counting.find(({ covers }) => names.some(covers))
    return found === undefined ? [] : [{ ...each, entry: found.entry }]
  })
  const known = new Set(ignored.map(each => each.change))
  return { counted: drift.filter(each => !known.has(each.change)), ignored }
}

/** CF121 for each entry whose last day is over: what it hid counts again, and someone has to look at it. */
export function expiredProblems(entries: readonly Ignored[], today: string): readonly Problem[] {
  return entries
    .filter(each => isExpired(each, today))
    .map(({ pattern, until, at }) => ({
      code: 'CF121',
      severity: 'error',
      message: `drift of \`${pattern}\` was ignored until ${until}, and that day has passed`,
      ...(at !== undefined && { at }),
      hint: 'remove the entry, or give it another reason and day with cliq-ds drift --ignore',
    }))
}

/** Whether the entry's last day is over. */
export function isExpired({ until }: Pick<Ignored, 'until'>, today: string): boolean {
  return today > until
}

function namesOf({ change }: Drifted): readonly string[] {
  const { datastore } = change
  const part = 'field' in change ? change.field : 'attribute' in change ? change.attribute : undefined
  return [datastore, changeName(change), ...(part === undefined ? [] : [`${datastore}.${part}`])]
}
