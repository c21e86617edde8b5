import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { matches } from '../../src/core/model/patterns.ts'
import { RUNS } from './build.ts'

const few = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '\n', '😀'), maxLength: 8 })

test('a star stands for any text, and every other sign for itself', () => {
  fc.assert(
    fc.property(few, few, (pattern, text) => {
      const parts = pattern.split('*').map(each => each.replaceAll('.', String.raw`\.`))
      expect(matches(pattern, text)).toBe(new RegExp(`^${parts.join('.*')}$`, 's').test(text))
    }),
    { numRuns: RUNS },
  )
})
