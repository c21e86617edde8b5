import { describe, expect, test } from 'vitest'
import { refusal } from '../files/temporary.ts'
import { forgeScene, KINDS } from '../forge/client.ts'
import type { Scene } from '../forge/client.ts'
import { sealOf } from './build.ts'
import { gateOf, review, statesOf, whole } from './gate.ts'

describe.each(KINDS)('%s', kind => {
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
