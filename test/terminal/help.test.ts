import { execFileSync } from 'node:child_process'

import { expect, test } from 'vitest'

import { HELP_WIDTHS, helpText } from '../../src/build/help.ts'
import { BIN } from '../bin.ts'

test('the help that is made ahead is what the program prints', () => {
  const printed = execFileSync(process.execPath, [BIN, '--help'], { encoding: 'utf8' })
  expect(helpText(80)).toBe(printed)
  expect(printed).toContain('fmt [options] [file...]')
})

test('no line of a help that is made ahead is wider than its terminal', () => {
  for (const columns of HELP_WIDTHS)
    for (const line of helpText(columns).split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
})
