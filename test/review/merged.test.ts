import { describe, expect, test } from 'vitest'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { refusal } from '../files/temporary.ts'
import { forgeScene, KINDS } from '../forge/client.ts'
import { field } from '../laws/build.ts'
import { both, documentFor, done, fresh, gateOf, review, rooms, staff, statesOf, whole } from './gate.ts'

describe.each(KINDS)('%s', kind => {
  // How its commits reached the branch: what the forge made of the last one is what was pushed.
  test.each([
    ['a merge commit', ['merge1']],
    ['a squash', ['squashed1']],
    ['a rebase of two commits', ['rebased1', 'rebased2']],
  ])('what was merged by %s is applied and closed', async (_, commits) => {
    await using scene = await forgeScene(kind)
    scene.hub.open(1, 'h1')
    await review(scene, { pull: 1, datastores: ['rooms', 'staff'] })
    scene.hub.merge(1, commits.at(-1) ?? '')
    const gate = gateOf(scene, kind, commits.at(-1) ?? '')
    await gate.approve(whole)
    let during: readonly unknown[] = []
    await gate.carry(whole, async () => {
      during = await statesOf(scene, 1)
      return done()
    })
    expect([during, await statesOf(scene, 1)]).toEqual([['applying'], ['closed']])
  })

  test('a batch of a merge queue is one push, and each of its pull requests approves its own', async () => {
    await using scene = await forgeScene(kind)
    for (const pull of [1, 2]) scene.hub.open(pull, `h${pull}`)
    await review(scene, { pull: 1, datastores: ['rooms'] })
    await review(scene, { pull: 2, datastores: ['staff'] })
    scene.hub.merge(1, 'c1')
    scene.hub.merge(2, 'c2')
    const gate = gateOf(scene, kind, 'c2')
    await gate.approve(whole)
    await gate.carry(whole, done)
    expect([await statesOf(scene, 1), await statesOf(scene, 2)]).toEqual([['closed'], ['closed']])
  })

  test('a backlog of merged and never applied pull requests is found, and those of other branches are not', async () => {
    await using scene = await forgeScene(kind)
    for (const pull of [1, 2, 3, 4, 5]) scene.hub.open(pull, `h${pull}`)
    await review(scene, { pull: 1, datastores: ['rooms'] })
    for (const pull of [1, 2, 3, 4]) scene.hub.merge(pull, `c${pull}`)
    await review(scene, { pull: 5, datastores: ['staff'] })
    scene.hub.merge(5, 'c5')
    await gateOf(scene, kind, 'c5').approve(whole)
    Object.assign(scene.hub.pull(1), { base: 'release', target: 'release' })
    expect(await refusal(() => gateOf(scene, kind, 'c5').approve(whole))).toMatchObject([{ code: 'ST109' }])
  })

  test('a run that was killed is gone on with on another machine, by its slot alone', async () => {
    await using scene = await forgeScene(kind)
    scene.hub.open(1, 'h1')
    await review(scene, { pull: 1, datastores: ['rooms', 'staff'] })
    scene.hub.merge(1, 'c1')
    const first = gateOf(scene, kind, 'c1')
    await first.approve(whole)
    const killed = first.carry(whole, () => Promise.reject(new Error('killed')))
    await expect(killed).rejects.toThrow('killed')
    expect(await statesOf(scene, 1)).toEqual(['applying'])
    // One datastore is done, and one has not begun: neither stands where it was reviewed as a whole.
    const rest = documentFor(catalogOf([rooms(fresh), staff()]), both)
    const other = gateOf(scene, kind, 'c1')
    await other.approve(rest)
    await other.carry(rest, async () => ({ kind: 'stopped' }) as const)
    expect(await statesOf(scene, 1)).toEqual(['applying'])
    // What somebody did meanwhile stands on no way that was reviewed.
    const strange = documentFor(catalogOf([rooms(fresh), staff({ odd: field({ name: 'Odd' }) })]), both)
    expect(await refusal(() => gateOf(scene, kind, 'c1').approve(strange))).toMatchObject([{ code: 'ST109' }])
    const last = gateOf(scene, kind, 'c1')
    await last.approve(documentFor(both, both))
    await last.carry(documentFor(both, both), done)
    expect(await statesOf(scene, 1)).toEqual(['closed'])
  })

  test('another project of the same repository approves nothing here, and is left as it is', async () => {
    await using scene = await forgeScene(kind)
    scene.hub.open(1, 'h1')
    await review(scene, { pull: 1, datastores: ['rooms', 'staff'], project: 'apps/crm' })
    scene.hub.merge(1, 'c1')
    expect(await refusal(() => gateOf(scene, kind, 'c1').approve(whole))).toMatchObject([
      { code: 'ST109' },
      { code: 'ST109' },
    ])
    await review(scene, { pull: 1, datastores: ['rooms', 'staff'] })
    const gate = gateOf(scene, kind, 'c1')
    await gate.approve(whole)
    await gate.carry(whole, done)
    expect((await statesOf(scene, 1)).toSorted()).toEqual(['closed', 'open'])
  })
})
