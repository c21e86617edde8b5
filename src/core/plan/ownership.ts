import { believedCaps, typeCounts, typeOver } from '../model/caps.ts'
import { byCodeUnit, LIMITS, STAND_IN_FIELD } from '../model/catalog.ts'
import type { Catalog, Datastore, Field } from '../model/catalog.ts'
import type { Change } from '../model/change.ts'
import { isMeta } from '../pace/leaseRows.ts'
import type { Live } from '../model/live.ts'
import type { LockedEnvironment } from '../model/lock.ts'
import type { Problem } from '../model/problem.ts'

/** What is live, not ours, and kept. */
export interface Kept {
  readonly datastores: readonly string[]
  /** Field unique_names by datastore, only where there are any. */
  readonly fields: ReadonlyMap<string, readonly string[]>
}

/** What a plan is about: the part of live that concerns it, and what that part shall be. */
export interface Scope {
  readonly base: Catalog
  readonly target: Catalog
  /** Live names of datastores that the lock file knows, by id, under another name, with that name. */
  readonly renamed: ReadonlyMap<string, string>
  readonly kept: Kept
  /** Defined, live, and not in the lock file by its id; sorted. */
  readonly adopts: readonly string[]
  readonly problems: readonly Problem[]
}

/** Patterns of datastores to leave alone; `*` stands for any text. */
export function ignores(patterns: readonly string[]): (name: string) => boolean {
  const tests = patterns.map(pattern => {
    const parts = pattern.split('*').map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    return new RegExp(`^${parts.join('.*')}$`, 'su')
  })
  return name => tests.some(test => test.test(name))
}

/**
 * Decides what a plan may touch. Only what the lock file owns, by id, can be removed or replaced; every other
 * datastore and field of the org is kept as it is, and said to be.
 */
export function scopeOf(
  desired: Catalog,
  live: Live,
  locked: LockedEnvironment,
  ignored: (name: string) => boolean,
): Scope {
  const problems: Problem[] = []
  const renamed = renamedByHand(desired, live, locked, problems)
  const earlier = new Map([...renamed].map(([now, locked]) => [locked, now] as const))
  const base = new Map<string, Datastore>()
  const target = new Map<string, Datastore>()
  const keptFields = new Map<string, readonly string[]>()
  const adopts: string[] = []
  for (const [name, wanted] of desired) {
    if (ignored(name)) continue
    const now = live.catalog.get(earlier.get(name) ?? name)
    if (now !== undefined) base.set(now.unique_name, now)
    if (now !== undefined && live.identities.get(now.unique_name)?.id !== locked.datastores.get(name)?.id)
      adopts.push(name)
    const foreign = now === undefined ? new Map<string, Field>() : foreignFields(now, wanted, live, locked)
    if (foreign.size > 0) keptFields.set(name, [...foreign.keys()].sort(byCodeUnit))
    target.set(name, foreign.size === 0 ? wanted : { ...wanted, fields: new Map([...wanted.fields, ...foreign]) })
    problems.push(...(now === undefined ? unreadable(name, live) : claims(now, wanted, foreign, live, locked)))
  }
  for (const name of locked.datastores.keys()) {
    const now = live.catalog.get(name)
    if (now === undefined || desired.has(name) || ignored(name) || !ownsDatastore(locked, live, name)) continue
    base.set(name, now)
  }
  const all = [...live.catalog.keys(), ...live.bystanders.map(each => each.unique_name)]
  // The lease's own datastore is no stranger.
  const datastores = all.filter(name => !isMeta(name))
  const kept = { datastores: datastores.filter(name => !base.has(name)).sort(byCodeUnit), fields: keptFields }
  return { base: sorted(base), target: sorted(target), renamed, kept, adopts: adopts.sort(byCodeUnit), problems }
}

/** Whether the datastore of this name, in the lock file and live, is the same by id. */
export function ownsDatastore(locked: LockedEnvironment, live: Live, name: string): boolean {
  const entry = locked.datastores.get(name)
  return entry !== undefined && live.identities.get(name)?.id === entry.id
}

// A stand-in field is always ours: an apply that stopped half-way left it.
function ownsField(locked: LockedEnvironment, live: Live, liveName: string, name: string, field: string): boolean {
  const id = live.identities.get(liveName)?.fields.get(field)
  return field === STAND_IN_FIELD || (id !== undefined && locked.datastores.get(name)?.fields.get(field) === id)
}

/** The fields of a live datastore that no definition names and the lock file does not own. */
export function foreignFields(
  now: Datastore,
  wanted: Datastore | undefined,
  live: Live,
  locked: LockedEnvironment,
): ReadonlyMap<string, Field> {
  const name = wanted?.unique_name ?? now.unique_name
  return new Map(
    [...now.fields].filter(
      ([field]) => wanted?.fields.has(field) !== true && !ownsField(locked, live, now.unique_name, name, field),
    ),
  )
}

