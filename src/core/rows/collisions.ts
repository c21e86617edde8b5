import type { Datastore } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { Problem } from '../model/problem.ts'
import type { RowChange, Seed } from './seed.ts'
import type { RowStep } from './seedSteps.ts'
import { otherKeys } from './turns.ts'
import { identityOf } from './values.ts'
import type { LiveValue } from '../model/live.ts'

type Values = Readonly<Record<string, LiveValue>>

/**
 * SD122 for each row that Cliq would refuse when its turn comes, since another row holds its value of a unique key that
 * is not the seed's: one that nothing of this run frees, or frees too late, as where two rows exchange theirs.
 */
export function collisions(
  seed: Pick<Seed, 'key' | 'at'>,
  datastore: Datastore,
  records: readonly LiveRecord[],
  phases: readonly (readonly (readonly RowStep[])[])[],
): readonly Problem[] {
  const others = otherKeys(datastore, seed)
  return others.flatMap(key => collisionsIn(key, seed, datastore, records, phases))
}

function collisionsIn(
  key: readonly string[],
  seed: Pick<Seed, 'at'>,
  datastore: Datastore,
  records: readonly LiveRecord[],
  phases: readonly (readonly (readonly RowStep[])[])[],
): readonly Problem[] {
  const held = new Map(records.map(({ id, values }) => [id, values as Values] as const))
  const tupleOf = (values: Values | undefined) => values && identityOf(datastore, key, values)
  const holders = new Map<string, string>()
  for (const [id, values] of held) {
    const tuple = tupleOf(values)
    if (tuple !== undefined) holders.set(tuple, id)
  }
  const problems: Problem[] = []
  for (const phase of phases) {
    // What one chain frees is free to itself at once, and to those beside it when the phase is over.
    const freed = phase.flatMap(chain => {
      const own = new Set<string>()
      for (const change of chain.flatMap(changesOf)) {
        const id = change.kind === 'insert' ? `new ${change.name}` : change.id
        const before = tupleOf(held.get(id))
        const values = valuesAfter(change, held.get(id))
        const after = tupleOf(values)
        if (before === after) continue
        const holder = after === undefined || own.has(after) ? undefined : holders.get(after)
        if (holder !== undefined) problems.push(collision(change, key, seed))
        if (before !== undefined) own.add(before)
        if (after !== undefined && holder === undefined) {
          holders.set(after, id)
          own.delete(after)
        }
        if (values === undefined) held.delete(id)
        else held.set(id, values)
      }
      return [...own]
    })
    for (const tuple of freed) holders.delete(tuple)
  }
  return problems
}

function changesOf(step: RowStep): readonly RowChange[] {
  switch (step.call) {
    case 'insert-record':
      return [step.insert]
    case 'update-record':
    case 'update-records':
      return step.updates
    case 'delete-records':
      return step.removals
  }
}

function valuesAfter(change: RowChange, before: Values | undefined): Values | undefined {
  switch (change.kind) {
    case 'insert':
      return change.row.values
    case 'update':
      return { ...before, ...change.set }
    case 'remove':
      return undefined
  }
}

function collision(change: RowChange, key: readonly string[], { at }: Pick<Seed, 'at'>): Problem {
  return {
    code: 'SD122',
    severity: 'error',
    message: `${change.name}: another row still has its ${key.join(', ')} when it is written`,
    at: ('row' in change ? change.row.at : undefined) ?? at,
    hint: 'first give the other row another value, in a separate run, or correct the rows',
  }
}
