import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { plainPaint } from '../../src/report/paint.ts'
import { problemText } from '../../src/report/problemText.ts'

const CANARY = 'canary-7f0c9a'

/** Every line of a file at every column, as problems of a code would show it. */
function shown(text: string, code: string, file: string): string {
  const sources = new Map([[file, text]])
  return text
    .split('\n')
    .flatMap((line, index) =>
      Array.from({ length: line.length + 2 }, (_, col) => {
        const at = { file, line: index + 1, col: col + 1 }
        return problemText({ code, severity: 'error', message: 'wrong', at }, sources, plainPaint)
      }),
    )
    .join('\n')
}

const value = fc.constantFrom(
  CANARY,
  `"${CANARY}"`,
  `'${CANARY}'`,
  `"a\\"${CANARY}"`,
  `'it''s ${CANARY}'`,
  `*${CANARY}`,
  `!${CANARY}`,
  `a: ${CANARY}`,
  `x # ${CANARY}`,
  `"${CANARY}`,
  `{ a: ${CANARY} }`,
  `[1, ${CANARY}]`,
  `|\n      ${CANARY}\n      b: ${CANARY}`,
  `"one\n      b: ${CANARY}\n      c: ${CANARY}"`,
)
const column = fc.constantFrom('pin', '"pin"', 'datastore', 'key', 'mode', 'unique_name', 'fields', 'accessToken')
const row = fc.array(fc.tuple(column, value), { minLength: 1, maxLength: 3 })

const seeds = fc.tuple(row, fc.boolean()).map(([cells, isFlow]) => {
  const parts = cells.map(([name, each]) => `${name}: ${each}`)
  const rows = isFlow ? `  - { ${parts.join(', ')} }` : `  - ${parts.join('\n    ')}`
  return `datastore: vault\nkey: [code]\nmode: upsrt\nrows:\n${rows}\n`
})

test('no value of a row is in an excerpt of a seed, whatever is wrong with it, and its own keys are', () => {
  fc.assert(
    fc.property(seeds, fc.constantFrom('SD101', 'SD105', 'YM105', 'YM109', 'YM113'), (text, code) => {
      const all = shown(text, code, 'seeds/vault.yaml')
      expect(all).not.toContain(CANARY)
      expect(all).toContain('mode: upsrt')
      expect(all).toContain('(hidden)')
    }),
    { numRuns: 200 },
  )
})

const KEYS = ['apiUrl', 'prefix', 'dataCenter', 'schemas', 'protected', 'accessToken', 'tokne', 'lockFile', 'account']
const configs = fc
  .tuple(fc.constantFrom(...KEYS), value)
  .map(([key, each]) => [
    `environments:\n  org:\n    ${key}: ${each}\n    lease: { kind: local, ttlMs: 700000 }\n    protected: true\n`,
    `environments: { org: { protected: true, ${key}: ${each}, lease: { kind: local, ttlMs: 700000 } } }\n`,
  ])

test('no value is in an excerpt of a config, and harmless words and references are', () => {
  fc.assert(
    fc.property(configs, fc.constantFrom('CF104', 'CF105', 'CF113', 'AU202'), (texts, code) => {
      for (const text of texts) {
        const all = shown(text, code, 'cliq-ds.config.yaml')
        expect(all).not.toContain(CANARY)
        const isOpen = new RegExp(`"${CANARY}[^"]|\n {6}`, 'u').test(text)
        if (!isOpen) expect(all).toContain('protected: true')
      }
    }),
    { numRuns: 200 },
  )
  const code = `export default {\n  a: { accessToken: env('TOKEN'), prefix: '${CANARY}', x: \`\n${CANARY}\n\` },\n}\n`
  expect(shown(code, 'CF106', 'cliq-ds.config.ts')).not.toContain(CANARY)
  expect(shown(code, 'CF106', 'cliq-ds.config.ts')).toContain("accessToken: env('TOKEN')")
  const more = `/* one\n ${CANARY} */\nconst a = b + "${CANARY}" + \`\n${CANARY}\`; // ${CANARY}\nenum Kind { org }\n`
  expect(shown(more, 'CF104', 'cliq-ds.config.ts')).not.toContain(CANARY)
  expect(shown(more, 'CF104', 'cliq-ds.config.ts')).toContain('enum Kind { org }')
  // A figure is known by its key, wherever on the line it stands.
  for (const blanks of [1, 40, 79, 200]) {
    const line = `${' '.repeat(blanks)}a: { settleMs: 2500, pins: 2501 }, b: {${' '.repeat(90)}},`
    expect(shown(line, 'CF106', 'cliq-ds.config.ts')).toContain('settleMs: 2500, pins: (hidden) }')
  }
  const json = JSON.stringify({ environments: { a: { prefix: CANARY, apiUrl: '${env:URL}' } } }, undefined, 2)
  expect(shown(json, 'CF106', 'cliq-ds.config.json')).not.toContain(CANARY)
  expect(shown(json, 'CF106', 'cliq-ds.config.json')).toContain('"apiUrl": "${env:URL}"')
})

