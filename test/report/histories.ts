import type { Datastore, Field } from '../../src/core/model/catalog.ts'
import type { PlanDocument } from '../../src/core/plan/document.ts'
import { catalog, reworked } from '../arbitraries.ts'
import { definition, documentOf, liveOf, lockOf } from './build.ts'
import { warningOf } from './everything.ts'

/** What was left, what is live, and what is wanted, each an edit of the one before. */
export const histories = catalog(4).chain(left =>
  reworked(left).chain(live => reworked(live).map(wanted => ({ left, live, wanted }))),
)

/** Plans of such histories, with a warning. */
export const documents = histories.map(({ left, live, wanted }) => {
  const made = documentOf({
    live: liveOf(...live.values()),
    locked: lockOf(...left.values()),
    definitions: [...wanted.values()].map(each => definition(each)),
  })
  return { ...made, warnings: [warningOf(made, 'this is a warning: 20 of 19')] }
})

/** The document with a text in every place that holds foreign text. */
export function poisoned(document: PlanDocument, text: string): PlanDocument {
  const { plan } = document
  const name = (each: string) => `${each}${text}`
  const field = (each: Field): Field => ({ ...each, name: text, default_value: text })
  const store = (each: Datastore): Datastore => ({
    unique_name: name(each.unique_name),
    name: text,
    description: text,
    fields: new Map([...each.fields].map(([key, value]) => [name(key), field(value)])),
    unique_keys: each.unique_keys.map(key => key.map(name)),
  })
  const made = documentOf({
    live: liveOf(...[...plan.base.values()].map(store)),
    locked: lockOf(),
    definitions: [...plan.target.values()].map(each => definition(store(each))),
  })
  const kept = {
    datastores: [text, `x${text}`],
    outside: [text],
    fields: new Map([...made.plan.target.keys()].map(each => [each, [text]])),
  }
  const noisy = { ...made, environment: text, where: text, target: text, digest: `sha256-v1:${text}` }
  const files = new Map([...made.places].map(([key, at]) => [key, { ...at, file: text }] as const))
  const risks = made.plan.risks.map(each => ({ ...each, because: text }))
  return { ...noisy, places: files, plan: { ...made.plan, kept, risks }, warnings: [warningOf(noisy, text)] }
}
