import { hidesField } from './document.ts'
import type { PlanDocument } from './document.ts'
import { canonicalText, plainCatalog, plainChange, plainStep } from '../model/plain.ts'
import type { Json } from '../model/plain.ts'

/** What a plan means, as text: nothing of places, counts or time is in it, and nothing that must stay hidden. Its digest is that of this. */
export function planMeaning({
  environment,
  target: org,
  backup,
  plan,
}: Pick<PlanDocument, 'environment' | 'target' | 'backup' | 'plan'>): string {
  const { base, target, changes, adopts, steps, risks } = plan
  const losses = risks.flatMap(each => (each.consent === undefined ? [] : [each.consent]))
  const value: Json = {
    // Whether what goes is copied first is part of what was reviewed.
    ...(backup !== undefined && losses.length > 0 && { backup }),
    environment,
    org,
    base: plainCatalog(base),
    target: plainCatalog(target),
    changes: changes.map(plainChange),
    steps: steps.map(step => plainStep(step, hidesField({ base, target }, step))),
    losses,
    adopts,
  }
  return canonicalText(value)
}
