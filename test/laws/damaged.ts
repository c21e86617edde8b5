import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'

import type { Definition } from '../../src/core/model/definition.ts'
import { underPolicy } from '../../src/core/rules/policy.ts'
import type { Problem } from '../../src/core/model/problem.ts'
import { allowancesIn } from '../../src/core/rules/allowance.ts'
import { placesInCode } from '../../src/files/code/places.ts'
import { yamlComments } from '../../src/files/yaml/comments.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { problemText } from '../../src/report/problemText.ts'
import { written } from '../definitions/written.ts'

const folder = new URL('../../schemas/', import.meta.url)
const files = ['empdir.yaml', 'badges.yaml', 'oncall.yaml'].map(each => readFileSync(new URL(each, folder)))
const allowed =
  '# cliq-ds:allow LT102 until=2027-01-01 reason="why not"\nunique_name: a\nfields: { on: { name: "ü\\u00e9", type: boolean } }\n'
/** Valid files. */
export const CORPUS: readonly Buffer[] = [
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

/** A valid file after one to four random mutations of its bytes. */
export const damaged: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...CORPUS), fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([bytes, mutations]) => mutations.reduce((made, mutate) => mutate(made), bytes).toString('utf8'))

/** What a run does with a file: reads it, holds it to the laws and the policy, and shows what is wrong. */
export function examined(text: string): {
  readonly definition: Definition | undefined
  readonly problems: readonly Problem[]
} {
  const { definition, problems } = written(text)
  const policy = { rules: {}, today: '2026-11-24' }
  const told = underPolicy(problems, allowancesIn(yamlComments(text, 'a.yaml')), policy)
  for (const problem of told) problemText(problem, new Map([['a.yaml', text]]), plainPaint)
  placesInCode(text, 'a.ts')
  return { definition, problems: told }
}
