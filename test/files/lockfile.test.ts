import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { environmentsNamedIn, parseLock, renderLock, salvageLock } from '../../src/files/kept/lockfile.ts'
import { field, store } from '../laws/build.ts'
import { CASES, coveredLock, lock, locked } from './build.ts'
import { outline, problemsOf, refusal } from './temporary.ts'

const one = renderLock(
  new Map([
    ['production', { target: 'us', datastores: new Map() }],
    [
      'staging',
      { target: 'eu', datastores: new Map([['store', locked(store({ a: field() }, [['a']]), '100000000000000001')]]) },
    ],
  ]),
)

test('a lock that is written and read again is the same, and its text is one for one lock', () => {
  fc.assert(
    fc.property(lock(), value => {
      const text = renderLock(value)
      expect(parseLock(text, 'lock.json')).toEqual(coveredLock(value))
      expect(renderLock(parseLock(text, 'lock.json'))).toBe(text)
      expect(renderLock(new Map([...value].reverse()))).toBe(text)
    }),
    { numRuns: CASES },
  )
})

test('defaults that are not for the eye are nowhere in the file', () => {
  const secret = { default_value: 'canary' }
  const fields = { a: field({ ...secret, masked: true }), b: field({ ...secret, type: 'encrypted-text' }) }
  const text = renderLock(
    new Map([['s', { target: 'eu', datastores: new Map([['store', locked(store(fields), '1')]]) }]]),
  )
  expect(text).not.toContain('canary')
})

test('line ends and layout mean nothing', () => {
  expect(parseLock(one.replaceAll('\n', '\r\n'), 'lock.json')).toEqual(parseLock(one, 'lock.json'))
  expect(parseLock(JSON.stringify(JSON.parse(one)), 'lock.json')).toEqual(parseLock(one, 'lock.json'))
})

test('two branches that touch different environments merge into a file that is whole', () => {
  const value = parseLock(one, 'lock.json')
  const other = renderLock(new Map([...value, ['local', { target: 'emulator', datastores: new Map() }]]))
  const lines = one.split('\n')
  expect(lines.every(line => other.includes(line))).toBe(true)
})

const damage = (from: string | RegExp, to: string) => one.replace(from, to)
const conflict = damage(/^.*"target": "eu"$/mu, '<<<<<<< ours\n"target": "eu"\n=======\n"target": "us"\n>>>>>>> theirs')

const cases: readonly { law: string; text: string; says: string; words?: string }[] = [
  { law: 'a merge conflict', text: conflict, says: 'LK101 lock.json:28:1', words: 'lines 28-32' },
  { law: 'an empty file', text: '', says: 'LK102 lock.json:1:1' },
  { law: 'a truncated file', text: one.slice(0, 100), says: 'LK102 lock.json:5:17' },
  { law: 'no JSON', text: 'environments:\n', says: 'LK103 lock.json:1:1' },
  { law: 'a key of the prototype', text: damage('"production"', '"__proto__"'), says: 'LK103 lock.json:3:5' },
  { law: 'deep nesting', text: '['.repeat(5_000), says: 'LK103 lock.json:1:102' },
  { law: 'deep nesting that closes', text: '['.repeat(99_999) + ']'.repeat(99_999), says: 'LK103 lock.json:1:102' },
  {
    law: 'a hidden key of the prototype',
    text: damage('"production"', '"\\u005f_proto__"'),
    says: 'LK103 lock.json:3:5',
  },
  {
    law: 'a newer format',
    text: damage('"formatVersion": 1', '"formatVersion": 99'),
    says: 'LK104 lock.json:31:3',
    words: 'format 99, this one reads 1',
  },
  { law: 'format 0', text: damage('"formatVersion": 1', '"formatVersion": 0'), says: 'LK105 lock.json:31:3' },
  {
    law: 'a format in quotes',
    text: damage('"formatVersion": 1', '"formatVersion": "1"'),
    says: 'LK105 lock.json:31:3',
  },
  { law: 'no format', text: damage('"formatVersion"', '"version"'), says: 'LK105 lock.json:1:1' },
  { law: 'a list', text: '[]', says: 'LK105 lock.json:1:1' },
  {
    law: 'a repeated key',
    text: damage('"target": "us"', '"target": "us", "target": "us"'),
    says: 'LK106 lock.json:6:23',
  },
  { law: 'an unknown key', text: damage('"target": "us"', '"target": "us", "mine": 1'), says: 'LK107 lock.json:6:23' },
  {
    law: 'an id without quotes',
    text: damage('"id": "100000000000000001"', '"id": 100000000000000001'),
    says: 'LK107 lock.json:23:11',
  },
  {
    law: 'an id that is a path',
    text: damage('"id": "100000000000000001"', '"id": "../x"'),
    says: 'LK107 lock.json:23:11',
  },
  {
    law: 'a change by hand',
    text: damage('"protect": false', '"protect": true'),
    says: 'LK108 lock.json:8:5',
    words: 'staging',
  },
  {
    law: 'a section of another name',
    text: damage('"production"', '"other"'),
    says: 'LK108 lock.json:3:5',
    words: 'other',
  },
]

