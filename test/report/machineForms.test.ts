import { Ajv } from 'ajv'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Json } from '../../src/core/model/plain.ts'
import type { Problem } from '../../src/core/model/problem.ts'
import { jsonText } from '../../src/report/json.ts'
import { junitXml as junitOf } from '../../src/report/machine/junit.ts'
import { problemsJson } from '../../src/report/problemText.ts'
import { sarifJson as sarifOf } from '../../src/report/machine/sarif.ts'
import { validatePage } from '../../src/report/pages/validate.ts'
import { SARIF_SCHEMA } from './sarifSchema.ts'

const page = (problems: readonly Problem[], files: readonly string[] = []) =>
  validatePage({ definitions: [], rowsOnly: [], files, problems, sources: new Map() })
const sarifJson = (problems: readonly Problem[], version: string) => sarifOf([page(problems)], version)
const junitXml = (files: readonly string[], problems: readonly Problem[]) => junitOf([page(problems, files)])
const valid = new Ajv({ strict: false }).compile(SARIF_SCHEMA)

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
  fc.constantFrom(']]>', '<!-- x -->', '&amp;', `"'<>&`, '\u0000', '\ud800', '\uffff', '\u202e', '::error::x', '\n'),
)
const place = fc.record({
  file: fc.oneof(
    fc.constantFrom('a.yaml', 'b c/ü.yaml', '100%.yaml', 'a&b"<>.ts', 'a#b?.ts'),
    text.map(each => `s/${each}`),
  ),
  line: fc.integer({ min: 1, max: 99 }),
  col: fc.integer({ min: 1, max: 99 }),
})
const problem: fc.Arbitrary<Problem> = fc.record(
  {
    code: fc.constantFrom('LM102', 'LT102', 'DF303'),
    severity: fc.constantFrom('error', 'warning'),
    message: text,
    at: place,
    hint: text,
  },
  { requiredKeys: ['code', 'severity', 'message'] },
)
const problems = fc.array(problem, { maxLength: 6 })

function member(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => Object(inner)[key], value)
}

test('whatever the problems are, the SARIF log is valid and each result has its rule', () => {
  fc.assert(
    fc.property(problems, all => {
      const log: Json = JSON.parse(jsonText(sarifJson(all, '1.2.3'), 2))
      expect(valid(log) || valid.errors).toBe(true)
      const results = member(log, 'runs', 0, 'results')
      if (!Array.isArray(results)) throw new Error('no results')
      for (const result of results) {
        const rule = member(log, 'runs', 0, 'tool', 'driver', 'rules', Number(member(result, 'ruleIndex')), 'id')
        expect(rule).toBe(member(result, 'ruleId'))
      }
    }),
  )
})

test('JSON, SARIF and JUnit hold the same problems in the same order', () => {
  fc.assert(
    fc.property(problems, all => {
      const json = member(problemsJson(all), 'problems')
      const results = member(sarifJson(all, '1.2.3'), 'runs', 0, 'results')
      if (!Array.isArray(json) || !Array.isArray(results)) throw new Error('no list')
      expect(results.map(each => [member(each, 'ruleId'), member(each, 'level'), line(each)])).toEqual(
        json.map(each => [member(each, 'code'), member(each, 'severity'), member(each, 'at', 'line')]),
      )
      const cases = [...junitXml([], all).matchAll(/<testcase [^>]* name="(\w+)[^>]*><(failure|system-out)/gu)]
      expect(cases.map(([, code, kind]) => [code, kind === 'failure' ? 'error' : 'warning'])).toEqual(
        json.map(each => [member(each, 'code'), member(each, 'severity')]),
      )
    }),
  )
})

function line(result: Json): Json | undefined {
  return member(result, 'locations', 0, 'physicalLocation', 'region', 'startLine')
}

// XML 1.0: the characters that a document may hold, and no bare sign that means something to it.
const TEXT = /^(?:[^<&\p{Cc}\p{Cs}\ufffe\uffff]|[\t\n]|&(?:amp|lt|gt|quot|apos);)*$/u

test('whatever the problems are, the JUnit report is well-formed', () => {
  fc.assert(
    fc.property(problems, fc.array(text), (all, files) => {
      const xml = junitXml(files, all).replace('<?xml version="1.0" encoding="UTF-8"?>', '')
      const open: string[] = []
      const rest = xml.replaceAll(/<(\/?)([\w-]+)((?: \w+="[^"<]*")*)(\/?)>/gu, (_, close, name, attributes, empty) => {
        expect(attributes).toMatch(TEXT)
        if (close === '/') expect(open.pop()).toBe(name)
        else if (empty !== '/') open.push(name)
        return ''
      })
      expect(open).toEqual([])
      expect(rest).toMatch(TEXT)
      expect(Number(/tests="(\d+)"/u.exec(xml)?.[1])).toBe(xml.split('<testcase').length - 1)
    }),
  )
})

test('a file without problems is a test that passes', () => {
  expect(junitXml(['a.yaml'], [])).toBe(
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="cliq-ds" tests="1" failures="0" errors="0">',
      '  <testsuite name="validate" tests="1" failures="0" errors="0" skipped="0">',
      '    <testcase classname="a.yaml" name="a.yaml"/>',
      '  </testsuite>',
      '</testsuites>',
      '',
    ].join('\n'),
  )
})
