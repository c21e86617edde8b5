import { LIMITS } from '../core/model/catalog.ts'
import type { Live } from '../core/model/live.ts'
import { lockedCatalog } from '../core/model/lock.ts'
import type { LockedEnvironment } from '../core/model/lock.ts'

/** The org as the lock file remembers it, for a plan that sends nothing. */
export function liveAsLocked(locked: LockedEnvironment): Live {
  return {
    catalog: lockedCatalog(locked),
    identities: new Map(
      [...locked.datastores].map(([name, { id, fields }]) => [name, { id, fields, status: 'enabled' }] as const),
    ),
    bystanders: [],
    calls: Math.max(1, Math.ceil(locked.datastores.size / LIMITS.datastoresPerPage)),
  }
}
