import { Parser } from 'commonmark'
import * as fc from 'fast-check'
import { parseFragment } from 'parse5'
import { expect, test } from 'vitest'
import { believed, slotsAfter } from '../../src/core/review/believed.ts'
import type { Believing } from '../../src/core/review/believed.ts'
import type { ForgeComment } from '../../src/core/review/forge.ts'
import { headerLine, partsOf, readHeader } from '../../src/core/review/header.ts'
import { isOlder, signedText } from '../../src/core/review/slot.ts'
import type { Slot } from '../../src/core/review/slot.ts'

import { commentOf, hash, MARK, sealOf, slotOf } from './build.ts'

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('-->', '--', '---', '<script>', '&gt;', '\u202e', '\n', '@all', '\u0000'),
)
const slots = fc
  .dictionary(
    nasty,
    fc.record({
      target: nasty,
      head: nasty,
      run: nasty,
      names: fc.array(fc.tuple(nasty, nasty), { maxLength: 5 }),
      link: nasty,
    }),
    { maxKeys: 4 },
  )
  .map(
    all =>
      new Map(
        Object.entries(all).map(([name, { target, head, run, names, link }]): readonly [string, Slot] => [
          name,
          slotOf({
            target,
            head,
            run,
            changes: new Map(names.map(([each, text]) => [each, [hash(text), hash(each)]])),
            outcome: { result: target, at: run, link },
          }),
        ]),
      ),
  )

test('a hidden line reads back as it was, and nothing of it is seen or acts', () => {
  fc.assert(
    fc.property(nasty, slots, (project, drawn) => {
      const line = headerLine({ project, part: [2, 3], slots: drawn })
      expect(readHeader(`${line}\nseen`)).toEqual({ project, part: [2, 3], slots: drawn })
      expect(line).toMatch(/^[ -~]*$/u)
      expect(parseFragment(line).childNodes.map(each => each.nodeName)).toEqual(['#comment'])
      const walker = new Parser().parse(`${line}\nseen`).walker()
      walker.next()
      const first = walker.next()?.node
      expect(first?.type).toBe('html_block')
      expect(first?.literal?.split('-->')).toHaveLength(2)
    }),
    { numRuns: 100 },
  )
})

test('many changes go into parts of 16,000 characters, and come back whole', () => {
  const changes = new Map(
    Array.from({ length: 700 }, (_, at) => [`datastore_${at}`, [hash(`${at}`), hash(`goal ${at}`)] as const]),
  )
  const ways = new Map(
    [...changes.keys()].map(each => [each, [hash(each).slice(0, 22), hash(`${each}2`).slice(0, 22)]]),
  )
  const all = new Map([
    ['production', slotOf({ changes, ways })],
    ['staging', slotOf({ changes })],
  ])
  const lines = partsOf('.', all).map(headerLine)
  expect(lines.length).toBeGreaterThan(8)
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(16_000)
  const comments = lines.map((line, at) => commentOf(`${line}\n`, { id: String(at) }))
  expect(believed(comments, ABOUT).slots).toEqual(all)
  expect(believed(comments.slice(1), ABOUT).slots.size).toBe(0)
  expect(believed([...comments, commentOf(lines[3] ?? '')], ABOUT).slots.size).toBe(0)
})

test('a slot that fits into no part has parts of its own, none of them empty', () => {
  const changes = new Map(['a', 'b'].map(each => [each, [hash(each), hash(each)] as const]))
  const huge = slotOf({ changes, target: 'x'.repeat(17_000) })
  for (const names of [['one'], ['one', 'two']])
    expect(partsOf('.', new Map(names.map(each => [each, huge]))).map(each => each.slots.size)).toEqual(
      names.flatMap(() => [1, 1, 1]),
    )
})

const ABOUT: Believing = { repository: 'acme/schemas', pull: '7', project: '.', verify: undefined }
const seal = sealOf('a key of the team')
const line = (slot: Slot, project = '.') =>
  headerLine({ project, part: [1, 1], slots: new Map([['production', slot]]) })
const signed = (slot: Slot, pull = '7') => ({
  ...slot,
  signature: seal.sign(signedText(slot, { repository: 'acme/schemas', pull, project: '.', environment: 'production' })),
})

