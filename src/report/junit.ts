import { sortedProblems } from '../core/model/problem.ts'
import type { Problem } from '../core/model/problem.ts'
import { escapeText } from './escape.ts'

/** A check of definitions as JUnit XML: a test for each file without problems and for each problem; warnings pass, with their text. */
export function junitXml(files: readonly string[], problems: readonly Problem[]): string {
  const sorted = sortedProblems(problems)
  const wrong = new Set(sorted.flatMap(each => each.at?.file ?? []))
  const right = files.filter(each => !wrong.has(each))
  const cases = [
    ...right.map(file => `    <testcase classname="${attribute(file)}" name="${attribute(file)}"/>`),
    ...sorted.map(caseOf),
  ]
  const failures = sorted.filter(each => each.severity === 'error').length
  const counts = `tests="${cases.length}" failures="${failures}" errors="0"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cliq-ds" ${counts}>`,
    `  <testsuite name="validate" ${counts} skipped="0">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function caseOf({ code, severity, message, hint, at }: Problem): string {
  const file = at?.file ?? 'the project'
  const place = at === undefined ? '' : ` ${at.line}:${at.col}`
  const open = `    <testcase classname="${attribute(file)}" name="${attribute(`${code}${place} ${message}`)}">`
  const text = element(hint === undefined ? message : `${message}\nNext: ${hint}`)
  const inner =
    severity === 'error'
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
