import type { Datastore } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import { isHidden } from '../model/secrecy.ts'
import type { Carry } from '../model/step.ts'
import { carryCountOf, wantedOf } from './carries.ts'

/**
 * A few values that a plan cannot carry, for the eye of who sits at the terminal. Values belong to people: no plan, file,
 * report or log holds them, so they never travel inside of one.
 */
export interface Examples {
  readonly datastore: string
  readonly field: string
  readonly values: readonly string[]
}

/** Hears of them as soon as they are found. */
export type HearExamples = (examples: readonly Examples[]) => void

/** A datastore whose values are carried: as it is, what it shall be, and how they get there, by the name of the heir. */
interface Carrying {
  readonly before: Datastore
  readonly target: Datastore | undefined
  readonly carries: ReadonlyMap<string, Carry>
}

const MOST = 3

/** Values that fit their heirs badly: not convertible, too long, or the same as another one where a key allows no two. */
export function examplesIn(records: readonly LiveRecord[], about: Carrying): readonly Examples[] {
  const { before, target, carries } = about
  const shown = [...carries].filter(([heir, { reads }]) => isOpen(before, reads) && isOpen(target, heir))
  const unfit = shown.map(([, carry]) =>
    exampleOf(before, carry.reads, carryCountOf(carry, records, before.fields).examples),
  )
  const twins = (target?.unique_keys ?? []).flatMap(key => {
    const pair = twinsOn(key, records, about) ?? []
    return shown
      .filter(([heir]) => key.includes(heir))
      .map(([, { reads }]) =>
        exampleOf(
          before,
          reads,
          pair.map(({ values }) => values[reads]),
        ),
      )
  })
  return [...unfit, ...twins].filter(each => each.values.length > 0)
}

function isOpen(datastore: Datastore | undefined, field: string): boolean {
  return !isHidden(datastore?.fields.get(field))
}

function exampleOf({ unique_name }: Datastore, field: string, found: readonly unknown[]): Examples {
  const values = [...new Set(found.filter(each => each !== undefined && each !== null).map(String))]
  return { datastore: unique_name, field, values: values.slice(0, MOST) }
}

/** The first two records that a unique key of the target would not tell apart, once their values are carried. */
export function twinsOn(
  key: readonly string[],
  records: readonly LiveRecord[],
  { before: { fields }, carries }: Pick<Carrying, 'before' | 'carries'>,
): readonly [LiveRecord, LiveRecord] | undefined {
  if (!key.some(name => carries.has(name))) return undefined
  const seen = new Map<string, LiveRecord>()
  for (const record of records) {
    const parts = key.map(name => {
      const carry = carries.get(name)
      if (carry === undefined) return record.values[name] ?? undefined
      const wanted = wantedOf(carry, record.values[carry.reads], fields.get(carry.reads))
      return wanted.kind === 'value' ? wanted.value : undefined
    })
    if (parts.includes(undefined)) continue
    const text = JSON.stringify(parts.map(String))
    const other = seen.get(text)
    if (other !== undefined) return [other, record]
    seen.set(text, record)
  }
  return undefined
}
