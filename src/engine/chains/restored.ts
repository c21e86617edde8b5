import type { LiveDatastore } from '../../core/model/live.ts'
import type { RunChains } from '../../core/plan/beside.ts'
import { restorationOf, restoreLaw, restoreSteps } from '../../core/rows/restore.ts'
import type { Bundle, Chain } from '../links.ts'
import type { Returned } from '../../core/results/restore.ts'

/** The rows of backups, in the chains that their estimate counts: a chain for each backup. */
export function restoredChains(returned: readonly Returned[], costs: RunChains['rows']): readonly Chain[] {
  return costs.map((chain, at): Chain => {
    const own = returned[at]
    const [first] = chain.links
    if (own === undefined || first === undefined) return { ...chain, part: 'rows', links: [] }
    const rows = own.restoration.orders.length
    // Ids of what the steps create are not known before.
    const make = async (seen: ReadonlyMap<string, LiveDatastore | undefined>): Promise<Bundle> => {
      const now = seen.get(own.name) ?? own.now
      const { orders } = restorationOf(own.backup, now, own.records)
      return { datastore: now.datastore, law: restoreLaw(own.backup, now), streams: [restoreSteps(orders)] }
    }
    const link = { kind: 'rows', costs: first, name: own.name, datastore: own.name, rows, make } as const
    return { part: 'rows', queue: chain.queue, links: [link] }
  })
}