test('of a file that nobody knows keys are shown, and no values', () => {
  const text = `a:\n  - fill: { datastore: staff, set: { pin: ${CANARY} } }\n${CANARY}\n`
  expect(shown(text, 'YM104', 'migrations/a.yaml')).not.toContain(CANARY)
  expect(shown(text, 'YM104', 'migrations/a.yaml')).toContain('fill: { datastore: (hidden), set: { pin: (hidden) } }')
})

const steps = fc.tuple(
  fc.constantFrom('set', 'where', 'values', '"set"'),
  fc.constantFrom('pin', 'datastore', 'field', 'into', 'from', 'after'),
  fc.constantFrom(CANARY, `"${CANARY}"`, `{ not: ${CANARY} }`, `[a, ${CANARY}]`),
)

test('of a migration the names of its steps are shown, and no value of a record', () => {
  fc.assert(
    fc.property(steps, ([under, key, each]) => {
      const flow = `steps:\n  - fill: { datastore: staff, field: notes, ${under}: { ${key}: ${each} }, into: ${CANARY} }\n`
      const block = `steps:\n  - fill:\n      datastore: staff\n      field: notes\n      ${under}:\n        ${key}: ${each}\n`
      const deeper = `steps:\n  - map:\n      datastore: staff\n      ${under}:\n        a:\n          ${key}: ${each}\n`
      for (const text of [flow, block, deeper]) {
        const all = shown(text, 'MG104', 'migrations/a.yaml')
        expect(all).not.toContain(CANARY)
        expect(all).toContain('datastore: staff')
      }
    }),
  )
  const odd = `steps:\n  - copy: { datastore: "Staff Two", by: ${CANARY}, with: ${CANARY}, invalid: ${CANARY} }\n`
  expect(shown(odd, 'MG102', 'migrations/a.yaml')).toContain('copy: { datastore: (hidden), by: (hidden)')
})

test('the caret stands below its key also behind covered values', () => {
  const line = 'a: { accessToken: abcdefghijklmnop, prefix: x, tokne: y }'
  const at = { file: 'c.yaml', line: 1, col: line.indexOf('tokne') + 1 }
  const text = problemText(
    { code: 'CF105', severity: 'error', message: 'no', at },
    new Map([['c.yaml', line]]),
    plainPaint,
  )
  const [, shownLine = '', caret = ''] = text.split('\n')
  expect(shownLine.slice(caret.indexOf('^'))).toBe('tokne: (hidden) }')
})

const codeSeeds = fc.tuple(value, fc.constantFrom('SD101', 'TS101', 'TS102', 'FS105'), fc.boolean(), fc.boolean())

test('no value of a row is in an excerpt of a seed in code, or in one that is all in one line', () => {
  fc.assert(
    fc.property(codeSeeds, ([cell, code, isNamed, isFlat]) => {
      const rows = `rows: [{ no: 1, ${isNamed ? 'unique_name' : 'pin'}: '${CANARY}' }, { pin: ${cell.replaceAll('\n', ' ')} }]`
      const begin = isNamed ? 'defineSeed(' : '('
      const text = isFlat
        ? `{ key: [no], ${rows} }`
        : `export default ${begin}{ datastore: 'vault', key: ['no'],\n  ${rows} })`
      const literals = text.replaceAll(/(?<!["'`\w])(?:\*|!)?canary-7f0c9a(?!["'`])/gu, 'named')
      expect(shown(isFlat ? text : literals, code, isFlat ? 'seeds/vault.yaml' : 'seeds/vault.ts')).not.toContain(
        CANARY,
      )
    }),
    { numRuns: 200 },
  )
})