describe('a lock file that cannot be believed is refused whole, with its place', () => {
  test.each(cases)('$law', async ({ text, says, words = '' }) => {
    const problems = await refusal(() => parseLock(text, 'lock.json'))
    expect(outline(problems)).toEqual([says])
    expect(problems[0]?.message).toContain(words)
    expect(problems[0]?.hint).toMatch(/lock repair|upgrade/u)
  })

  test('one id under two names', async () => {
    const datastores = new Map(['a', 'b'].map(name => [name, locked(store({ a: field() }, [], name), '7')]))
    const text = renderLock(new Map([['s', { target: 'eu', datastores }]]))
    expect(outline(await refusal(() => parseLock(text, 'lock.json')))).toEqual(['LK109 lock.json:30:11'])
  })
})

test('whichever byte flips, the file is refused or still means the same', () => {
  const bytes = Buffer.from(one)
  const before = parseLock(one, 'lock.json')
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ flip
      const problems = problemsOf(() => expect(parseLock(damaged.toString('utf8'), 'lock.json')).toEqual(before))
      expect(problems.every(each => each.code.startsWith('LK1') && each.at !== undefined)).toBe(true)
    }),
    { numRuns: CASES * 5 },
  )
})

describe('of a damaged lock file', () => {
  const whole = parseLock(one, 'lock.json')

  test('the environments that are whole are saved, and no other', () => {
    expect(salvageLock(one)).toEqual(whole)
    expect(environmentsNamedIn(damage('"protect": false', '"protect": true'))).toEqual([...whole.keys()])
    expect([...salvageLock(damage('"protect": false', '"protect": true')).keys()]).toEqual(['production'])
    expect([...salvageLock(damage('"production"', '"other"')).keys()]).toEqual(['staging'])
    const plain = JSON.parse(one) as object
    for (const text of [
      JSON.stringify(plain),
      JSON.stringify(plain, null, 4),
      JSON.stringify(plain, null, '\t').replaceAll('\n', '\r\n'),
      one.replaceAll(/^( *"datastores": \{)$/gmu, '<<<<<<< HEAD\n$1'),
    ])
      expect(environmentsNamedIn(text.slice(0, -30))).toEqual([...whole.keys()])
    for (const text of ['', '{', '[]', '{"environments":{"a":null}}', one.slice(0, 200)])
      expect(salvageLock(text).size).toBe(0)
  })

  test('a merge conflict in one environment costs none of the others', () => {
    const other = renderLock(new Map([...whole, ['staging', { target: 'us', datastores: new Map() }]]))
    const [ours = [], theirs = []] = [one, other].map(text => text.split('\n'))
    const start = ours.findIndex((line, index) => line !== theirs[index])
    const end = [1, 2, 3, 4, 5].map(back => ours.at(-back) === theirs.at(-back)).lastIndexOf(true) + 1
    const middle = ['<<<<<<< HEAD', ...ours.slice(start, -end), '=======', ...theirs.slice(start, -end), '>>>>>>> x']
    const text = [...ours.slice(0, start), ...middle, ...ours.slice(-end)].join('\n')
    expect(problemsOf(() => parseLock(text, 'lock.json'))[0]?.code).toBe('LK101')
    expect(salvageLock(text)).toEqual(whole)
  })
})

test('a byte order mark is no part of the file, as in every other file', () => {
  expect(parseLock(`\uFEFF${one}`, 'lock.json')).toEqual(parseLock(one, 'lock.json'))
})