// A datastore that cannot be read is there all the same: creating its namesake would be refused, or make two of them.
function unreadable(name: string, live: Live): readonly Problem[] {
  const found = live.bystanders.find(each => each.name === name)
  if (found === undefined) return []
  const message = `${name} is in the org and cannot be read as a datastore of ours: ${found.why}`
  return [{ code: 'LV109', severity: 'error', message, hint: 'mend it in Cliq, or define another unique_name' }]
}

function claims(
  now: Datastore,
  wanted: Datastore,
  foreign: ReadonlyMap<string, Field>,
  live: Live,
  locked: LockedEnvironment,
): readonly Problem[] {
  const name = wanted.unique_name
  const problems: Problem[] = []
  const size = wanted.fields.size + foreign.size
  const all = [...wanted.fields.values(), ...foreign.values()]
  const caps = believedCaps(now, wanted)
  const over = typeOver(all, caps)
  const tooMany = (count: number, what: string, others: number, cap: number) =>
    problems.push({
      code: 'LV101',
      severity: 'error',
      message: `${name} would hold ${count} fields${what}, ${others} of them not ours; Cliq allows ${cap}`,
      hint: `define fewer fields, or adopt the others with cliq-ds pull ${name}`,
    })
  if (size > LIMITS.fields) tooMany(size, '', foreign.size, LIMITS.fields)
  else if (over !== undefined)
    tooMany(typeCounts(all)[over], ` of type ${over}`, typeCounts(foreign.values())[over], caps[over])
  for (const [field, { type }] of wanted.fields) {
    const there = now.fields.get(field)
    if (there === undefined || there.type === type || ownsField(locked, live, now.unique_name, name, field)) continue
    problems.push({
      code: 'LV102',
      severity: 'error',
      message: `${name}.${field} is ${there.type} and not in the lock file, so it cannot be replaced by ${type}`,
      hint: `adopt it first with cliq-ds pull ${name}, or define another name`,
    })
  }
  return problems
}

/** Live names of datastores that the lock file knows, by id, under another name that is free in the org, with that name. */
export function renamedById(live: Live, locked: LockedEnvironment): ReadonlyMap<string, string> {
  const byId = new Map([...live.identities].map(([name, { id }]) => [id, name] as const))
  return new Map(
    [...locked.datastores].flatMap(([name, { id }]) => {
      const now = byId.get(id)
      return now === undefined || live.catalog.has(name) || locked.datastores.has(now) ? [] : [[now, name] as const]
    }),
  )
}

/** What the lock file knows and the org has under the same name with another id: a diff of names cannot see it. */
export function recreated(live: Live, locked: LockedEnvironment): readonly Change[] {
  return [...locked.datastores].flatMap(([datastore, left]): readonly Change[] => {
    const now = live.identities.get(datastore)
    if (now === undefined) return []
    if (now.id !== left.id) return [{ kind: 'datastore-recreated', datastore }]
    const there = live.catalog.get(datastore)?.fields
    return [...left.fields].flatMap(([field, id]): readonly Change[] => {
      const isAnother =
        now.fields.get(field) !== id && there?.get(field)?.type === left.definition.fields.get(field)?.type
      return isAnother && there?.has(field) === true ? [{ kind: 'field-recreated', datastore, field }] : []
    })
  })
}

function renamedByHand(
  desired: Catalog,
  live: Live,
  locked: LockedEnvironment,
  problems: Problem[],
): ReadonlyMap<string, string> {
  const moved = [...renamedById(live, locked)].filter(([, name]) => desired.has(name))
  const lost = live.bystanders.flatMap(({ id, unique_name, why }) => {
    const name = [...locked.datastores].find(([, entry]) => entry.id === id)?.[0]
    return name === undefined || !desired.has(name) || live.catalog.has(name) ? [] : [[unique_name, name, why] as const]
  })
  const taken = moved.flatMap(([now, name]) =>
    desired.has(now) ? [[now, name, `rename it in Cliq, or forget it: cliq-ds lock forget ${name}`] as const] : [],
  )
  for (const [now, name, hint] of [...lost, ...taken])
    problems.push({
      code: 'LV103',
      severity: 'error',
      message: `${name} goes by the name ${now} in the org now, and cannot be taken back from there`,
      hint,
    })
  return new Map(moved.filter(([now]) => !desired.has(now)))
}

function sorted(catalog: ReadonlyMap<string, Datastore>): Catalog {
  return new Map([...catalog].sort(([a], [b]) => byCodeUnit(a, b)))
}
