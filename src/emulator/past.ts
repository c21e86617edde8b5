import type { OrgStore, View } from './store.ts'
import type { StoredDatastore, StoredRecord } from './stored.ts'

interface Snapshot {
  /** The change that ended it, in Unix ms. */
  readonly until: number
  readonly datastores: readonly StoredDatastore[]
  readonly records: ReadonlyMap<string, readonly StoredRecord[]>
}

/** What the org was before each of its last changes, so that reads can lag behind. */
export interface Past {
  /** Call it before every change. */
  remember(at: number): void
  /** The org as it was at `at`. */
  viewAt(at: number): View
}

/** The past of a store from now on; keeps nothing that is older than `lagMs`. */
export function pastOf(store: OrgStore, lagMs: number): Past {
  let snapshots: readonly Snapshot[] = []
  return {
    remember(at) {
      if (lagMs === 0) return
      const datastores = store.datastores()
      const records = new Map(datastores.map(({ id }) => [id, store.records(id, '', -1)] as const))
      snapshots = [...snapshots.filter(({ until }) => until > at - lagMs), { until: at, datastores, records }]
    },
    viewAt(at) {
      const snapshot = snapshots.find(({ until }) => until > at)
      return snapshot === undefined ? store : viewOf(snapshot)
    },
  }
}

function viewOf({ datastores, records }: Snapshot): View {
  const all = (datastore: string): readonly StoredRecord[] => records.get(datastore) ?? []
  return {
    datastores: () => datastores,
    ownDatastores: (after, most) =>
      datastores.filter(({ id, extension }) => extension === '' && id > after).slice(0, most),
    datastore: wanted => datastores.find(({ id }) => id === wanted),
    named: (owner, name) =>
      datastores.find(({ extension, unique_name }) => extension === owner && unique_name === name),
    record: (datastore, wanted) => all(datastore).find(({ id }) => id === wanted),
    records(datastore, after, most) {
      const rest = all(datastore).filter(({ id }) => id > after)
      return most < 0 ? rest : rest.slice(0, most)
    },
  }
}
