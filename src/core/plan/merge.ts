import { byCodeUnit, canonicalKeys } from '../model/catalog.ts'
import type { Datastore, Field } from '../model/catalog.ts'
import { NO_HINTS, placeOf } from '../model/definition.ts'
import type { Definition, FieldHints, Hints } from '../model/definition.ts'
import { canonicalText, plainField } from '../model/plain.ts'
import type { Json } from '../model/plain.ts'
import { sortedProblems } from '../model/problem.ts'
import type { Place, Problem } from '../model/problem.ts'
import { checkDefinitions } from '../rules/rules.ts'

/** Definitions of three commits: ours, theirs, and the one that both come from. */
export interface MergeSides {
  readonly base: readonly Definition[]
  readonly ours: readonly Definition[]
  readonly theirs: readonly Definition[]
  /** What their side is called, such as `origin/main`. */
  readonly ref: string
}

/**
 * What a merge would break though git sees no conflict: the same part changed on both branches, an edit of what the other side
 * removes, one field added twice, and every law that the merged definitions break while neither side breaks it alone.
 * Each is told at our place, with theirs, beside the definitions that a merge would leave.
 */
export function mergedOf(sides: MergeSides): {
  readonly problems: readonly Problem[]
  readonly definitions: readonly Definition[]
} {
  const problems: Problem[] = []
  const [base, ours, theirs] = [sides.base, sides.ours, sides.theirs].map(byName) as [Named, Named, Named]
  const names = [...new Set([...ours.keys(), ...theirs.keys(), ...base.keys()])].sort(byCodeUnit)
  const merged = names.flatMap(name => {
    const all = { base: base.get(name), ours: ours.get(name), theirs: theirs.get(name) }
    return mergedOne(all, conflictsOf(all, sides.ref, problems)) ?? []
  })
  const known = new Set(
    [...checkDefinitions(sides.ours), ...checkDefinitions(sides.theirs)].map(each => `${each.code} ${each.message}`),
  )
  for (const problem of checkDefinitions(merged)) {
    if (problem.severity !== 'error' || known.has(`${problem.code} ${problem.message}`)) continue
    const name = merged.find(each => each.file === problem.at?.file)?.datastore.unique_name ?? ''
    problems.push({
      ...problem,
      message: `merged with ${sides.ref}: ${problem.message}`,
      hint: bothSides(base.get(name), ours.get(name), theirs.get(name), sides.ref),
    })
  }
  return { problems: sortedProblems(problems), definitions: merged }
}

type Named = ReadonlyMap<string, Definition>

interface Three {
  readonly base: Definition | undefined
  readonly ours: Definition | undefined
  readonly theirs: Definition | undefined
}

type Tell = (code: string, path: string, message: string) => void

function byName(definitions: readonly Definition[]): Named {
  return new Map(definitions.map(each => [each.datastore.unique_name, each] as const))
}

function conflictsOf({ base, ours, theirs }: Three, ref: string, problems: Problem[]): Tell {
  return (code, path, message) => {
    const [here, there] = [placeOf(ours ?? base, path), placeOf(theirs ?? base, path)]
    problems.push({
      code,
      severity: 'error',
      message,
      ...(here && { at: here }),
      hint: `here ${placeText(here)}, in ${ref} ${placeText(there)}: merge ${ref} into this branch and decide`,
    })
  }
}

function placeText(place: Place | undefined): string {
  return place === undefined ? 'nowhere' : `${place.file}:${place.line}`
}

function mergedOne({ base, ours, theirs }: Three, tell: Tell): Definition | undefined {
  if (ours === undefined || theirs === undefined) {
    const left = ours ?? theirs
    if (left === undefined || base === undefined) return left
    if (isSame(left.datastore, base.datastore)) return undefined
    const [removed, edited] = ours === undefined ? ['here', 'there'] : ['there', 'here']
    tell('MC102', '', `${left.datastore.unique_name} is removed ${removed} and changed ${edited}`)
    return left
  }
  const fields = mergedFields({ base, ours, theirs }, tell)
  const pick = <T>(path: string, of: (each: Datastore) => T): T => {
    const [was, here, there] = [base && of(base.datastore), of(ours.datastore), of(theirs.datastore)]
    const [a, b, c] = [was, here, there].map(each => JSON.stringify(each ?? null))
    if (b !== c && a !== b && a !== c)
      tell('MC101', path, `${ours.datastore.unique_name} gets two new values for ${path}: ${b} here, ${c} there`)
    return a === b ? there : here
  }
  const datastore: Datastore = {
    unique_name: ours.datastore.unique_name,
    name: pick('name', each => each.name),
    description: pick('description', each => each.description),
    fields,
    unique_keys: mergedKeys(base?.datastore, ours.datastore, theirs.datastore),
  }
  const places = { get: (path: string) => ours.places.get(path) ?? theirs.places.get(path) }
  const hints = mergedHints({ base, ours, theirs }, tell)
  return { ...ours, datastore, places, ...(hints && { hints }) }
}

