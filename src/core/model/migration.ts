import type { Place, Places } from './problem.ts'

/** A value as a file has it; a number in the digits in which it was written. */
export interface Literal {
  readonly as: 'text' | 'number' | 'boolean'
  readonly text: string
}

/** What one field of a record must hold for it to be meant. Empty is nothing and empty text, never 0 or false. */
export type Condition =
  | { readonly is: 'empty' | 'filled' }
  | { readonly is: 'in' | 'not-in'; readonly values: readonly Literal[] }
  | { readonly is: 'lt' | 'lte' | 'gt' | 'gte'; readonly value: Literal }

/** Conditions by field, all of them together. */
export type Where = ReadonlyMap<string, readonly Condition[]>

/** What becomes of a value that does not fit: the run is refused, its record is left alone, or this text is put. */
export type OnMisfit = 'refuse' | 'skip' | { readonly text: string }

interface Writes {
  readonly datastore: string
  /** Whether a field that holds something keeps it; so it does where nothing is said. */
  readonly onlyIfEmpty: boolean | 'unsaid'
  readonly invalid: OnMisfit
}

/** Values that move, as one step of a migration says it. Names are those of definitions. */
export type DataMove =
  /** One cut fewer than there are targets, from the left; the rest stays in the last. */
  | (Writes & { readonly kind: 'split'; readonly field: string; readonly by: string; readonly into: readonly string[] })
  /** Empty parts are left out. */
  | (Writes & {
      readonly kind: 'join'
      readonly fields: readonly string[]
      readonly with: string
      readonly into: string
    })
  /** From a field beside it, or from the record of another datastore with the same value in `key`. */
  | (Writes & {
      readonly kind: 'copy'
      readonly field: string
      readonly into: string
      readonly from?: { readonly datastore: string; readonly key: string } | undefined
    })
  | (Writes & {
      readonly kind: 'map'
      readonly field: string
      readonly into: string
      readonly values: ReadonlyMap<string, Literal>
    })
  | (Writes & { readonly kind: 'fill'; readonly set: ReadonlyMap<string, Literal>; readonly where: Where })

/** Records that leave. */
export interface Deletion {
  readonly kind: 'delete_records'
  readonly datastore: string
  readonly where: Where
  readonly atMost: number
}

export type MigrationStep = DataMove | Deletion

/** A migration as it was read: a move of data that is not state, run once in each environment. */
export interface Migration {
  /** The file's name without folder and ending. */
  readonly id: string
  readonly file: string
  readonly description: string
  /** Ids of those that go before it. */
  readonly after: readonly string[]
  readonly steps: readonly MigrationStep[]
  readonly places: Places
}

/** A field of a datastore. */
export interface FieldAt {
  readonly datastore: string
  readonly field: string
}

/** What a step reads, and what it writes. */
export function fieldsAround(step: MigrationStep): {
  readonly reads: readonly FieldAt[]
  readonly writes: readonly FieldAt[]
} {
  const { datastore } = step
  const own = (fields: Iterable<string>) => [...fields].map((field): FieldAt => ({ datastore, field }))
  switch (step.kind) {
    case 'split':
      return { reads: own([step.field]), writes: own(step.into) }
    case 'join':
      return { reads: own(step.fields), writes: own([step.into]) }
    case 'copy': {
      const { from, field, into } = step
      if (from === undefined) return { reads: own([field]), writes: own([into]) }
      const theirs = [from.key, field].map((each): FieldAt => ({ datastore: from.datastore, field: each }))
      return { reads: [...own([from.key]), ...theirs], writes: own([into]) }
    }
    case 'map':
      return { reads: own([step.field]), writes: own([step.into]) }
    case 'fill':
      return { reads: own(step.where.keys()), writes: own(step.set.keys()) }
    case 'delete_records':
      return { reads: own(step.where.keys()), writes: [] }
  }
}

/** The nearest written part of a migration. */
export function placeInMigration({ places, file }: Pick<Migration, 'places' | 'file'>, path: string): Place {
  for (let at = path; ; at = at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : '') {
    const place = places.get(at)
    if (place !== undefined) return place
    if (at === '') return { file, line: 1, col: 1 }
  }
}
