import type { Datastore } from '../core/model/catalog.ts'
import { LIMITS } from '../core/model/catalog.ts'
import type { LiveRecord } from '../core/model/live.ts'
import { HIDDEN } from '../core/model/plain.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import { isHidden } from '../core/model/secrecy.ts'
import { refuseUnreadable } from '../core/plan/unreadable.ts'
import { comparableText } from '../core/rows/values.ts'
import { noSuchDatastore } from './absent.ts'
import { refuse } from './seedChoice.ts'
import { definedTheirs } from './seedPull.ts'
import { definedIn, asHidden, wrongWishes } from './wishes.ts'
import type { World } from './world.ts'
import type { Definitions } from '../core/model/definition.ts'
import type { Queried } from '../core/results/query.ts'

/** The record id, which is a column like a field. */
const ID = 'id'

/** Rows that a search by values looks at before it gives up. */
const MOST_SEARCHED = 10_000

/** Which rows are shown, and what of them. */
export interface QueryWishes {
  /** Values that a row must have, by field. */
  readonly where: ReadonlyMap<string, string>
  /** Undefined for the id and all fields. */
  readonly columns: readonly string[] | undefined
  /** How many rows are shown. */
  readonly limit: number
  /** Hears, before a second page is read, how many more calls there can be. */
  readonly tell: (calls: number) => void
}

/**
 * Reads live rows of a datastore, one page unless more are wished or searched for. Sends reads only. Throws a Failure:
 * LV105 for a datastore and LV120 for a field that the org does not have, LV121 for a choice by a hidden field, LV122 for
 * one by a value that no row can have.
 */
export async function performQuery(world: World, name: string, wishes: QueryWishes): Promise<Queried> {
  const { environment } = world
  const definitions = await world.project.readDefinitions()
  const their = definedTheirs(definitions, name, world)
  const cliq = await environment.connectReadOnly(their === undefined ? [] : [their])
  const live = their === undefined ? await cliq.fetchLive([name]) : undefined
  if (live !== undefined) refuseUnreadable([name], live)
  const found = their?.datastore ?? live?.catalog.get(name)
  if (found === undefined) throw noSuchDatastore([name], live)
  const datastore = asHidden(found, definitions)
  refuse(wrongWishes(datastore, wishes, [ID]))
  const { matching, seen, complete, calls } = await fetchMatching(cliq, datastore, wishes)
  const columns = [...new Set(wishes.columns ?? [ID, ...inOrder(datastore, definitions)])]
  const shown = matching.slice(0, wishes.limit)
  return {
    environment: environment.name,
    where: environment.where,
    datastore: name,
    columns,
    rows: shown.map(({ id, values }) =>
      columns.map(each => (each === ID ? id : isHidden(datastore.fields.get(each)) ? HIDDEN : (values[each] ?? null))),
    ),
    seen,
    complete: complete && matching.length === shown.length,
    calls: (live?.calls ?? 0) + calls,
  }
}

// As the definition has them; then what only the org knows.
function inOrder({ unique_name, fields }: Datastore, definitions: Definitions): readonly string[] {
  const own = [...(definedIn(definitions, unique_name)?.fields.keys() ?? [])].filter(each => fields.has(each))
  return [...new Set([...own, ...fields.keys()])]
}

async function fetchMatching(
  cliq: ReadCliq,
  { unique_name, fields }: Datastore,
  { where, limit, tell }: QueryWishes,
): Promise<{ readonly matching: readonly LiveRecord[]; seen: number; complete: boolean; calls: number }> {
  const wanted = [...where].flatMap(([name, text]) => {
    const field = fields.get(name)
    return field === undefined ? [] : [{ name, field, text: comparableText(field, text) }]
  })
  const wantedId = where.get(ID)
  const matches = ({ id, values }: LiveRecord) =>
    (wantedId === undefined || id === wantedId) &&
    wanted.every(({ name, field, text }) => comparableText(field, values[name] ?? null) === text)
  const most = where.size === 0 ? limit : MOST_SEARCHED
  const pages = Math.ceil(most / LIMITS.recordsPerPage)
  let found = 0
  const enough = (page: readonly LiveRecord[], calls: number) => {
    found = (calls === 1 ? 0 : found) + page.filter(matches).length
    if (found >= limit) return true
    if (calls === 1 && pages > 1 && page.length === LIMITS.recordsPerPage) tell(pages - 1)
    return false
  }
  const { records, complete, calls } = await cliq.fetchRecords(unique_name, most, { enough })
  return { matching: records.filter(matches), seen: records.length, complete, calls }
}
