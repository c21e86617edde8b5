import { expect, test } from 'vitest'

import { codeFacts } from '../../src/core/codes/codes.ts'
import { BAD_INPUTS } from './badInputs.ts'
import { marks, right, written } from './written.ts'

for (const [what, text, expected] of BAD_INPUTS)
  test(`${what} is refused, with code and place`, () => {
    const { problems } = written(text)
    expect(marks(problems)).toEqual(expected)
    expect(problems.map(each => each.severity)).toEqual(expected.map(() => 'error'))
    for (const { code, message, hint } of problems) {
      expect(codeFacts(code)).toBeDefined()
      expect(message).toMatch(/^[^A-Z].*[^.]$/)
      expect(hint).toMatch(/^\S.*[^.]$/)
    }
  })

test('no two of them are the same', () => {
  expect(BAD_INPUTS.length).toBeGreaterThanOrEqual(60)
  expect(new Set(BAD_INPUTS.map(([, text]) => text)).size).toBe(BAD_INPUTS.length)
  expect(BAD_INPUTS.map(([, text]) => text)).not.toContain(right())
})

test('a wrong key moves no place of those behind it', () => {
  const { problems } = written(right({ 8: '  - 7\n  - [nope]' }))
  expect(marks(problems)).toEqual(['DF207 8:5'])
})