const laws: readonly { law: string; comments: readonly ForgeComment[]; key?: boolean; says: string }[] = [
  { law: 'our own comment counts', comments: [commentOf(`${line(slotOf())}\n# review`)], says: 'production' },
  { law: 'no comment approves nothing', comments: [], says: 'no comment' },
  {
    law: 'a comment of somebody else approves nothing',
    comments: [commentOf(line(slotOf()), { isOurs: false })],
    says: 'a comment of somebody else',
  },
  {
    law: 'a comment of somebody else takes nothing from ours',
    comments: [commentOf(line(slotOf()), { isOurs: false }), commentOf(line(slotOf()))],
    says: 'production',
  },
  {
    law: 'an edited comment approves nothing',
    comments: [commentOf(line(slotOf()), { edited: 'yes' })],
    says: 'edited by somebody else',
  },
  {
    law: 'two comments approve nothing',
    comments: [commentOf(line(slotOf())), commentOf(line(slotOf()), { id: '2' })],
    says: 'two comments',
  },
  {
    law: 'a comment of another project is none of ours',
    comments: [commentOf(line(slotOf(), 'apps/crm')), commentOf(line(slotOf()))],
    says: 'production',
  },
  { law: 'a marker counts at the start alone', comments: [commentOf(`> ${line(slotOf())}`)], says: 'no comment' },
  { law: 'a line that was cut is no marker', comments: [commentOf(line(slotOf()).slice(0, -20))], says: 'no comment' },
  {
    law: 'without a key an unknown editor is not believed',
    comments: [commentOf(line(slotOf()), { edited: 'unknown' })],
    says: 'an editor that the forge does not name',
  },
  {
    law: 'with a key an unknown editor does not matter',
    comments: [commentOf(line(signed(slotOf())), { edited: 'unknown' })],
    key: true,
    says: 'production',
  },
  {
    law: 'with a key an unsigned slot is not believed',
    comments: [commentOf(line(slotOf()))],
    key: true,
    says: 'unsigned',
  },
  {
    law: 'a signature of another pull request proves nothing',
    comments: [commentOf(line(signed(slotOf(), '8')))],
    key: true,
    says: 'unsigned',
  },
  {
    law: 'a signed slot that was changed is not believed',
    comments: [commentOf(line({ ...signed(slotOf()), head: 'h2' }))],
    key: true,
    says: 'unsigned',
  },
  {
    law: 'a signature by another key proves nothing',
    comments: [commentOf(line({ ...slotOf(), signature: sealOf('mallory').sign('x') }))],
    key: true,
    says: 'unsigned',
  },
]

test.each(laws)('$law', ({ comments, key, says }) => {
  const { slots: found, doubts } = believed(comments, { ...ABOUT, verify: key === true ? seal.verify : undefined })
  expect([...found.keys(), ...doubts.values()]).toEqual([says])
})

test.each([
  ['no JSON', '<!-- cliq-ds {] -->'],
  ['another version', line(slotOf()).replace('"v":1', '"v":2')],
  ['no digest', line(slotOf()).replaceAll(MARK, 'short')],
  ['an unknown state', line(slotOf()).replace('"open"', '"approved"')],
  ['a part past the last', line(slotOf()).replace('"project"', '"part":"part 3 of 2","project"')],
  ['text behind it', line(slotOf()).replace(' -->', ' --> text')],
])('a hidden line with %s is none', (_, body) => expect(readHeader(body)).toBeUndefined())

test('a later run replaces an earlier one, never the other way, and never one that is being applied', () => {
  const was = new Map([
    ['production', slotOf({ run: '99.1' })],
    ['staging', slotOf({ run: '7.1' })],
  ])
  expect(slotsAfter(was, new Map([['production', slotOf({ run: '100.1' })]]))?.get('production')?.run).toBe('100.1')
  expect(slotsAfter(was, new Map([['production', slotOf({ run: '98.3' })]]))).toBeUndefined()
  expect(
    slotsAfter(
      new Map([['production', slotOf({ state: 'applying' })]]),
      new Map([['production', slotOf({ run: '2000.1' })]]),
    ),
  ).toBeUndefined()
  expect(slotsAfter(was, new Map([['production', slotOf({ run: '99.2' })]]))?.get('staging')?.run).toBe('7.1')
})

test('runs compare as numbers of any length', () => {
  expect(isOlder('9.1', '10.1')).toBe(true)
  expect(isOlder('10.1', '9.1')).toBe(false)
  expect(isOlder('10.1', '10.2')).toBe(true)
  expect(isOlder('10.2', '10.2')).toBe(false)
})
