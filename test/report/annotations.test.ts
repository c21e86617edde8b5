import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { annotationLines } from '../../src/report/annotations.ts'
import type { Finding } from '../../src/report/page.ts'

const finding = (level: Finding['level'], message: string, file = 'schemas/a.yaml'): Finding => ({
  code: 'DS102',
  level,
  message,
  at: { file, line: 3, col: 5 },
  fingerprint: message,
})

test('a finding is marked at its line, in the folder of its project, errors before warnings and ten of each', () => {
  const all = Array.from({ length: 12 }, (_, at) => [finding('warning', `w${at}`), finding('error', `e${at}`)]).flat()
  const lines = annotationLines(all, 'apps/crm')
  expect(lines).toHaveLength(20)
  expect(lines[0]).toBe('::error file=apps/crm/schemas/a.yaml,line=3,col=5,title=cliq-ds DS102::e0')
  expect(lines[10]).toBe('::warning file=apps/crm/schemas/a.yaml,line=3,col=5,title=cliq-ds DS102::w0')
})

test('whatever a finding says, it is one order, and its text comes out as text', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\n::error::x', '%0A::stop-commands::x', ',line=9::', '##[group]x', '\r'),
  )
  fc.assert(
    fc.property(nasty, nasty, (message, file) => {
      const [line = ''] = annotationLines([finding('error', message, file)], '.')
      expect(line).toMatch(/^::error file=[^,:\r\n]*,line=3,col=5,title=cliq-ds DS102::[^\r\n]*$/u)
      // The runner undoes just these three.
      const text = line.slice(line.indexOf('::', 2) + 2)
      expect(text.replaceAll(/%(?:25|0A|0D)/g, '')).not.toContain('%')
    }),
    { numRuns: 40 },
  )
})
