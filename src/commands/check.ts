import { checkMigrations } from '../core/migrations/laws.ts'
import { mergedOf } from '../core/plan/merge.ts'
import { sortedProblems } from '../core/model/problem.ts'
import type { Problem } from '../core/model/problem.ts'
import { canonicalText } from '../core/model/plain.ts'
import type { Lock } from '../core/model/lock.ts'
import type { Json } from '../core/model/plain.ts'
import { desiredCatalog } from '../core/model/definition.ts'
import type { Definitions } from '../core/model/definition.ts'

/** What a check needs of one commit. */
export interface Snapshot {
  readonly definitions: Definitions
  /** Texts of migrations by file. */
  readonly migrations: ReadonlyMap<string, string>
  /** Undefined where the commit has no lock file, or where it does not lie in the repository. */
  readonly lock: Lock | undefined
}

/** Three commits of a project: the working tree, another one, and the one that both come from. */
export interface Merging {
  readonly ref: string
  readonly lockFile: string
  read(): Promise<{ readonly base: Snapshot; readonly ours: Snapshot; readonly theirs: Snapshot }>
}

/** What a merge would break. */
export interface MergeCheck {
  readonly ref: string
  /** Errors of either side come first: what cannot be read cannot be merged. */
  readonly problems: readonly Problem[]
  /** Datastores of the merged definitions' sides. */
  readonly datastores: number
  readonly sources: ReadonlyMap<string, string>
}

/** Finds what git merges and Cliq refuses. Sends nothing. Throws a Failure for commits that are not here. */
export async function performCheck(merging: Merging): Promise<MergeCheck> {
  const { base, ours, theirs } = await merging.read()
  const { ref } = merging
  const errors = (side: Definitions) => side.problems.filter(each => each.severity === 'error')
  const there = errors(theirs.definitions).map(each => ({ ...each, message: `in ${ref}: ${each.message}` }))
  const broken = [...errors(ours.definitions), ...there]
  const sides = {
    base: base.definitions.definitions,
    ours: ours.definitions.definitions,
    theirs: theirs.definitions.definitions,
    ref,
  }
  const merged = mergedOf(sides)
  const problems =
    broken.length > 0
      ? broken
      : [
          ...merged.problems,
          ...migrationProblems(base, ours, theirs, ref),
          ...mergedMigrations(merged.definitions, { base, ours, theirs }, ref),
          ...lockProblems(base, ours, theirs, merging),
        ]
  const names = new Set([...sides.ours, ...sides.theirs].map(each => each.datastore.unique_name))
  return { ref, problems: sortedProblems(problems), datastores: names.size, sources: ours.definitions.sources }
}

function migrationProblems(base: Snapshot, ours: Snapshot, theirs: Snapshot, ref: string): readonly Problem[] {
  return [...ours.migrations].flatMap(([file, text]): readonly Problem[] => {
    const other = theirs.migrations.get(file)
    const before = base.migrations.get(file)
    if (other === undefined || other === text || before === text || before === other) return []
    const message = `${file} differs in ${ref}: a migration runs once, under one name`
    return [
      {
        code: 'MC105',
        severity: 'error',
        message,
        at: { file, line: 1, col: 1 },
        hint: 'give one of the two another name',
      },
    ]
  })
}

// Laws that no side breaks alone: an order that is a circle, a name that is no migration any more, a field that both see otherwise.
function mergedMigrations(
  definitions: Definitions['definitions'],
  sides: Readonly<Record<'base' | 'ours' | 'theirs', Snapshot>>,
  ref: string,
): readonly Problem[] {
  const of = (side: Snapshot) => new Map((side.definitions.migrations ?? []).map(each => [each.id, each] as const))
  const [was, here, there] = [of(sides.base), of(sides.ours), of(sides.theirs)]
  const kept = [...new Map([...there, ...here]).values()].filter(
    ({ id }) => !was.has(id) || (here.has(id) && there.has(id)),
  )
  const check = (migrations: typeof kept, defined: Definitions['definitions']) => {
    const known = {
      defined: desiredCatalog(defined),
      earlier: new Map(),
      extensions: new Set<string>(),
      isWhole: false,
    }
    return checkMigrations(migrations, known, new Set())
  }
  const alone = [
    ...check([...here.values()], sides.ours.definitions.definitions),
    ...check([...there.values()], sides.theirs.definitions.definitions),
  ].map(each => `${each.code} ${each.message}`)
  return check(kept, definitions)
    .filter(each => !alone.includes(`${each.code} ${each.message}`))
    .map(each => ({ ...each, message: `merged with ${ref}: ${each.message}` }))
}

function lockProblems(
  base: Snapshot,
  ours: Snapshot,
  theirs: Snapshot,
  { ref, lockFile }: Merging,
): readonly Problem[] {
  const text = (side: Snapshot, environment: string) => {
    const part = side.lock?.get(environment)
    return part === undefined ? '' : canonicalText(plain(part) as Json)
  }
  return [...(ours.lock?.keys() ?? [])].flatMap((environment): readonly Problem[] => {
    const [was, here, there] = [base, ours, theirs].map(each => text(each, environment))
    if (here === there || was === here || was === there) return []
    const message = `the lock file has two versions of ${environment}: it was applied from here and from ${ref}`
    const hint = `take the one of ${ref}, then run cliq-ds lock repair --env ${environment}`
    return [{ code: 'MC104', severity: 'error', message, at: { file: lockFile, line: 1, col: 1 }, hint }]
  })
}

// Maps as lists of pairs, in the order that the reader of lock files gives them.
function plain(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(plain)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value ?? null
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
}
