import { describe, expect, test } from 'vitest'
import { writeComment } from '../../src/commands/reviewComment.ts'
import type { Seal } from '../../src/commands/reviewComment.ts'
import { reviewGate } from '../../src/commands/reviewed.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog } from '../../src/core/model/catalog.ts'
import type { Ci } from '../../src/core/review/ci.ts'
import { MARKER, readHeader } from '../../src/core/review/header.ts'
import { marksOf } from '../../src/core/review/marks.ts'
import type { Slot } from '../../src/core/review/slot.ts'
import { forgeScene, KINDS } from '../forge/client.ts'
import type { Kind, Scene } from '../forge/client.ts'
import { refusal } from '../files/temporary.ts'
import { field, fields, liveOf, planOf, store } from '../laws/build.ts'
import { documentOf } from '../report/build.ts'
import { hash, sealOf, slotOf } from './build.ts'

const rooms = (more = {}) => store({ ...fields(2), ...more }, [], 'rooms')
const staff = (more = {}) => store({ ...fields(2), ...more }, [], 'staff')
const fresh = { seats: field({ name: 'Seats' }) }
const before = catalogOf([rooms(), staff()])
const both = catalogOf([rooms(fresh), staff(fresh)])
const documentFor = (live: Catalog, desired: Catalog) =>
  documentOf({ document: { environment: 'production', target: 'us', plan: planOf(liveOf(live), desired) } })
const whole = documentFor(before, both)

/** What is reviewed of `whole` in one pull request. */
interface Review {
  readonly pull: number
  readonly datastores: readonly string[]
  readonly head?: string
  readonly project?: string
  readonly seal?: Seal
  readonly slot?: Partial<Slot>
}

async function review(scene: Scene, { pull, datastores, head = `h${pull}`, project = '.', seal, slot }: Review) {
  const changes = new Map([...marksOf(whole, hash)].filter(([name]) => datastores.includes(name)))
  const own = new Map([['production', { slot: slotOf({ head, changes, ...slot }), section: 'text' }]])
  const { forge, clock } = scene
  const about = { forge, clock, random: () => 0.5, repository: 'acme/schemas', pull: String(pull), project, seal }
  await writeComment(about, own, () => '# review', false)
}

function gateOf({ forge, clock, notes }: Scene, kind: Kind, commit: string, seal?: Seal) {
  const ci: Ci = {
    kind,
    repository: 'acme/schemas',
    workspace: '',
    pull: undefined,
    branch: 'main',
    commit,
    run: '2000.1',
    runUrl: 'https://forge.example/run/2000',
    event: 'push',
  }
  const about = { forge, clock, random: () => 0.5, repository: 'acme/schemas', project: '.', seal, hash }
  const notify = (event: (typeof notes)[number]) => void notes.push(event)
  return reviewGate({ ...about, ci, branch: 'main', notify, render: () => '# applied' }, 'production')
}

async function statesOf({ forge }: Scene, pull: number): Promise<readonly (string | undefined)[]> {
  const comments = await forge.fetchComments(String(pull), MARKER)
  return comments.flatMap(each => [...(readHeader(each.body)?.slots.values() ?? [])].map(slot => slot.state))
}

const done = async () => ({ kind: 'applied' }) as const

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

  const attacks: readonly (readonly [string, (scene: Scene) => void | Promise<void>, string])[] = [
    [
      'a comment of somebody else',
      ({ hub }) => {
        const [{ body } = { body: '' }] = hub.comments.splice(0)
        hub.comment(1, body, 'mallory-token')
      },
      'no merged pull request reviewed it',
    ],
    [
      'a comment that somebody edited, be it by a blank',
      ({ hub }) => hub.edit(hub.comments[0]?.id ?? 0, `${hub.comments[0]?.body} `, 'mallory-token'),
      'no merged pull request reviewed it',
    ],
    [
      'a comment that somebody edited and set back',
      ({ hub }) => {
        const [{ id, body } = { id: 0, body: '' }] = hub.comments
        hub.edit(id, 'nothing', 'mallory-token')
        hub.edit(id, body, 'mallory-token')
      },
      'no merged pull request reviewed it',
    ],
    [
      'two comments',
      ({ hub }) => void hub.comment(1, hub.comments[0]?.body ?? '', 'bot-token'),
      'no merged pull request reviewed it',
    ],
    [
      'a slot that quotes itself in a comment',
      ({ hub }) => {
        const [{ body } = { body: '' }] = hub.comments.splice(0)
        hub.comment(1, `> quoted\n\n${body}`, 'bot-token')
      },
      'no merged pull request reviewed it',
    ],
    [
      'an older slot: somebody pushed after the review',
      ({ hub }) => void Object.assign(hub.pull(1), { head: 'h1b' }),
      '1 was reviewed at h1 and merged at h1b',
    ],
    [
      'a slot whose losses were cut',
      scene => review(scene, { pull: 1, datastores: ['rooms', 'staff'], slot: { truncated: true, run: '1002.1' } }),
      'the comment of 1 was too long to show all losses',
    ],
    [
      'a slot of another org',
      scene => review(scene, { pull: 1, datastores: ['rooms', 'staff'], slot: { target: 'eu', run: '1002.1' } }),
      '1 reviewed it for another org, eu',
    ],
    [
      'a slot that was carried to another pull request',
      ({ hub }) => {
        const [{ body } = { body: '' }] = hub.comments.splice(0)
        hub.open(2, 'h2')
        hub.comment(2, body, 'bot-token')
        hub.merge(2, 'c1')
      },
      '2 was reviewed at h1 and merged at h2',
    ],
  ]

  test.each(attacks)('%s approves nothing', async (_, attack, why) => {
    await using scene = await forgeScene(kind)
    scene.hub.open(1, 'h1')
    await review(scene, { pull: 1, datastores: ['rooms', 'staff'] })
    await attack(scene)
    scene.hub.merge(1, 'c1')
    const problems = await refusal(() => gateOf(scene, kind, 'c1').approve(whole))
    expect(problems.map(each => each.code)).toEqual(['ST109', 'ST109'])
    expect(problems[0]?.message).toContain(why)
    expect(problems[0]?.hint).toContain(`--expect ${whole.digest}`)
    // Nothing was begun in its name.
    expect(await statesOf(scene, 1)).not.toContain('applying')
  })

  test('with a review key an unsigned slot of our own user approves nothing, nor one of another pull request', async () => {
    await using scene = await forgeScene(kind)
    const seal = sealOf('a key')
    scene.hub.open(1, 'h1')
    await review(scene, { pull: 1, datastores: ['rooms', 'staff'] })
    scene.hub.merge(1, 'c1')
    const approve = () => gateOf(scene, kind, 'c1', seal).approve(whole)
    expect(await refusal(approve)).toHaveLength(2)
    scene.hub.comments.length = 0
    scene.hub.open(2, 'h1')
    await review(scene, { pull: 2, datastores: ['rooms', 'staff'], head: 'h1', seal })
    const [{ body } = { body: '' }] = scene.hub.comments.splice(0)
    scene.hub.comment(1, body, 'bot-token')
    expect(await refusal(approve)).toHaveLength(2)
    scene.hub.comments.length = 0
    await review(scene, { pull: 1, datastores: ['rooms', 'staff'], seal })
    await approve()
  })
})
