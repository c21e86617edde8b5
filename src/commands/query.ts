import type { Datastore, FieldType } from '../core/model/catalog.ts'
import { LIMITS } from '../core/model/catalog.ts'
import { Failure } from '../core/model/failure.ts'
import type { LiveRecord } from '../core/model/live.ts'
import { HIDDEN } from '../core/model/plain.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import type { Problem } from '../core/model/problem.ts'
import { isHidden } from '../core/model/secrecy.ts'
import { refuseUnreadable } from '../core/plan/unreadable.ts'
import { comparableText } from '../core/rows/values.ts'
import { didYouMean } from '../core/rules/nearest.ts'
import { noSuchDatastore } from './absent.ts'
import { definedTheirs } from './seedPull.ts'
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
  const datastore = their?.datastore ?? live?.catalog.get(name)
  if (datastore === undefined) throw noSuchDatastore([name], live)
  const hides = hidingOf(datastore, definitions)
  const [first, ...more] = wrongWishes(datastore, wishes, hides)
  if (first !== undefined) throw new Failure([first, ...more])
  const { matching, seen, complete, calls } = await fetchMatching(cliq, datastore, wishes)
  const columns = [...new Set(wishes.columns ?? [ID, ...inOrder(datastore, definitions)])]
  const shown = matching.slice(0, wishes.limit)
  return {
    environment: environment.name,
    where: environment.where,
    datastore: name,
    columns,
    rows: shown.map(({ id, values }) =>
      columns.map(each => (each === ID ? id : hides(each) ? HIDDEN : (values[each] ?? null))),
    ),
    seen,
    complete: complete && matching.length === shown.length,
    calls: (live?.calls ?? 0) + calls,
  }
}

function definedIn({ definitions }: Definitions, name: string): Datastore | undefined {
  return definitions.find(each => each.datastore.unique_name === name)?.datastore
}

// As the definition has them; then what only the org knows.
function inOrder({ unique_name, fields }: Datastore, definitions: Definitions): readonly string[] {
  const own = [...(definedIn(definitions, unique_name)?.fields.keys() ?? [])].filter(each => fields.has(each))
  return [...new Set([...own, ...fields.keys()])]
}

// What a definition hides is hidden here before it is in the org.
function hidingOf({ unique_name, fields }: Datastore, definitions: Definitions): (field: string) => boolean {
  const own = definedIn(definitions, unique_name)?.fields
  return field => isHidden(fields.get(field)) || isHidden(own?.get(field))
}

function wrongWishes(
  { unique_name, fields }: Datastore,
  { where, columns = [] }: QueryWishes,
  hides: (field: string) => boolean,
): readonly Problem[] {
  const known = [...fields.keys()]
  const unknown = [...where.keys(), ...columns].filter(each => each !== ID && !fields.has(each))
  const absent = [...new Set(unknown)].map((each): Problem => {
    const message = `${unique_name} has no field ${each}`
    return { code: 'LV120', severity: 'error', message, hint: didYouMean(each, known) }
  })
  const hidden = [...where.keys()].filter(hides).map((each): Problem => {
    const message = `${each} is hidden, so rows cannot be selected by it`
    return { code: 'LV121', severity: 'error', message, hint: 'select rows by another field' }
  })
  const senseless = [...where].flatMap(([each, text]): readonly Problem[] => {
    const type = hides(each) ? undefined : fields.get(each)?.type
    if (type === undefined || canHave(type, text)) return []
    const message = `${each} is a ${type}, so no row has ${JSON.stringify(text)}`
    const hint = type === 'boolean' ? 'write true or false' : 'write its digits, such as 42'
    return [{ code: 'LV122', severity: 'error', message, hint }]
  })
  return [...absent, ...hidden, ...senseless]
}

function canHave(type: FieldType, text: string): boolean {
  if (text === '' || (type !== 'boolean' && type !== 'number')) return true
  return type === 'boolean' ? /^(?:true|false)$/u.test(text) : /^-?\d+(?:\.\d+)?$/u.test(text)
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
  const { records, complete, calls } = await cliq.fetchRecords(unique_name, most, enough)
  return { matching: records.filter(matches), seen: records.length, complete, calls }
}
