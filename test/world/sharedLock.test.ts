import { expect, test } from 'vitest'

import type { Problem } from '../../src/core/model/problem.ts'
import { parseLock, pendingIn, renderLock } from '../../src/files/kept/lockfile.ts'
import type { ShelfView } from '../../src/remote/shelf.ts'
import { sharedLockOf } from '../../src/world/sharedLock.ts'
import { holding, keeping } from '../files/lockWriter.ts'
import { outline, refusal, temporaryFolder } from '../files/temporary.ts'

const MINUTE = 60_000
const part = (...names: readonly string[]) => renderLock(new Map([['live', holding(...names)]]))

/** The lock on a shelf that shows these views, one after another, and takes what is written unless somebody was first. */
async function shared(views: readonly Partial<ShelfView>[], now = 0, firsts = 0) {
  const root = await temporaryFolder()
  const notes: Problem[] = []
  const written: string[] = []
  let reads = 0
  const shelf = {
    name: 'the shelf',
    read: () => {
      const view = views[Math.min(reads, views.length - 1)]
      reads += 1
      return Promise.resolve({ mark: 'm', texts: new Map<string, string>(), ...view })
    },
    write: (_: ShelfView, name: string, text: string) => {
      written.push(`${name} ${[...(parseLock(text, 'x').get(name)?.datastores.keys() ?? [])].join(' ')}`)
      return Promise.resolve(written.length <= firsts ? ('moved' as const) : ('written' as const))
    },
  }
  const lock = sharedLockOf(
    {
      root,
      open: () => Promise.resolve(shelf),
      environment: 'live',
      run: 'us',
      committed: () => Promise.resolve(undefined),
    },
    {
      ...keeping(root),
      clock: { ...keeping(root).clock, now: () => now },
      notify: event => void (event.type === 'note' && notes.push(event.problem)),
    },
  )
  return { lock, notes, written, reads: () => reads }
}

test.each([
  [0, '1 min'],
  [20_000, '1 min'],
  [89_999, '1 min'],
  [90_000, '2 min'],
  [119 * MINUTE, '119 min'],
  [120 * MINUTE, '2 h'],
  [149 * MINUTE, '2 h'],
  [150 * MINUTE, '3 h'],
])('a place that does not answer is told with the age of its copy, of %d ms %s', async (ms, age) => {
  const stale = { since: 1_000, why: 'no route' }
  const { lock, notes } = await shared([{ stale, texts: new Map([['live', part('rooms')]]) }], 1_000 + ms)
  expect([...((await lock.readLock()).get('live')?.datastores.keys() ?? [])]).toEqual(['rooms'])
  expect(outline(notes)).toEqual(['LK127'])
  expect(notes[0]?.message).toContain(`(no route): its copy from ${age} ago`)
  // Nothing is written over a copy.
  expect(outline(await refusal(() => lock.writeLocked('live', holding('rooms'), holding())))).toEqual(['LK121'])
})

test('what another run has begun is told, and what this one has is not', async () => {
  const pending = (run: string) => ({ texts: new Map([['live', renderLock(new Map(), { run, digest: 'd' })]]) })
  const notes = async (run: string) => {
    const { lock, notes: told } = await shared([pending(run)])
    await lock.readLock()
    return outline(told)
  }
  expect([await notes('them'), await notes('us')]).toEqual([['LK128'], []])
  expect(pendingIn(renderLock(new Map(), { run: 'us', digest: 'd' }))).toEqual({ run: 'us', digest: 'd' })
})

test('who comes second reads again, and gives up after eight times', async () => {
  const texts = new Map([['live', part('rooms')]])
  const twice = await shared([{ texts }], 0, 1)
  await twice.lock.writeLocked('live', holding('rooms'), holding('desks'))
  expect([twice.written, twice.reads()]).toEqual([['live desks', 'live desks'], 2])
  const never = await shared([{ texts }], 0, 99)
  const ended = await refusal(() => never.lock.writeLocked('live', holding('rooms'), holding('desks')))
  expect([outline(ended), never.written.length]).toEqual([['FS108'], 8])
  expect(ended[0]?.hint).toContain('its new content is in ')
  // What is read once and written at once is not read again.
  const once = await shared([{ texts }])
  await once.lock.readLock()
  await once.lock.writeLocked('live', holding('rooms'), holding('desks'))
  expect(once.reads()).toBe(1)
})
