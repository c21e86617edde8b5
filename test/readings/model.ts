/** A cell's values that may be the one to survive: the last, and those that were the last while the run was looking. */
type Held = Map<string, Map<string, Set<string>>>

/** What some copy holds of a record. */
export interface Copied {
  readonly id: string
  readonly values: Readonly<Record<string, unknown>>
}

/** What people have put into a datastore, told by nobody but themselves: the judge of what is lost. */
export interface Model {
  /** `isSeen`: before anything looked, so that only this value counts from here on. */
  put(id: string, column: string, value: string, isSeen: boolean): void
  remove(id: string): void
  ids(): readonly string[]
  /** A line for each value that is neither in the org nor in a copy. */
  lost(org: readonly Copied[], copies: readonly (readonly Copied[])[]): readonly string[]
}

export function openModel(): Model {
  const rows: Held = new Map()
  return {
    put(id, column, value, isSeen) {
      const row = rows.get(id) ?? new Map<string, Set<string>>()
      rows.set(id, row)
      row.set(column, new Set([...(isSeen ? [] : (row.get(column) ?? [])), value]))
    },
    remove: id => void rows.delete(id),
    ids: () => [...rows.keys()],
    lost(org, copies) {
      const places = [org, ...copies].map(each => new Map(each.map(({ id, values }) => [id, values] as const)))
      return [...rows].flatMap(([id, row]) =>
        [...row].flatMap(([column, values]) => {
          const isKept = places.some(place => values.has(String(place.get(id)?.[column] ?? '')))
          return isKept ? [] : [`${id}.${column}: ${[...values].join(' or ')}`]
        }),
      )
    },
  }
}
