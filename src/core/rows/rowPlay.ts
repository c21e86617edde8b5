import type { Field } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import { fieldsAround } from '../model/migration.ts'
import type { DataMove } from '../model/migration.ts'
import type { CarryWork, MigrationWork } from '../model/step.ts'
import { movePlayer } from './moves.ts'
import type { Partners } from './moves.ts'
import { afterCarry, holdsExactly, needOf } from './needs.ts'
import type { Need } from './needs.ts'

type Fields = ReadonlyMap<string, Field>

/** How the value of one field comes about, and how it may be written. */
export interface WritingWay {
  readonly writes: string
  /** Fields whose values decide it. */
  readonly reads: readonly string[]
  /**
   * `blind`: nobody else writes the field and what decides it stays, so a wrong selection harms nothing and the look
   * afterwards finds it. `shown`: what is written is looked at first. `single`: by record id, as the old field says.
   */
  readonly mode: 'blind' | 'shown' | 'single'
}

/** What row-work asks of the records of its datastore, whatever its source. */
export interface RowPlay {
  readonly ways: readonly WritingWay[]
  /** A field that tells records apart, for selecting some of them. */
  readonly by: string | undefined
  /** Fields that hold values of their own, which it may write over. */
  readonly over: readonly string[]
  needOf(record: LiveRecord): Need
  /** The records as they are once the work has ended. */
  after(records: readonly LiveRecord[]): readonly LiveRecord[]
}

/** Opens the play of row-work on a datastore with these fields; `partners` are records of others that its copies read. */
export function rowPlay(work: CarryWork | MigrationWork, fields: Fields, partners: Partners): RowPlay {
  return work.source === 'carry' ? carryPlay(work, fields) : migrationPlay(work, fields, partners)
}

function carryPlay({ carries }: CarryWork, fields: Fields): RowPlay {
  return {
    ways: carries.map(({ reads, writes, into, from }) => ({
      writes,
      reads: [reads],
      mode: into === 'ours' && from !== 'boolean' ? 'blind' : 'single',
    })),
    by: undefined,
    over: carries.flatMap(({ into, writes }) => (into === 'theirs' ? [writes] : [])),
    needOf: record => needOf(record, carries, fields),
    after: records => afterCarry(records, carries, fields),
  }
}

function migrationPlay({ moves, ours, by }: MigrationWork, fields: Fields, partners: Partners): RowPlay {
  const own = new Set(ours)
  const ways = waysOf(moves, own)
  const player = movePlayer(moves, own, fields, partners)
  const needed = (record: LiveRecord): Need => {
    const { values, misfits } = player.played(record)
    const set = Object.fromEntries(
      Object.entries(values).filter(
        ([name, value]) => !holdsExactly(record.values[name], value, fields.get(name) ?? { type: 'limited-text' }),
      ),
    )
    const sources = ways.filter(each => Object.hasOwn(set, each.writes)).flatMap(each => each.reads)
    const from = Object.fromEntries(sources.map(name => [name, record.values[name] ?? ''] as const))
    return { id: record.id, set, from, conflicts: [], unfit: misfits.map(each => each.field) }
  }
  return {
    ways,
    by,
    over: ways.flatMap(({ mode, writes }) => (mode === 'shown' ? [writes] : [])),
    needOf: needed,
    after: records =>
      records.map(record => {
        const { set } = needed(record)
        return Object.keys(set).length === 0 ? record : { ...record, values: { ...record.values, ...set } }
      }),
  }
}

// What an earlier move has written into a field of ours is decided by what that move has read.
function waysOf(moves: readonly DataMove[], ours: ReadonlySet<string>): readonly WritingWay[] {
  const decides = new Map<string, Set<string>>()
  for (const move of moves) {
    const { reads, writes } = fieldsAround(move)
    const own = reads.filter(each => each.datastore === move.datastore).map(each => each.field)
    const sources = own.flatMap(name => [...(ours.has(name) ? [] : [name]), ...(decides.get(name) ?? [])])
    for (const { field } of writes) {
      const known = decides.get(field) ?? new Set<string>()
      for (const source of sources) known.add(source)
      // What it holds decides too whether it is written.
      if (!ours.has(field) && move.onlyIfEmpty !== false) known.add(field)
      decides.set(field, known)
    }
  }
  return [...decides].map(([writes, reads]) => ({
    writes,
    reads: [...reads],
    mode: ours.has(writes) ? 'blind' : 'shown',
  }))
}
