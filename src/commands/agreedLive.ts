import { byCodeUnit } from '../core/model/catalog.ts'
import { diff } from '../core/model/diff.ts'
import { failure } from '../core/model/failure.ts'
import type { Live } from '../core/model/live.ts'
import type { ReadCliq } from '../core/model/ports.ts'

/** Listings after which an org moves too fast to be taken over. */
const LISTINGS = 4

/**
 * The org as two listings in a row have shown it: one alone may be cut, or stale, and what is written into files on its
 * word stays there. `calls` are those of all listings. Throws a Failure NT109 where they do not come to agree.
 */
export async function fetchAgreedLive(
  cliq: ReadCliq,
  ...[expected, known, how]: Parameters<ReadCliq['fetchLive']>
): Promise<Live> {
  const names = [...expected]
  let before = await cliq.fetchLive(names, known, how)
  let calls = before.calls + (before.asked ?? 0)
  for (let listings = 2; listings <= LISTINGS; listings += 1) {
    const now = await cliq.fetchLive(names, known, how)
    calls += now.calls + (now.asked ?? 0)
    if (isSame(before, now)) return { ...now, calls, asked: undefined }
    before = now
  }
  throw failure('NT109', `${LISTINGS} reads in a row showed different datastores`, {
    hint: 'nothing was written; run the command again',
  })
}

function isSame(a: Live, b: Live): boolean {
  return diff(a.catalog, b.catalog).length === 0 && identifiersIn(a) === identifiersIn(b)
}

// Ids, and what cannot be read: what no diff of catalogs shows.
function identifiersIn({ identities, bystanders }: Live): string {
  const sorted = <T>(entries: Iterable<readonly [string, T]>) => [...entries].sort(([x], [y]) => byCodeUnit(x, y))
  const ours = sorted(identities).map(([name, { id, fields }]) => [name, id, sorted(fields)])
  const odd = bystanders.flatMap(({ name, id, why }) => (name === undefined ? [] : [`${name} ${id} ${why}`]))
  return JSON.stringify([ours, odd.sort(byCodeUnit)])
}
