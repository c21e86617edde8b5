import { catalogOf, TYPE_CAPS } from '../../src/core/model/catalog.ts'
import type { Catalog, Datastore, Field, UniqueKey } from '../../src/core/model/catalog.ts'
import type { Definition } from '../../src/core/model/definition.ts'
import type { Identity, Live } from '../../src/core/model/live.ts'
import type { LockedEnvironment } from '../../src/core/model/lock.ts'
import { budgetsOf } from '../../src/core/pace/pace.ts'
import { plan } from '../../src/core/plan/plan.ts'
import type { Plan } from '../../src/core/plan/plan.ts'
import { fieldsOf } from '../../src/core/model/step.ts'
import type { Step } from '../../src/core/model/step.ts'

/** How many random cases a law gets: 1,000 in `npm test`, 5,000 in `npm run test:long`, 50,000 at night. */
export const RUNS = Number(process.env['LAW_RUNS'] ?? 700)

/** Cases of the laws that all else stands on: order, steps, pace, the model that plans are played on, and what is written read again. */
export const CORE_RUNS = Number(process.env['CORE_RUNS'] ?? RUNS)

export function field(more: Partial<Field> = {}): Field {
  return { name: 'A field', type: 'limited-text', mandatory: false, masked: false, ...more }
}

// As many of each type as Cliq takes, those that keys may name first.
const KINDS = ['limited-text', 'number', 'boolean', 'encrypted-text', 'large-text'] as const
const SLOTS = KINDS.flatMap(type => Array.from({ length: TYPE_CAPS[type] }, () => type))

/** So many fields, of types that fit one datastore beside `taken` other ones of this making. */
export function fields(count: number, prefix = 'f', more: Partial<Field> = {}, taken = 0): Record<string, Field> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `${prefix}${at}`,
      field({ type: SLOTS[taken + at] ?? 'limited-text', ...more }),
    ]),
  )
}

export function store(
  of: Record<string, Field>,
  unique_keys: readonly UniqueKey[] = [],
  unique_name = 'store',
): Datastore {
  return { unique_name, name: 'A store', description: 'For a test', fields: new Map(Object.entries(of)), unique_keys }
}

export function definitionsOf(catalog: Catalog): readonly Definition[] {
  return [...catalog.values()].map(datastore => ({
    datastore,
    protect: undefined,
    file: `schemas/${datastore.unique_name}.yaml`,
    places: new Map(),
  }))
}

/** An org that holds the catalog. Ids are the names' own, so the same name has the same id wherever it is built. */
export function liveOf(catalog: Catalog, idOf: (name: string) => string = name => `id:${name}`): Live {
  const identities = [...catalog.values()].map((each): readonly [string, Identity] => [
    each.unique_name,
    {
      id: idOf(each.unique_name),
      fields: new Map([...each.fields.keys()].map(name => [name, idOf(`${each.unique_name}.${name}`)])),
      status: 'enabled',
    },
  ])
  return { catalog, identities: new Map(identities), bystanders: [], calls: 1 }
}

/** A lock file that owns what `owns` says of the org; by default all of it. */
export function lockOf(live: Live, owns: (path: string) => boolean = () => true): LockedEnvironment {
  const datastores = [...live.catalog.values()].flatMap(definition => {
    const identity = live.identities.get(definition.unique_name)
    if (identity === undefined || !owns(definition.unique_name)) return []
    const ids = new Map([...identity.fields].filter(([name]) => owns(`${definition.unique_name}.${name}`)))
    return [[definition.unique_name, { id: identity.id, definition, fields: ids, protect: false }] as const]
  })
  return { target: 'a test', datastores: new Map(datastores) }
}

export const BUDGETS = budgetsOf()

export function planOf(live: Live, desired: Catalog, locked: LockedEnvironment = lockOf(live)): Plan {
  return plan({ definitions: definitionsOf(desired), live, locked, consents: new Set(), ignore: [], budgets: BUDGETS })
}

/** A plan between two datastores of one name, as lines: what a table of examples compares. */
export function outline(from: Datastore, to: Datastore): readonly string[] {
  return planOf(liveOf(catalogOf([from])), catalogOf([to])).steps.map(outlineOf)
}

export function outlineOf(step: Step): string {
  if (step.call === 'edit-datastore') return `${step.call} ${Object.keys(step.set).join(' ')}`
  const names = fieldsOf(step)
  return names.length > 3 ? `${step.call} ${names.length}` : [step.call, ...names].join(' ')
}
