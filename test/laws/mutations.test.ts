import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { codeFacts } from '../../src/core/codes.ts'
import { underPolicy } from '../../src/core/policy.ts'
import { allowancesIn } from '../../src/core/rules/allowance.ts'
import { placesInCode } from '../../src/files/code/places.ts'
import { yamlComments } from '../../src/files/yaml/comments.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { problemText } from '../../src/report/problemText.ts'
import { written } from '../definitions/written.ts'

// A thousand by default, at least ten thousand in the long run.
const RUNS = Number(process.env['LAW_RUNS'] ?? 2_000)

const folder = new URL('../../schemas/', import.meta.url)
const files = ['empdir.yaml', 'badges.yaml', 'oncall.yaml'].map(each => readFileSync(new URL(each, folder)))
const allowed =
  '# cliq-ds:allow LT102 until=2027-01-01 reason="why not"\nunique_name: a\nfields: { on: { name: "ü\\u00e9", type: boolean } }\n'
const corpus: readonly Buffer[] = [
  ...files,
  Buffer.from(allowed),
  Buffer.from(JSON.stringify({ unique_name: 'a', fields: { b: { type: 'number' } } })),
]

type Mutation = (bytes: Buffer) => Buffer
const at = fc.double({ min: 0, max: 0.999_999, noNaN: true })
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(at, fc.nat(255)).map(
    ([where, by]): Mutation =>
      bytes =>
        spliced(bytes, where, 1, Buffer.from([by])),
  ),
  fc.tuple(at, fc.integer({ min: 1, max: 40 })).map(
    ([where, count]): Mutation =>
      bytes =>
        spliced(bytes, where, count),
  ),
  fc.tuple(at, fc.uint8Array({ maxLength: 8 })).map(
    ([where, more]): Mutation =>
      bytes =>
        spliced(bytes, where, 0, more),
  ),
  fc
    .tuple(
      at,
      fc.constantFrom(
        '{',
        '[',
        '"',
        "'",
        ': ',
        '\t',
        '- ',
        '|\n',
        '&a ',
        '*a',
        '!',
        '---\n',
        '\r',
        '\0',
        '\ufeff',
        '#',
      ),
    )
    .map(
      ([where, more]): Mutation =>
        bytes =>
          spliced(bytes, where, 0, Buffer.from(more)),
    ),
  fc.tuple(at, at).map(
    ([from, to]): Mutation =>
      bytes =>
        Buffer.concat([bytes, bytes.subarray(from * bytes.length, to * bytes.length)]),
  ),
)

function spliced(bytes: Buffer, where: number, count: number, by: Uint8Array = new Uint8Array()): Buffer {
  const start = Math.floor(where * bytes.length)
  return Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(start + count)])
}

test('however a file is damaged, it is read or refused with known codes, and what is told can be shown', () => {
  fc.assert(
    fc.property(fc.constantFrom(...corpus), fc.array(mutation, { minLength: 1, maxLength: 4 }), (bytes, mutations) => {
      const text = mutations.reduce((damaged, mutate) => mutate(damaged), bytes).toString('utf8')
      const { definition, problems } = written(text)
      const lines = text.split('\n').length
      const policy = { rules: {}, today: '2026-11-24' }
      const all = underPolicy(problems, allowancesIn(yamlComments(text, 'a.yaml')), policy)
      for (const problem of all) {
        expect([problem.code, codeFacts(problem.code)]).not.toContain(undefined)
        expect(problem.at?.line).toBeLessThanOrEqual(lines)
        problemText(problem, new Map([['a.yaml', text]]), plainPaint)
      }
      if (definition === undefined) expect(problems.length).toBeGreaterThan(0)
      placesInCode(text, 'a.ts')
    }),
    { numRuns: RUNS },
  )
})
