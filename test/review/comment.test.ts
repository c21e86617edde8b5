import { describe, expect, test } from 'vitest'
import { replaceSlots, writeComment } from '../../src/commands/reviewComment.ts'
import type { Commenting, SlotText } from '../../src/commands/reviewComment.ts'
import { believed } from '../../src/core/review/believed.ts'
import type { Forge } from '../../src/core/review/forge.ts'
import { MARKER } from '../../src/core/review/header.ts'
import type { Slot } from '../../src/core/review/slot.ts'
import { forgeScene, KINDS } from '../forge/client.ts'
import type { Scene } from '../forge/client.ts'
import { hash, sealOf, slotOf } from './build.ts'

const own = (environment: string, more: Partial<Slot> = {}, section = `plan of ${environment}`) =>
  new Map<string, SlotText>([[environment, { slot: slotOf(more), section }]])
const render = (slots: ReadonlyMap<string, Slot>) => `# ${[...slots.keys()].sort().join(', ')}`

function about({ forge, clock }: Pick<Scene, 'forge' | 'clock'>, more: Partial<Commenting> = {}): Commenting {
  return {
    forge,
    clock,
    random: () => 0.5,
    repository: 'acme/schemas',
    pull: '1',
    project: '.',
    seal: undefined,
    ...more,
  }
}

async function slotsOf(forge: Forge): Promise<readonly string[]> {
  const { slots } = believed(await forge.fetchComments('1', MARKER), {
    repository: 'acme/schemas',
    pull: '1',
    project: '.',
    verify: undefined,
  })
  return [...slots].map(([name, slot]) => `${name} ${slot.run} ${slot.state}`).sort()
}

