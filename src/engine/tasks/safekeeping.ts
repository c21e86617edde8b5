import type { LiveRecord, LiveValue } from '../../core/model/live.ts'

/** What copies hold of the records that row-work writes over. */
export interface Safekeeping {
  /** Whether one of these fields holds a value that is in no copy. */
  lacks(record: LiveRecord, fields: readonly string[]): boolean
  /** Copies them as they are, before they are written over. */
  keep(records: readonly LiveRecord[]): Promise<void>
}

type Values = ReadonlyMap<string, LiveRecord['values']>

/**
 * Opens what is kept: records as they were copied, or as this run has left them. One reading may have lacked some, and
 * people go on writing, so what it lacks is copied right before it is written over. `copy` takes all that was added so far.
 */
export function openSafekeeping(
  copied: readonly (readonly LiveRecord[])[],
  copy: (added: readonly LiveRecord[]) => Promise<void>,
): Safekeeping {
  const known: Values[] = copied.map(each => new Map(each.map(({ id, values }) => [id, values] as const)))
  const added = new Map<string, LiveRecord>()
  const holds = (id: string, field: string, value: LiveValue) =>
    known.some(each => each.get(id)?.[field] === value) || added.get(id)?.values[field] === value
  return {
    lacks: ({ id, values }, fields) =>
      fields.some(field => {
        const value = values[field]
        return value !== null && value !== undefined && value !== '' && !holds(id, field, value)
      }),
    async keep(records) {
      if (records.length === 0) return
      for (const each of records) added.set(each.id, each)
      await copy([...added.values()])
    },
  }
}
