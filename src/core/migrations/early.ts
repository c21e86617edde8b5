import { hintText } from '../model/carryFindings.ts'
import type { LackingHint } from '../model/carryFindings.ts'
import type { Datastore } from '../model/catalog.ts'
import { isConvertible } from '../model/conversions.ts'
import { placeOf } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import type { Lock } from '../model/lock.ts'
import type { Problem } from '../model/problem.ts'

/**
 * Hints that seem to have gone too early: one environment of the lock file has the new name or type and no longer the
 * old one, another has the old and not the new, and the definition does not say that they are the same. A loss that
 * somebody consented to looks alike, so this is a warning; where it counts, the plan asks for the hint or the consent.
 */
export function earlyProblems(definitions: readonly Definition[], lock: Lock): readonly Problem[] {
  const defined = new Set(
    definitions.flatMap(each => [each.datastore.unique_name, ...(each.hints?.renamed_from ?? [])]),
  )
  return definitions.flatMap(definition => {
    const own = definition.datastore.unique_name
    return [...lock].flatMap(([environment, { datastores }]): readonly Problem[] => {
      const others = [...lock].flatMap(([name, each]) => (name === environment ? [] : [each.datastores]))
      const there = datastores.get(own)?.definition
      const tell = (lacking: LackingHint, old: string) => earlyProblem(definition, lacking, environment, old)
      if (there !== undefined) {
        const ahead = others.flatMap(each => each.get(own)?.definition ?? [])
        return lackingIn(definition, there, ahead).map(each => tell(each, each.hint.from))
      }
      const isAhead = (old: string) => others.some(each => each.has(own) && !each.has(old))
      const olds = [...datastores].filter(
        ([old, { definition: was }]) => !defined.has(old) && isAhead(old) && sameFields(was, definition.datastore),
      )
      return olds.map(([old]) => tell({ datastore: own, hint: { key: 'renamed_from', from: old } }, old))
    })
  })
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

function earlyProblem(definition: Definition, lacking: LackingHint, environment: string, old: string): Problem {
  const { datastore, field } = lacking
  const [at, whole] = field === undefined ? [datastore, old] : [`${datastore}.${field}`, datastore]
  const what = lacking.hint.key === 'convert' ? `${at} as ${old}` : field === undefined ? old : `${datastore}.${old}`
  const place = placeOf(definition, field === undefined ? '' : `fields.${field}`)
  return {
    code: 'LV124',
    severity: 'warning',
    message: `${environment} still has ${what}, and no hint says that its values belong to ${at}`,
    ...(place && { at: place }),
    hint: `write \`${hintText(lacking)}\` at ${field ?? datastore} until it is applied there, or give up the old one: cliq-ds lock forget ${whole} --env ${environment}`,
  }
}
