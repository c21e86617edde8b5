import type { Change } from '../model/change.ts'
import type { Live } from '../model/live.ts'
import type { Problem } from '../model/problem.ts'

// "status" of DatastoreResponse: every example of the API document says enabled, and no call changes it.
const EDITABLE = 'enabled'

/** Datastores that a plan would change and that Cliq has in another status than enabled: nobody knows what an edit does there. */
export function unfitDatastores(changes: readonly Change[], live: Live): readonly Problem[] {
  const names = new Set(changes.map(each => (each.kind === 'datastore-renamed' ? each.from : each.datastore)))
  return [...names].flatMap((name): readonly Problem[] => {
    const status = live.identities.get(name)?.status ?? EDITABLE
    if (status === EDITABLE) return []
    const message = `${name} is ${status} in the org, and only enabled datastores are changed`
    return [{ code: 'LV108', severity: 'error', message, hint: 'enable it in Cliq, then plan again' }]
  })
}
