import type { Datastore } from '../core/model/catalog.ts'
import type { Definition } from '../core/model/definition.ts'
import type { Origins } from '../core/plan/document.ts'
import type { LockedEnvironment } from '../core/model/lock.ts'
import { canonicalText, plainHints } from '../core/model/plain.ts'
import type { Json } from '../core/model/plain.ts'
import type { Project } from './world.ts'

/** The digests of what a plan is made from besides the org. */
export function originsOf(
  project: Pick<Project, 'digest'>,
  definitions: readonly Definition[],
  { target, datastores, migrations }: LockedEnvironment,
  digestOf: (datastore: Datastore) => string,
): Origins {
  const defined: Json = Object.fromEntries(
    definitions.map(({ datastore, protect, hints }) => [
      datastore.unique_name,
      { definition: digestOf(datastore), ...(protect !== undefined && { protect }), ...(hints && plainHints(hints)) },
    ]),
  )
  const known: Json = Object.fromEntries(
    [...datastores].map(([name, { id, definition, fields, protect }]) => [
      name,
      { id, definition: digestOf(definition), fields: Object.fromEntries(fields), protect },
    ]),
  )
  const ran: Json = Object.fromEntries([...(migrations ?? [])].map(([id, each]) => [id, { ...each }] as const))
  return {
    definitions: project.digest(canonicalText(defined)),
    lockFile: project.digest(canonicalText({ target, datastores: known, ...(migrations && { migrations: ran }) })),
  }
}
