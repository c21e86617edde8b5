import { hintText } from '../model/carryFindings.ts'
import type { LackingHint } from '../model/carryFindings.ts'
import type { Datastore } from '../model/catalog.ts'
import { isConvertible } from '../model/conversions.ts'
import { placeOf } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import { elsewhereIn } from '../model/lock.ts'
import type { Lock, LockedDatastore } from '../model/lock.ts'
import type { Problem } from '../model/problem.ts'
import { lostHints } from './lost.ts'
import type { LostHint } from './lost.ts'

/**
 * Hints that went too early: an environment of the lock file has the old name or type, and the definition does not say
 * that its values belong to the new one. Where another environment remembers that they went there, it is an error. Where
 * none does, and one has the new and no longer the old, a loss that somebody consented to looks alike, so it is a warning;
 * where it counts, the plan asks for the hint or the consent.
 */
export function earlyProblems(definitions: readonly Definition[], lock: Lock): readonly Problem[] {
  const taken = takenNames(definitions)
  return definitions.flatMap(definition => {
    const lost = lostHints(definition, lock, taken)
    return [...lock.keys()].flatMap(environment => {
      const known = lost.get(environment) ?? []
      const isKnown = ({ field, old }: Guess) => known.some(each => each.field === field || each.old === old)
      const guesses = guessesIn(definition, environment, lock, taken).filter(each => !isKnown(each))
      return [
        ...known.map(each => lostProblem(definition, environment, each)),
        ...guesses.map(each => guessProblem(definition, environment, each)),
      ]
    })
  })
}

/** Those of them that are errors: nobody may plan by such definitions. */
export function lostHintProblems(definitions: readonly Definition[], lock: Lock): readonly Problem[] {
  const taken = takenNames(definitions)
  return definitions.flatMap(definition =>
    [...lostHints(definition, lock, taken)].flatMap(([environment, lost]) =>
      lost.map(each => lostProblem(definition, environment, each)),
    ),
  )
}

function takenNames(definitions: readonly Definition[]): ReadonlySet<string> {
  return new Set(definitions.flatMap(each => [each.datastore.unique_name, ...(each.hints?.renamed_from ?? [])]))
}

/** A hint that may have been there, and what the environment still has. */
interface Guess extends LackingHint {
  readonly old: string
}

function guessesIn(
  definition: Definition,
  environment: string,
  lock: Lock,
  taken: ReadonlySet<string>,
): readonly Guess[] {
  const own = definition.datastore.unique_name
  const { datastores } = lock.get(environment) ?? { datastores: new Map<string, LockedDatastore>() }
  const others = elsewhereIn(lock, environment).map(each => each.datastores)
  const there = datastores.get(own)?.definition
  if (there !== undefined) {
    const ahead = others.flatMap(each => each.get(own)?.definition ?? [])
    return lackingIn(definition, there, ahead).map(each => ({ ...each, old: each.hint.from }))
  }
  const isAhead = (old: string) => others.some(each => each.has(own) && !each.has(old))
  const olds = [...datastores].filter(
    ([old, { definition: was }]) => !taken.has(old) && isAhead(old) && sameFields(was, definition.datastore),
  )
  return olds.map(([old]) => ({ datastore: own, hint: { key: 'renamed_from', from: old }, old }))
}

function lackingIn(
  { datastore, hints }: Definition,
  there: Datastore,
  ahead: readonly Datastore[],
): readonly LackingHint[] {
  const { unique_name, fields } = datastore
  const hinted = new Set([...(hints?.fields.values() ?? [])].flatMap(each => each.renamed_from))
  return [...fields].flatMap(([field, { type }]): readonly LackingHint[] => {
    const isHere = there.fields.get(field)
    const has = (each: Datastore) => each.fields.get(field)?.type === type
    const own = hints?.fields.get(field)
    if (isHere !== undefined) {
      const isRetyped = isHere.type !== type && isConvertible(isHere.type, type) && ahead.some(has)
      if (!isRetyped || own?.convert !== undefined) return []
      return [{ datastore: unique_name, field, hint: { key: 'convert', from: isHere.type } }]
    }
    if (own !== undefined && own.renamed_from.length > 0) return []
    return [...there.fields].flatMap(([old, was]): readonly LackingHint[] => {
      const isLeaving = !fields.has(old) && !hinted.has(old) && was.type === type
      const isAhead = ahead.some(each => has(each) && !each.fields.has(old))
      return isLeaving && isAhead ? [{ datastore: unique_name, field, hint: { key: 'renamed_from', from: old } }] : []
    })
  })
}

function sameFields(a: Datastore, b: Datastore): boolean {
  return a.fields.size === b.fields.size && [...a.fields].every(([name, { type }]) => b.fields.get(name)?.type === type)
}

function lostProblem(definition: Definition, environment: string, lost: LostHint): Problem {
  const { field, old, isType, lines, by, datastore } = lost
  const own = definition.datastore.unique_name
  const at = field === undefined ? own : `${own}.${field}`
  const what = field === undefined ? old : isType ? `${datastore}.${field} as ${old}` : `${datastore}.${old}`
  const to = isType ? `the new type of ${at}` : at
  const place = placeOf(definition, field === undefined ? '' : `fields.${field}`)
  return {
    code: 'LV124',
    severity: 'error',
    message: `${environment} still has ${what}; ${by} brought its values to ${to}, and no hint says so any more`,
    ...(place && { at: place }),
    hint: wayOn(lines, field ?? own, datastore, environment),
  }
}

function guessProblem(definition: Definition, environment: string, guess: Guess): Problem {
  const { datastore, field, old } = guess
  const [at, whole] = field === undefined ? [datastore, old] : [`${datastore}.${field}`, datastore]
  const what = guess.hint.key === 'convert' ? `${at} as ${old}` : field === undefined ? old : `${datastore}.${old}`
  const place = placeOf(definition, field === undefined ? '' : `fields.${field}`)
  return {
    code: 'LV124',
    severity: 'warning',
    message: `${environment} still has ${what}, and no hint says that its values belong to ${at}`,
    ...(place && { at: place }),
    hint: wayOn([hintText(guess)], field ?? datastore, whole, environment),
  }
}

function wayOn(lines: readonly string[], at: string, datastore: string, environment: string): string {
  const written = lines.map(each => `\`${each}\``).join(' and ')
  return `write ${written} at ${at} until it is applied there, or give up the old one: cliq-ds lock forget ${datastore} --env ${environment}`
}
