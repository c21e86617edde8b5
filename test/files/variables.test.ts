import { expect, test } from 'vitest'

import type { ConfigPlaces } from '../../src/files/config/places.ts'
import { expand, isReferring, referenceProblems } from '../../src/files/config/variables.ts'

const at = { file: 'c.yaml', line: 1, col: 1 }
const places = { variable: () => at, value: () => at } as unknown as ConfigPlaces

function read(value: unknown, env: Readonly<Record<string, string>> = {}) {
  const secrets = new Set<string>()
  const expanded = expand(value, 'a', { env, secrets }, places)
  return {
    value: expanded.value,
    told: expanded.problems.map(each => `${each.code} ${each.message}`),
    secrets: [...secrets],
  }
}

test('references are read wherever they stand, and everything else stays as it is', () => {
  const value = {
    a: '${env:A}',
    b: { env: 'A' },
    c: ['x ${env:A}', { env: 'A', more: 1 }, 3, null, true],
    d: { env: 3 },
    e: null,
  }
  expect(read(value, { A: 'one' })).toEqual({
    value: { a: 'one', b: 'one', c: ['x one', { env: 'A', more: 1 }, 3, null, true], d: { env: 3 }, e: null },
    told: [],
    secrets: ['one'],
  })
})

test('what was read is a secret, with the password of an address and without blanks around it', () => {
  const url = 'redis://me:pass-word@host:1'
  expect(read('${env:A}', { A: url }).secrets).toEqual([url, 'pass-word'])
  expect(read('${env:A}', { A: ' padded ' }).secrets).toEqual([' padded ', 'padded'])
  expect(read('${env:A}').secrets).toEqual([])
})

test.each([
  ['', 'CF111 the environment variable A is not set'],
  ['a\n', 'CF112 A ends in a line break'],
  [' a', 'CF112 the value of A has spaces around it'],
  ['a ', 'CF112 the value of A has spaces around it'],
  ['"a"', 'CF112 the value of A has quotes around it'],
  ["'a\nb'", 'CF112 the value of A has quotes around it'],
  ['a\u0007b', 'CF112 A contains a control character'],
  ['"a', ''],
  ['a b', ''],
])('a variable that holds %j: %s', (held, told) => {
  expect(read('${env:A}', { A: held }).told).toEqual(told === '' ? [] : [told])
})

test('a reference is refused where none is read, at any depth', () => {
  expect([isReferring('${env:A}'), isReferring('a ${env:A}'), isReferring('$env:A'), isReferring('')]).toEqual([
    true,
    true,
    false,
    false,
  ])
  const reference = '${env:A}'
  const told = (value: unknown) => referenceProblems(value, places).map(each => /`([^`]+)`/u.exec(each.message)?.[1])
  expect(told({ schemas: reference, coordination: reference, groups: { a: ['x', reference] }, n: 3, z: null })).toEqual(
    ['schemas', 'groups.a.1'],
  )
  expect(
    told({
      lockFile: { url: reference, branch: reference },
      environments: {
        live: {
          apiUrl: reference,
          accountsUrl: reference,
          credentials: { accessToken: reference },
          extensions: { a: { key: reference } },
          prefix: reference,
        },
      },
    }),
  ).toEqual(['lockFile.branch', 'environments.live.prefix'])
})