describe.each(KINDS)('%s', kind => {
  test('one comment, edited in place, keeps what other environments said', async () => {
    await using scene = await forgeScene(kind)
    scene.hub.open(1, 'h1')
    await writeComment(about(scene), own('staging'), render, false)
    await writeComment(about(scene), own('production', {}, 'plan of <production>'), render, false)
    await writeComment(about(scene), own('staging', { run: '1002.1' }, 'again'), render, false)
    expect(scene.hub.comments).toHaveLength(1)
    expect(await slotsOf(scene.forge)).toEqual(['production 1001.1 open', 'staging 1002.1 open'])
    const text = scene.hub.comments[0]?.body ?? ''
    expect(text).toContain('# production, staging')
    expect(text).toContain('plan of <production>')
    expect(text).toContain('again')
    expect(text).not.toContain('plan of staging')
  })

  test('two jobs that write at once end in one comment with both slots', async () => {
    await using scene = await forgeScene(kind)
    scene.hub.open(1, 'h1')
    const other = await scene.as('bot-token')
    // The second job has read before the first one wrote: it makes a comment of its own.
    const stale: Forge = { ...other, fetchComments: once(async () => [], other.fetchComments) }
    await Promise.all([
      writeComment(about(scene), own('staging'), render, false),
      writeComment(about({ ...scene, forge: stale }), own('production'), render, false),
    ])
    expect(scene.hub.comments).toHaveLength(1)
    expect(await slotsOf(scene.forge)).toEqual(['production 1001.1 open', 'staging 1001.1 open'])
  })

  test('a slot that another job wrote over comes back after 2, 6 or 14 s', async () => {
    await using scene = await forgeScene(kind)
    scene.hub.open(1, 'h1')
    let looks = 0
    scene.clock.during = () => {
      looks += 1
      const [comment] = scene.hub.comments
      if (looks === 2 && comment !== undefined) scene.hub.edit(comment.id, 'gone', 'bot-token')
    }
    await writeComment(about(scene), own('staging'), render, false)
    expect(await slotsOf(scene.forge)).toEqual(['staging 1001.1 open'])
    expect(scene.clock.slept.map(each => Math.floor(each / 1_000))).toEqual([2, 4, 8])
  })

  test('an edited comment loses what it said of others, and says the truth again', async () => {
    await using scene = await forgeScene(kind)
    scene.hub.open(1, 'h1')
    await writeComment(about(scene), own('production'), render, false)
    const [comment] = scene.hub.comments
    scene.hub.edit(comment?.id ?? 0, comment?.body.replace('"open"', '"applying"') ?? '', 'mallory-token')
    expect(await slotsOf(scene.forge)).toEqual([])
    await writeComment(about(scene), own('staging'), render, false)
    expect(await slotsOf(scene.forge)).toEqual(['staging 1001.1 open'])
    expect(scene.hub.comments).toHaveLength(1)
  })

  test('a forged comment of somebody else is left alone and believed by nobody', async () => {
    await using scene = await forgeScene(kind)
    scene.hub.open(1, 'h1')
    await writeComment(about(scene), own('production'), render, false)
    const forged = scene.hub.comments[0]?.body ?? ''
    scene.hub.comments.length = 0
    scene.hub.comment(1, forged, 'mallory-token')
    expect(await slotsOf(scene.forge)).toEqual([])
    await writeComment(about(scene), own('staging'), render, false)
    expect(await slotsOf(scene.forge)).toEqual(['staging 1001.1 open'])
    expect(scene.hub.comments[0]?.body).toBe(forged)
  })

  test('an older commit or an older run writes nothing', async () => {
    await using scene = await forgeScene(kind)
    scene.hub.open(1, 'h2')
    expect(await writeComment(about(scene), own('staging'), render, false)).toEqual({ kind: 'older' })
    await writeComment(about(scene), own('staging', { head: 'h2', run: '1002.1' }), render, false)
    expect(await writeComment(about(scene), own('staging', { head: 'h2' }), render, false)).toEqual({ kind: 'older' })
    expect(await slotsOf(scene.forge)).toEqual(['staging 1002.1 open'])
  })

  test('nothing to do makes no comment, and is said in one that is there', async () => {
    await using scene = await forgeScene(kind)
    scene.hub.open(1, 'h1')
    expect(await writeComment(about(scene), own('staging'), render, true)).toEqual({ kind: 'none' })
    expect(scene.hub.comments).toEqual([])
    await writeComment(about(scene), own('staging'), render, false)
    await writeComment(about(scene), own('staging', {}, 'nothing to do'), render, true)
    expect(scene.hub.comments[0]?.body).toContain('nothing to do')
  })

  test('what is too long for one comment goes into parts, which shrink again', async () => {
    await using scene = await forgeScene(kind)
    scene.hub.open(1, 'h1')
    const changes = new Map(Array.from({ length: 300 }, (_, at) => [`d${at}`, [hash(`${at}`), hash(`${at}`)] as const]))
    await writeComment(about(scene), own('staging', { changes }), render, false)
    expect(scene.hub.comments.length).toBeGreaterThan(2)
    expect(await slotsOf(scene.forge)).toEqual(['staging 1001.1 open'])
    await writeComment(about(scene), own('staging'), render, false)
    expect(scene.hub.comments).toHaveLength(1)
    expect(await slotsOf(scene.forge)).toEqual(['staging 1001.1 open'])
  })

  test('an apply changes the state of a slot and no word of the text; a key signs it anew', async () => {
    await using scene = await forgeScene(kind)
    scene.hub.open(1, 'h1')
    const seal = sealOf('a key')
    await writeComment(about(scene, { seal }), own('staging'), render, false)
    await replaceSlots(
      about(scene, { seal }),
      slots => new Map([...slots].map(([name, slot]) => [name, { ...slot, state: 'applying' }])),
      render,
    )
    const place = { repository: 'acme/schemas', pull: '1', project: '.', verify: seal.verify }
    expect(believed(await scene.forge.fetchComments('1', MARKER), place).slots.get('staging')?.state).toBe('applying')
    expect(scene.hub.comments[0]?.body).toContain('plan of staging')
  })
})

function once<A extends readonly unknown[], T>(
  first: () => Promise<T>,
  then: (...args: A) => Promise<T>,
): (...args: A) => Promise<T> {
  let isFirst = true
  return (...args) => {
    const run = isFirst ? first : () => then(...args)
    isFirst = false
    return run()
  }
}
