import { escapeText } from '../escape.ts'
import type { Finding, Page } from '../page.ts'

/** Pages as JUnit XML, a suite each: a test for each thing that stands well and for each finding; only errors fail. */
export function junitXml(pages: readonly Page[]): string {
  const suites = pages.map(suiteOf)
  const sum = (of: 'tests' | 'failures') => suites.reduce((total, each) => total + each[of], 0)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cliq-ds" tests="${sum('tests')}" failures="${sum('failures')}" errors="0">`,
    ...suites.flatMap(each => each.lines),
    '</testsuites>',
    '',
  ].join('\n')
}

interface Suite {
  readonly tests: number
  readonly failures: number
  readonly lines: readonly string[]
}

function suiteOf({ verb, environment, passed, skipped, findings }: Page): Suite {
  const name = environment === '' ? verb : `${verb} ${environment}`
  const named = (each: string) => `    <testcase classname="${attribute(each)}" name="${attribute(each)}"`
  const cases = [
    ...passed.map(each => `${named(each)}/>`),
    ...skipped.map(each => `${named(each)}><skipped/></testcase>`),
    ...findings.map(each => caseOf(each, environment)),
  ]
  const failures = findings.filter(each => each.level === 'error').length
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped.length}"`
  return {
    tests: cases.length,
    failures,
    lines: [`  <testsuite name="${attribute(name)}" ${counts}>`, ...cases, '  </testsuite>'],
  }
}

function caseOf({ code, level, message, hint, at }: Finding, environment: string): string {
  const file = at?.file ?? (environment === '' ? 'the project' : environment)
  const place = at === undefined ? '' : ` ${at.line}:${at.col}`
  const open = `    <testcase classname="${attribute(file)}" name="${attribute(`${code}${place} ${message}`)}">`
  const text = element(hint === undefined ? message : `${message}\nNext: ${hint}`)
  const inner =
    level === 'error'
      ? `<failure type="${attribute(code)}" message="${attribute(message)}">${text}</failure>`
      : `<system-out>${text}</system-out>`
  return `${open}${inner}</testcase>`
}

function attribute(text: string): string {
  return element(text).replaceAll('"', '&quot;').replaceAll("'", '&apos;')
}

// Two characters that XML 1.0 forbids are no controls; all others are shown as codes already.
function element(text: string): string {
  const lines = text.split('\n').map(escapeText).join('\n')
  const known = lines.replaceAll(/[\ufffe\uffff]/g, each => `\\u{${each.charCodeAt(0).toString(16)}}`)
  return known.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
