import type { Catalog } from '../model/catalog.ts'
import type { Change } from '../model/change.ts'
import { hidesField } from './document.ts'
import type { PlanDocument } from './document.ts'
import { canonicalText, plainCatalog, plainChange, plainStep } from '../model/plain.ts'
import type { Json } from '../model/plain.ts'

/**
 * What a plan means, as text: nothing of places, counts or time is in it, and nothing that must stay hidden. Its digest
 * is that of this. Datastores that it leaves as they are do not count, so what others do to them stales no plan.
 */
export function planMeaning({
  environment,
  target: org,
  backup,
  plan,
}: Pick<PlanDocument, 'environment' | 'target' | 'backup' | 'plan'>): string {
  const { base, target, changes, adopts, steps, risks } = plan
  const losses = risks.flatMap(each => (each.consent === undefined ? [] : [each.consent]))
  const worked = steps.flatMap(each => (each.call === 'row-work' ? [each.datastore] : []))
  const touched = new Set([...changes.flatMap(each => [each.datastore, ...earlierName(each)]), ...adopts, ...worked])
  const touchedOf = (catalog: Catalog) => plainCatalog(new Map([...catalog].filter(([name]) => touched.has(name))))
  const value: Json = {
    // Whether what goes is copied first is part of what was reviewed.
    ...(backup !== undefined && losses.length > 0 && { backup }),
    environment,
    org,
    base: touchedOf(base),
    target: touchedOf(target),
    changes: changes.map(plainChange),
    steps: steps.map(step => plainStep(step, hidesField({ base, target }, step))),
    losses,
    adopts,
  }
  return canonicalText(value)
}

function earlierName(change: Change): readonly string[] {
  return change.kind === 'datastore-renamed' ? [change.from] : []
}
