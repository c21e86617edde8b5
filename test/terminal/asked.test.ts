import { expect, test } from 'vitest'

import { arrangeHelp, commandsBelow } from '../../src/terminal/help.ts'
import { isAsked } from '../../src/terminal/io.ts'
import type { Io } from '../../src/terminal/io.ts'
import { helpOf, programOf } from '../../src/terminal/program.ts'

const out = { write: () => undefined, isTTY: false, columns: 400 }
const io: Io = { argv: [], env: {}, cwd: '/', out, err: out, hasKeyboard: false, signal: new AbortController().signal }
const program = () => programOf(io, '1.0.0', () => Promise.resolve())

test.each([
  ['plan help', 'plan --help'],
  ['validate help', 'validate --help'],
  ['unlock help', 'unlock --help'],
  ['lock show help', 'lock show --help'],
  // A datastore may have that name, and a word behind it is nobody's question.
  ['pull help', 'pull help'],
  ['query help', 'query help'],
  ['seed pull help', 'seed pull help'],
  ['lock help', 'lock help'],
  ['help', 'help'],
  ['help plan', 'help plan'],
  ['nothing help', 'nothing help'],
  ['plan help --json', 'plan help --json'],
])('`%s` asks for `%s`', (typed, asked) => {
  expect(helpOf(typed.split(' '), program()).join(' ')).toBe(asked)
})

test('the page of a command begins with its description as a sentence', () => {
  const all = program()
  arrangeHelp(all)
  for (const each of commandsBelow(all)) {
    each.configureOutput({ getOutHelpWidth: () => 400 })
    const [, ...letters] = each.description()
    const sentence = `${each.description().charAt(0).toUpperCase()}${letters.join('')}.`
    expect(each.helpInformation().split('\n')).toContain(sentence)
  }
})

test('a person is asked at a terminal of their own, where no flag has answered and no program reads', () => {
  const there: Io = { ...io, err: { ...out, isTTY: true }, hasKeyboard: true }
  expect(isAsked(there, {})).toBe(true)
  for (const flags of [{ yes: true }, { json: true }, { yes: true, json: true }] as const)
    expect(isAsked(there, flags)).toBe(false)
  for (const more of [
    { hasKeyboard: false },
    { err: out },
    { env: { CI: 'true' } },
    { env: { TERM: 'dumb' } },
  ] satisfies readonly Partial<Io>[])
    expect(isAsked({ ...there, ...more }, {})).toBe(false)
  for (const CI of ['', '0', 'false']) expect(isAsked({ ...there, env: { CI, TERM: 'xterm' } }, {})).toBe(true)
})
