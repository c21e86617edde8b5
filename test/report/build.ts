import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog, Datastore, Field, UniqueKey } from '../../src/core/model/catalog.ts'
import type { Definition } from '../../src/core/model/definition.ts'
import type { PlanDocument } from '../../src/core/plan/document.ts'
import type { Live } from '../../src/core/model/live.ts'
import type { LockedEnvironment } from '../../src/core/model/lock.ts'
import { placesOf } from '../../src/core/plan/places.ts'
import { plan } from '../../src/core/plan/plan.ts'
import type { Circumstances } from '../../src/core/plan/plan.ts'
import type { Place } from '../../src/core/model/problem.ts'
import { plainPaint } from '../../src/report/paint.ts'
import type { Paint } from '../../src/report/paint.ts'

export function field(more: Partial<Field> = {}): Field {
  return { name: 'A field', type: 'limited-text', mandatory: false, masked: false, ...more }
}

export function store(
  unique_name: string,
  fields: Readonly<Record<string, Field>>,
  more: { readonly name?: string; readonly description?: string; readonly unique_keys?: readonly UniqueKey[] } = {},
): Datastore {
  const about = { name: 'A store', description: 'For a test', unique_keys: [], ...more }
  return { unique_name, fields: new Map(Object.entries(fields)), ...about }
}

/** A definition whose parts stand on the given lines of `schemas/<name>.yaml`. */
export function definition(datastore: Datastore, lines: Readonly<Record<string, number>> = {}): Definition {
  const file = `schemas/${datastore.unique_name}.yaml`
  const places = Object.entries({ '': 1, ...lines }).map(([path, line]) => [path, { file, line, col: 3 }] as const)
  return { datastore, protect: undefined, file, places: new Map<string, Place>(places) }
}

export function liveOf(...datastores: readonly Datastore[]): Live {
  const catalog = catalogOf(datastores)
  const identity = ({ unique_name, fields }: Datastore) => ({
    id: `id of ${unique_name}`,
    fields: new Map([...fields.keys()].map(name => [name, `id of ${unique_name}.${name}`])),
    status: 'enabled',
  })
  const identities = new Map([...catalog.values()].map(each => [each.unique_name, identity(each)]))
  return { catalog, identities, bystanders: [], calls: 1 }
}

/** A lock file that remembers the datastores as they are given, by the ids of `liveOf`. */
export function lockOf(...datastores: readonly Datastore[]): LockedEnvironment {
  const { catalog, identities } = liveOf(...datastores)
  const entries = [...catalog.values()].map(each => {
    const { id = '', fields = new Map<string, string>() } = identities.get(each.unique_name) ?? {}
    return [each.unique_name, { id, definition: each, fields, protect: false }] as const
  })
  return { target: 'eu', datastores: new Map(entries) }
}

type Made = Partial<Circumstances> & { readonly document?: Partial<PlanDocument> }

/** A plan document: by default for one org that holds nothing, and with nothing defined. */
export function documentOf({ document = {}, ...about }: Made = {}): PlanDocument {
  const definitions = about.definitions ?? []
  const made = plan({
    definitions,
    live: liveOf(),
    locked: lockOf(...(about.live?.catalog.values() ?? [])),
    consents: new Set(),
    ignore: [],
    budgets: { limits: new Map(), windowMs: 60_000 },
    ...about,
  })
  return {
    environment: 'staging',
    target: 'eu',
    where: 'data centre eu (cliq.zoho.eu)',
    source: 'live',
    definitions: definitions.length,
    plan: made,
    places: placesOf(definitions, made.changes),
    digest: 'sha256-v1:49349e15fc2a7ea4f41adad955e969d8',
    warnings: [],
    origins: { definitions: 'sha256-v1:1', lockFile: 'sha256-v1:2' },
    ...document,
  }
}

/** A document from random catalogs, all of the first in the lock file. */
export function documentBetween(from: Catalog, to: Catalog): PlanDocument {
  return documentOf({
    live: liveOf(...from.values()),
    definitions: [...to.values()].map(each => definition(each)),
  })
}

/** Paint that can be read in a test. */
export const markedPaint: Paint = {
  ...plainPaint,
  bold: text => `<b>${text}</b>`,
  red: text => `<red>${text}</red>`,
  green: text => `<green>${text}</green>`,
  yellow: text => `<yellow>${text}</yellow>`,
}
