import { expect, test } from 'vitest'

import { believed, slotsAfter } from '../../src/core/review/believed.ts'
import type { ForgeComment } from '../../src/core/review/forge.ts'
import { headerLine } from '../../src/core/review/header.ts'
import { signedText } from '../../src/core/review/slot.ts'
import type { Slot } from '../../src/core/review/slot.ts'
import { commentOf, MARK, sealOf, slotOf } from './build.ts'

const place = { repository: 'acme/schemas', pull: '1', project: 'p' }
const { sign, verify } = sealOf('key')
const signed = (slot: Slot, key = sign): Slot => ({
  ...slot,
  signature: key(signedText(slot, { ...place, environment: 'live' })),
})

/** A part of a review: its number, of how many, and what it holds for `live`. */
const part = (
  at: number,
  of: number,
  slot: Slot | undefined = slotOf(),
  more: Partial<ForgeComment> = {},
  project = 'p',
) => {
  const slots = slot === undefined ? new Map<string, Slot>() : new Map([['live', slot]])
  return commentOf(`${headerLine({ project, part: [at, of], slots })}\ntext`, { id: `${at}`, ...more })
}
const of = (name: string) => slotOf({ changes: new Map([[name, [MARK, MARK]]]) })

/** What is believed of comments: the datastores of `live`, or why none is. */
function told(comments: readonly ForgeComment[], isSealed = false): string {
  const found = believed(comments, { ...place, verify: isSealed ? verify : undefined })
  const doubt = found.doubts.get('') ?? found.doubts.get('live')
  return doubt ?? [...(found.slots.get('live')?.changes.keys() ?? [])].join(' ')
}

const theirs = { isOurs: false }
const edited = { edited: 'yes' } as const
const unnamed = { edited: 'unknown' } as const
test.each([
  ['one part', [part(1, 1)], 'empdir'],
  ['two parts', [part(1, 2, of('a')), part(2, 2, of('b'))], 'a b'],
  ['two parts of which one has nothing of it', [part(1, 2, of('a')), part(2, 2, slotOf({ changes: new Map() }))], 'a'],
  ['nothing at all', [], 'no comment'],
  ['text that is no review', [commentOf('hello')], 'no comment'],
  ['the review of another project', [part(1, 1, slotOf(), {}, 'q')], 'no comment'],
  ['a review of somebody else', [part(1, 1, slotOf(), theirs)], 'a comment of somebody else'],
  ['ours beside one of somebody else', [part(1, 1), part(1, 1, of('x'), theirs)], 'empdir'],
  ['a part that somebody edited', [part(1, 2), part(2, 2, slotOf(), edited)], 'edited by somebody else'],
  ['one part twice', [part(1, 2), part(1, 2)], 'two comments'],
  ['one part of two', [part(1, 2)], 'an incomplete comment'],
  ['parts of two reviews', [part(1, 2), part(2, 3)], 'an incomplete comment'],
  [
    'a part whose editor has no name',
    [part(1, 2), part(2, 2, slotOf(), unnamed)],
    'an editor that the forge does not name',
  ],
  ['parts of two runs', [part(1, 2), part(2, 2, slotOf({ run: '9.1' }))], 'an incomplete comment'],
  ['parts of two heads', [part(1, 2), part(2, 2, slotOf({ head: 'h2' }))], 'an incomplete comment'],
  ['parts in two states', [part(1, 2), part(2, 2, slotOf({ state: 'closed' }))], 'an incomplete comment'],
] as const)('of %s', (_, comments, says) => expect(told(comments)).toBe(says))

test('where there is a key every part is signed with it, and who edited does not matter', () => {
  const [a, b] = [of('a'), of('b')]
  expect(told([part(1, 1)], true)).toBe('unsigned')
  expect(told([part(1, 2, signed(a)), part(2, 2, signed(b))], true)).toBe('a b')
  expect(told([part(1, 2, signed(a)), part(2, 2, b)], true)).toBe('unsigned')
  expect(told([part(1, 2, a), part(2, 2, signed(b))], true)).toBe('unsigned')
  expect(told([part(1, 1, signed(a, sealOf('other').sign))], true)).toBe('unsigned')
  expect(told([part(1, 1, signed(a), unnamed)], true)).toBe('a')
  const elsewhere = { ...a, signature: sign(signedText(a, { ...place, pull: '2', environment: 'live' })) }
  expect(told([part(1, 1, elsewhere)], true)).toBe('unsigned')
})

test('ways are kept where there are some, and our comments are known whatever they are worth', () => {
  const ways = new Map([['a', ['m'.repeat(22)]]])
  const slot = (own: Slot) => believed([part(1, 1, own)], { ...place, verify: undefined }).slots.get('live')
  expect(slot({ ...of('a'), ways })?.ways).toEqual(ways)
  expect(slot(of('a'))?.ways).toBeUndefined()
  const own = (...comments: readonly ForgeComment[]) =>
    believed(comments, { ...place, verify }).own.map(each => each.id)
  expect(own(part(1, 2), part(2, 2, slotOf(), theirs), part(3, 3, slotOf(), edited))).toEqual(['1', '3'])
})

test('a review takes the place of an older one of the same environment, never of a newer one or of one under way', () => {
  const slots = (run: string, state: Slot['state'] = 'open') => new Map([['live', slotOf({ run, state })]])
  const after = (before: ReadonlyMap<string, Slot>, own: ReadonlyMap<string, Slot>) =>
    [...(slotsAfter(before, own) ?? [])].map(([name, { run }]) => `${name} ${run}`).join()
  expect(after(new Map(), slots('5.1'))).toBe('live 5.1')
  expect([after(slots('4.1'), slots('5.1')), after(slots('5.1'), slots('5.1'))]).toEqual(['live 5.1', 'live 5.1'])
  expect([after(slots('6.1'), slots('5.1')), after(slots('4.1', 'applying'), slots('5.1'))]).toEqual(['', ''])
  const test = new Map([['test', slotOf({ run: '4.1' })]])
  expect(after(test, slots('5.1'))).toBe('test 4.1,live 5.1')
  expect(after(new Map([...test, ...slots('6.1')]), slots('5.1'))).toBe('')
})
