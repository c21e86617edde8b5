import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'

import { renderDefinition } from '../../src/files/yaml/render.ts'
import { parseYaml } from '../../src/files/yaml/yaml.ts'
import { plainNotes, plainYaml } from '../../src/files/yaml/plain.ts'
import { datastore } from '../arbitraries.ts'
import { messy } from './messy.ts'

const RUNS = Number(process.env['LAW_RUNS'] ?? 1_000)
vi.setConfig({ testTimeout: 60_000 + RUNS * 100 })

/** Whether the quick reader took the text; what it gives then must be what the parser gives, places and all. */
function isTaken(text: string): boolean {
  const plain = plainYaml(text, 'a.yaml')
  if (plain === undefined) return false
  const { value, places, keys, sources, problems } = parseYaml(text, 'a.yaml')
  expect({ value: plain.value, ...plainNotes(text, 'a.yaml') }).toEqual({ value, places, keys, sources })
  expect(problems).toEqual([])
  for (const path of ['', ...plainNotes(text, 'a.yaml').places.keys(), 'nowhere'].slice(0, 9)) {
    expect(plain.places.get(path)).toEqual(places.get(path))
    expect(plain.keys.get(path)).toEqual(keys.get(path))
  }
  return true
}

const JUNK: readonly string[] = [
  ...'abN019 :-,[]{}"\'#?&*!|>%@`~._$+=<',
  '  ',
  ': ',
  ' #',
  '- ',
  '\n',
  '\n  ',
  '\n\n',
  ', ',
  '{ ',
  ' }',
  '[]',
  '{}',
  'null',
  'true',
  '~',
  '"a"',
  "'a'",
  '0x1',
  '1e3',
  '-1',
  '- a',
  'a: b',
  '\na: b',
  '\n  - [a]',
  '\n- [a]',
  '\n- a: b',
  '\n  c: d',
  '\n  - a: b',
  '\n    c: d',
  '\ne:',
  '---\n',
  '...\n',
  '<<: a',
  '__proto__: a',
  'é',
  '漢',
  '\t',
  '\r\n',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\ufeff',
]

const cuts = fc.array(
  fc.record({ at: fc.nat(3_000), drop: fc.nat(9), put: fc.array(fc.constantFrom(...JUNK), { maxLength: 3 }) }),
  { maxLength: 4 },
)

function cut(
  text: string,
  all: readonly { readonly at: number; readonly drop: number; readonly put: readonly string[] }[],
): string {
  return all.reduce((done, { at, drop, put }) => {
    const start = at % (done.length + 1)
    return done.slice(0, start) + put.join('') + done.slice(start + drop)
  }, text)
}

test('what the quick reader takes, it reads as the parser does: damaged definitions of any layout', () => {
  fc.assert(
    fc.property(messy(), cuts, (text, edits) => {
      isTaken(cut(text, edits))
    }),
    { numRuns: RUNS },
  )
})

test('what the quick reader takes, it reads as the parser does: short soups of marks and words', () => {
  const soup = fc
    .array(fc.constantFrom(...JUNK, 'a: ', 'b: ', '\n', '\n ', '\n  '), { maxLength: 14 })
    .map(each => each.join(''))
  fc.assert(
    fc.property(soup, text => {
      isTaken(text)
      isTaken(`k: ${text}`)
      isTaken(`k: { a: ${text} }`)
      isTaken(`k:\n  - ${text}\nl: 1\n`)
    }),
    { numRuns: RUNS * 5 },
  )
})

test('the quick reader takes what pull writes, unless its texts need marks', () => {
  let taken = 0
  fc.assert(
    fc.property(datastore(), from => {
      const text = renderDefinition(from)
      if (isTaken(text)) taken += 1
      else expect(text).toMatch(/[^\n -~]|\\|: "[^"\n]*[#:]|-[0-9]/u)
    }),
    { numRuns: 500 },
  )
  expect(taken).toBeGreaterThan(50)
})