function mergedFields({ base, ours, theirs }: Three, tell: Tell): ReadonlyMap<string, Field> {
  const [was, here, there] = [base, ours, theirs].map(each => each?.datastore.fields ?? new Map<string, Field>())
  const store = ours?.datastore.unique_name ?? ''
  const names = [...new Set([...(here?.keys() ?? []), ...(there?.keys() ?? [])])]
  const merged = names.flatMap((name): readonly (readonly [string, Field])[] => {
    const [before, a, b] = [was?.get(name), here?.get(name), there?.get(name)]
    const path = `fields.${name}`
    if (a === undefined || b === undefined) {
      const left = a ?? b
      if (left === undefined || before === undefined) return left === undefined ? [] : [[name, left]]
      if (isSameField(left, before)) return []
      const [removed, edited] = a === undefined ? ['here', 'there'] : ['there', 'here']
      tell('MC102', path, `${store}.${name} is removed ${removed} and changed ${edited}`)
      return [[name, left]]
    }
    if (isSameField(a, b)) return [[name, a]]
    if (before !== undefined && isSameField(before, a)) return [[name, b]]
    if (before !== undefined && isSameField(before, b)) return [[name, a]]
    if (a.type !== b.type) tell('MC103', path, `${store}.${name} is ${a.type} here and ${b.type} there`)
    else tell('MC101', path, `${store}.${name} is changed on both branches`)
    return [[name, a]]
  })
  return new Map(merged)
}

function mergedKeys(base: Datastore | undefined, ours: Datastore, theirs: Datastore): Datastore['unique_keys'] {
  const [was, here, there] = [base?.unique_keys ?? [], ours.unique_keys, theirs.unique_keys].map(
    keys => new Set(canonicalKeys(keys).map(key => key.join(','))),
  )
  const kept = [...(here ?? []), ...(there ?? [])].filter(
    each => was?.has(each) !== true || (here?.has(each) === true && there?.has(each) === true),
  )
  return [...new Set(kept)].sort(byCodeUnit).map(each => each.split(','))
}

// Each hint as a value of its own: what one side changed counts, and what both changed in two ways is told.
function mergedHints({ base, ours, theirs }: Three, tell: Tell): Definition['hints'] {
  const [was, here, there] = [base, ours, theirs].map(each => each?.hints ?? NO_HINTS) as [Hints, Hints, Hints]
  const store = ours?.datastore.unique_name ?? ''
  const pick = <T extends FieldHints | readonly string[] | undefined>(path: string, of: (hints: Hints) => T): T => {
    const [a, b, c] = [was, here, there].map(each => canonicalText(plainHint(of(each))))
    if (b !== c && a !== b && a !== c)
      tell('MC106', path, `${store}${path.replace('fields', '')} gets two different hints`)
    return of(a === b ? there : here)
  }
  const names = [...new Set([...here.fields.keys(), ...there.fields.keys()])].sort(byCodeUnit)
  return {
    renamed_from: pick('', each => each.renamed_from),
    fields: new Map(
      names.flatMap(name => {
        const hint = pick(`fields.${name}`, each => each.fields.get(name))
        return hint === undefined ? [] : [[name, hint] as const]
      }),
    ),
  }
}

function plainHint(hint: FieldHints | readonly string[] | undefined): Json {
  return hint === undefined ? null : (JSON.parse(JSON.stringify(hint)) as Json)
}

// What each side adds, with its place: that is what has to be decided between.
function bothSides(
  base: Definition | undefined,
  ours: Definition | undefined,
  theirs: Definition | undefined,
  ref: string,
): string {
  const added = (side: Definition | undefined) =>
    [...(side?.datastore.fields.keys() ?? [])]
      .filter(name => base?.datastore.fields.has(name) !== true)
      .map(name => `${name} (${placeText(placeOf(side, `fields.${name}`))})`)
  const keys = (side: Definition | undefined) => {
    const known = new Set(canonicalKeys(base?.datastore.unique_keys ?? []).map(key => key.join(',')))
    const fresh = canonicalKeys(side?.datastore.unique_keys ?? []).filter(key => !known.has(key.join(',')))
    return fresh.length === 0
      ? []
      : [`${fresh.map(key => `[${key.join(', ')}]`).join(' ')} (${placeText(placeOf(side, 'unique_keys'))})`]
  }
  const told = (side: Definition | undefined) => [...added(side), ...keys(side)].join(', ') || 'nothing'
  return `added here: ${told(ours)}; in ${ref}: ${told(theirs)}`
}

function isSame(a: Datastore, b: Datastore): boolean {
  const text = ({ name, description, fields, unique_keys }: Datastore) =>
    canonicalText({
      name,
      description,
      fields: Object.fromEntries([...fields].map(([each, field]) => [each, whole(field)])),
      keys: canonicalKeys(unique_keys).map(key => [...key]),
    })
  return text(a) === text(b)
}

// Hidden defaults count here: nothing of this is printed.
function whole(field: Field) {
  return { ...plainField(field), default_value: field.default_value ?? null }
}

function isSameField(a: Field, b: Field): boolean {
  return canonicalText(whole(a)) === canonicalText(whole(b))
}
