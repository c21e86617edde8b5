import type { Catalog, Datastore } from '../model/catalog.ts'
import type { Change } from '../model/change.ts'
import { hidesField } from './document.ts'
import type { PlanDocument } from './document.ts'
import type { Plan } from './plan.ts'
import { canonicalText, plainChange, plainStep } from '../model/plain.ts'
import type { Json } from '../model/plain.ts'
import type { Step } from '../model/step.ts'

/**
 * What a plan means, as text: nothing of places, counts or time is in it, and nothing that must stay hidden. Its digest
 * is that of this. A whole datastore is in it by its digest. Datastores that it leaves as they are do not count, so what others do to them stales no plan.
 */
export function planMeaning(
  { environment, target: org, backup, plan }: Pick<PlanDocument, 'environment' | 'target' | 'backup' | 'plan'>,
  digestOf: (datastore: Datastore) => string,
): string {
  const { base, target, changes, adopts, steps, risks } = plan
  const losses = risks.flatMap(each => (each.consent === undefined ? [] : [each.consent]))
  const worked = steps.flatMap(each => (each.call === 'row-work' ? [each.datastore] : []))
  const touched = new Set([...changes.flatMap(each => [each.datastore, ...earlierName(each)]), ...adopts, ...worked])
  const touchedOf = (catalog: Catalog): Json =>
    Object.fromEntries([...catalog].flatMap(([name, each]) => (touched.has(name) ? [[name, digestOf(each)]] : [])))
  const value: Json = {
    // Whether what goes is copied first is part of what was reviewed.
    ...(backup !== undefined && losses.length > 0 && { backup }),
    environment,
    org,
    base: touchedOf(base),
    target: touchedOf(target),
    changes: changes.map(change => meantChange(change, digestOf)),
    steps: steps.map(step => meantStep(step, { base, target }, digestOf)),
    losses,
    adopts,
  }
  return canonicalText(value)
}

function meantChange(change: Change, digestOf: (datastore: Datastore) => string): Json {
  const { kind, datastore } = change
  if (change.kind === 'datastore-added') return { kind, datastore, to: digestOf(change.to) }
  if (change.kind === 'datastore-removed') return { kind, datastore, from: digestOf(change.from) }
  return plainChange(change)
}

function meantStep(step: Step, plan: Pick<Plan, 'base' | 'target'>, digestOf: (datastore: Datastore) => string): Json {
  const { call, datastore } = step
  if (step.call === 'create-datastore') return { call, datastore, definition: digestOf(step.definition) }
  return plainStep(step, hidesField(plan, step))
}

function earlierName(change: Change): readonly string[] {
  return change.kind === 'datastore-renamed' ? [change.from] : []
}
