import { byCodeUnit, withoutTemporary } from '../core/model/catalog.ts'
import type { Definition } from '../core/model/definition.ts'
import { Failure, failure } from '../core/model/failure.ts'
import type { Live } from '../core/model/live.ts'
import { isMeta } from '../core/pace/leaseRows.ts'
import { knownIds } from '../core/model/lock.ts'
import type { LockedDatastore, LockedEnvironment } from '../core/model/lock.ts'
import { formerOfSame } from '../core/model/former.ts'
import { ignores } from '../core/plan/ownership.ts'
import { hasErrors } from '../core/model/problem.ts'
import type { Problem } from '../core/model/problem.ts'
import { checkDefinitions } from '../core/rules/rules.ts'
import { decodeDefinition } from '../core/rules/decode.ts'
import { noSuchDatastore } from './absent.ts'
import { fetchAgreedLive } from './agreedLive.ts'
import { readLocked } from './locked.ts'
import { refuseOtherOrg } from './plan.ts'
import type { World } from './world.ts'
import type { Pulled } from '../core/results/pull.ts'

export interface PullOptions {
  /** unique_names to pull; none means those that are defined or in the lock file. */
  readonly names: readonly string[]
  /** Everything in the org. */
  readonly all: boolean
}

/**
 * Writes what is live into the definitions, comments kept, and takes it into the lock file, so that a plan right after
 * is empty. What breaks a law as it is live stays as it was, so that the definitions can still be read. Throws a Failure
 * for a name that the org does not have, and for definitions that cannot be read.
 */
export async function performPull(world: World, { names, all }: PullOptions): Promise<Pulled> {
  const { project, environment } = world
  const existing = await project.readDefinitions()
  const [broken, ...more] = existing.problems.filter(each => each.severity === 'error' && each.code !== 'DF001')
  if (broken !== undefined) throw new Failure([broken, ...more], existing)
  const theirs = new Set(existing.rowsOnly.map(each => each.datastore.unique_name))
  refuseTheirs(names.filter(name => theirs.has(name)))
  const locked = await readLocked(world)
  const defined = new Map(existing.definitions.map(each => [each.datastore.unique_name, each] as const))
  const known = [...new Set([...defined.keys(), ...locked.datastores.keys()])]
  const cliq = await environment.connectReadOnly()
  const shown = await fetchAgreedLive(cliq, names.length > 0 ? names : known, knownIds(locked), { isWhole: all })
  // What an apply has on its way is no part of a definition.
  const live = { ...shown, catalog: new Map([...shown.catalog].map(([name, each]) => [name, withoutTemporary(each)])) }
  refuseOtherOrg(live, locked, environment)
  const isLeft = ignores(environment.ignore)
  const ignored = (name: string) => isLeft(name) || theirs.has(name)
  const odd = live.bystanders.flatMap(({ name }) => (name === undefined ? [] : [name]))
  const everything = [...live.catalog.keys(), ...odd].filter(name => !isMeta(name))
  const wanted = [...new Set(all ? everything : names.length > 0 ? names : known)]
  refuseMissing(names, live)
  const there = wanted.filter(name => (live.catalog.has(name) || odd.includes(name)) && !ignored(name)).sort(byCodeUnit)
  const byHand = unlawful(there, live)
  const pulled = there.filter(name => !byHand.has(name))
  await project.tryLockFile()
  const written = await writeDefinitions(world, pulled, defined, live)
  await project.writeLocked(environment.name, locked, adopted(locked, pulled, live, defined))
  return {
    environment: environment.name,
    where: environment.where,
    written,
    unchanged: pulled.filter(name => !written.has(name)),
    adopted: pulled.filter(name => locked.datastores.get(name)?.id !== live.identities.get(name)?.id),
    absent: wanted.filter(name => !live.catalog.has(name) && !odd.includes(name)).sort(byCodeUnit),
    byHand,
    calls: live.calls,
  }
}

function refuseTheirs(names: readonly string[]): void {
  if (names.length === 0) return
  throw failure('LV123', `${names.join(', ')} cannot be pulled as a datastore: it belongs to an extension`, {
    hint: `its rows are pulled with cliq-ds seed pull ${names.join(', cliq-ds seed pull ')}`,
  })
}

function refuseMissing(names: readonly string[], live: Live): void {
  const missing = names.filter(name => !live.catalog.has(name) && live.bystanders.every(each => each.name !== name))
  if (missing.length === 0) return
  throw noSuchDatastore(missing, live)
}

// Older releases and other clients made what the API does not take any more.
function unlawful(names: readonly string[], live: Live): ReadonlyMap<string, readonly Problem[]> {
  const problems = new Map<string, readonly Problem[]>()
  for (const name of names) {
    const datastore = live.catalog.get(name)
    const why = live.bystanders.find(each => each.name === name)?.why
    if (why !== undefined)
      problems.set(name, [{ code: 'LV109', severity: 'error', message: `it exists and cannot be read: ${why}` }])
    if (datastore === undefined) continue
    const { definition, problems: shape } = decodeDefinition(
      { ...datastore, fields: Object.fromEntries(datastore.fields) },
      { file: '', places: new Map() },
    )
    const found = [...shape, ...checkDefinitions(definition === undefined ? [] : [definition])]
    if (hasErrors(found))
      problems.set(
        name,
        found
          .filter(each => each.severity === 'error')
          .map(({ code, severity, message }) => ({ code, severity, message })),
      )
  }
  return problems
}

async function writeDefinitions(
  { project }: World,
  names: readonly string[],
  defined: ReadonlyMap<string, Definition>,
  live: Live,
): Promise<ReadonlyMap<string, string>> {
  const written = new Map<string, string>()
  for (const name of names) {
    const datastore = live.catalog.get(name)
    const file = datastore && (await project.writeDefinition(datastore, defined.get(name)))
    if (file !== undefined) written.set(name, file)
  }
  return written
}

function adopted(
  before: LockedEnvironment,
  names: readonly string[],
  live: Live,
  defined: ReadonlyMap<string, Definition>,
): LockedEnvironment {
  const entries = names.flatMap((name): readonly (readonly [string, LockedDatastore])[] => {
    const definition = live.catalog.get(name)
    const identity = live.identities.get(name)
    if (definition === undefined || identity === undefined) return []
    const left = [...before.datastores.values()].find(each => each.id === identity.id)
    const protect = defined.get(name)?.protect ?? left?.protect ?? false
    const past = left && formerOfSame(left, identity.fields)
    return [[name, { id: identity.id, definition, fields: identity.fields, protect, past }]]
  })
  const pulled = new Set(entries.map(([, { id }]) => id))
  // One id is one datastore: under a name it had before, it is not there any more.
  const others = [...before.datastores].filter(([, { id }]) => !pulled.has(id))
  const all = new Map([...others, ...entries])
  return { ...before, datastores: new Map([...all].sort(([a], [b]) => byCodeUnit(a, b))) }
}
