import { expect, test } from 'vitest'
import { connectCliq, openOrg } from '../../src/cliq/connect.ts'
import type { HttpRequest } from '../../src/cliq/transport.ts'
import { answer, depsOf, targetOf, transportOf, wireDatastore, wireDatastores as org } from './virtual.ts'

/** Pages by place: a datastore that goes after the first page was read lets the others slide over its edge. */
function sliding(items: readonly object[], goes: number, shown: ReadonlyMap<string, object> = new Map()) {
  let left = [...items]
  let pages = 0
  return transportOf(({ url }: HttpRequest) => {
    const id = /datastores\/(\d+)$/u.exec(url.pathname)?.[1]
    if (id !== undefined) {
      const own = shown.get(id)
      return own === undefined
        ? answer(404, { code: 'datastore_not_found', message: 'gone' })
        : answer(200, { data: own })
    }
    pages += 1
    if (pages === 2) left = left.filter((_, at) => at !== goes)
    const limit = Number(url.searchParams.get('limit'))
    const start = Number(url.searchParams.get('next_token') ?? 0)
    const end = start + limit
    return answer(200, { data: left.slice(start, end), ...(end < left.length && { next_token: String(end) }) })
  })
}

test('D7: a datastore that slides over the edge of a page is no new one, whether its id is known or not', async () => {
  const transport = sliding(org(150), 7)
  const live = await connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive(['d0100'])
  expect([live.catalog.has('d0100'), live.calls]).toEqual([true, 4])
})

test('F6: what several pages lack is asked for by its id, once, before it counts as gone', async () => {
  const there = wireDatastore('mine', '77')
  for (const [shown, isThere] of [
    [new Map([['77', there]]), true],
    [new Map<string, object>(), false],
  ] as const) {
    const transport = sliding(org(150), 7, shown)
    const known = new Map([['mine', '77']])
    const live = await connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive(['mine'], known)
    expect([live.catalog.has('mine'), live.identities.get('mine')?.id]).toEqual([isThere, isThere ? '77' : undefined])
    expect(transport.requests.filter(each => each.url.pathname.endsWith('/77'))).toHaveLength(1)
  }
})

test('F6: an empty listing of an org that is known to hold something is read twice, and its datastores are asked for', async () => {
  const own = wireDatastore('mine', '77')
  const transport = sliding([], 0, new Map([['77', own]]))
  const live = await connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive(
    ['mine'],
    new Map([['mine', '77']]),
  )
  expect([live.catalog.has('mine'), live.calls, transport.requests.length]).toEqual([true, 2, 3])
})
