import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Failure } from '../../src/core/model/failure.ts'
import { parseIgnored, withIgnored } from '../../src/files/kept/ignored.ts'
import { hostileText } from '../arbitraries.ts'

const entry = { environment: 'staging', pattern: 'empdir.*', reason: 'being migrated', until: '2026-12-31' }
const plain = (text: string) =>
  parseIgnored(text, 'i.yaml').map(({ environment, pattern, reason, until }) => ({
    environment,
    pattern,
    reason,
    until,
  }))

test('what was written is read again, whatever its words are', () => {
  const entries = fc.record({
    environment: fc.constantFrom('staging', 'production'),
    pattern: hostileText(40),
    reason: hostileText(80),
    until: fc.constantFrom('2026-12-31', '2028-02-29'),
  })
  const law = (all: readonly (typeof entry)[]) => {
    const text = all.reduce<string | undefined>(withIgnored, undefined)
    const last = new Map(all.map(each => [JSON.stringify([each.environment, each.pattern]), each] as const))
    expect(plain(text ?? '')).toEqual([...last.values()])
  }
  fc.assert(fc.property(fc.array(entries, { minLength: 1, maxLength: 5 }), law), { numRuns: 300 })
})

test('comments stay, and an entry of the same pattern is renewed', () => {
  const text = withIgnored(undefined, entry).replace('- env', '# asked by Ada\n- env')
  const renewed = withIgnored(text, { ...entry, until: '2027-01-31' })
  expect(renewed).toContain('# asked by Ada')
  expect(plain(renewed)).toEqual([{ ...entry, until: '2027-01-31' }])
  expect(plain(withIgnored(renewed, { ...entry, pattern: 'other' }))).toHaveLength(2)
})

const wrong = [
  { law: 'an unknown key', text: `- { environment: a, pattern: b, reason: c, until: '2026-12-31', who: d }`, line: 1 },
  { law: 'a missing reason', text: `- environment: a\n  pattern: b\n  until: 2026-12-31`, line: 1 },
  { law: 'a blank reason', text: `- environment: a\n  pattern: b\n  reason: ' '\n  until: 2026-12-31`, line: 3 },
  {
    law: 'a day that no calendar has',
    text: `- environment: a\n  pattern: b\n  reason: c\n  until: 2026-02-30`,
    line: 4,
  },
  { law: 'a mapping instead of a list', text: 'environment: a', line: 1 },
]
for (const { law, text, line } of wrong)
  test(`${law} is CF122 at its line`, () => {
    const read = () => parseIgnored(text, 'i.yaml')
    expect(read).toThrow(Failure)
    try {
      read()
    } catch (error) {
      expect(error).toMatchObject({ problems: [{ code: 'CF122', at: { file: 'i.yaml', line } }] })
    }
  })

test('a file of comments alone ignores nothing', () => {
  expect(parseIgnored('# nothing yet\n', 'i.yaml')).toEqual([])
})
