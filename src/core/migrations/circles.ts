import { canonicalNumber } from '../model/catalog.ts'
import { fieldsAround } from '../model/migration.ts'
import type { FieldAt, Literal, Migration, MigrationStep } from '../model/migration.ts'
import type { Law } from '../rules/law.ts'

/** A migration is safe to run twice only where nothing that it writes is read by it once more. */
export function circleLaws({ steps }: Pick<Migration, 'steps'>, tell: Law): void {
  // By field: the first step that reads it.
  const readers = new Map<string, number>()
  steps.forEach((step, at) => {
    const path = `steps.${at}.${step.kind}`
    ownCircle(step, path, tell)
    const { reads, writes } = fieldsAround(step)
    const read = writes.flatMap(({ field, ...place }) => {
      const before = readers.get(keyOf({ field, ...place }))
      return before === undefined ? [] : [{ field, before }]
    })
    const [first] = read.sort((a, b) => a.before - b.before)
    for (const each of reads) if (!readers.has(keyOf(each))) readers.set(keyOf(each), at)
    if (first === undefined) return
    const message = `this writes ${first.field}, which step ${first.before + 1} reads: run twice, it would read its own result`
    tell('MG105', path, message, 'write another field, or put the step into a migration of a later release')
  })
}

function keyOf({ datastore, field }: FieldAt): string {
  return `${datastore} ${field}`
}

/** A field that `later` writes and `earlier` reads; undefined for none. */
export function touched(earlier: MigrationStep, later: MigrationStep): FieldAt | undefined {
  const { reads } = fieldsAround(earlier)
  return fieldsAround(later).writes.find(each =>
    reads.some(({ datastore, field }) => datastore === each.datastore && field === each.field),
  )
}

function ownCircle(step: MigrationStep, path: string, tell: Law): void {
  if (step.kind === 'fill' || step.kind === 'delete_records') return
  if (step.kind === 'map' && step.into === step.field) return mapCircle(step.values, path, tell)
  const field = touched(step, step)
  if (field === undefined) return
  const message = `${field.field} is read and written: run twice, the step would read its own result`
  tell('MG105', `${path}.into`, message, 'write another field')
}

function mapCircle(values: ReadonlyMap<string, Literal>, path: string, tell: Law): void {
  const sources = new Set([...values.keys()].map(plain))
  for (const [source, { text }] of values) {
    if (plain(source) === plain(text) || !sources.has(plain(text))) continue
    const message = `${source} becomes ${text}, which is itself mapped: run twice, the values would move in circles`
    tell('MG105', `${path}.values.${source}`, message, 'name another field with `into`')
  }
}

function plain(text: string): string {
  return /^[+-]?\d+(\.\d+)?$/u.test(text) ? canonicalNumber(text) : text
}
