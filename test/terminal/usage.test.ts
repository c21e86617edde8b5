import { expect, test } from 'vitest'

import { main } from '../../src/terminal/main.ts'
import type { Io } from '../../src/terminal/io.ts'

async function told(...argv: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  let text = ''
  const out = { write: (each: string) => void (text += each), isTTY: false, columns: 80 }
  const signal = new AbortController().signal
  const io: Io = { argv, env: {}, cwd: '/', out, err: out, hasKeyboard: false, signal }
  return { code: await main(io, '1.0.0'), text }
}

const ODD = '\u001b[31mred\u0007'

test.each([[[ODD]], [['validate', ODD]], [['plan', `--${ODD}`]], [['schema', ODD]], [['explain', ODD]]])(
  'what the command line says is echoed without a byte that acts: %#',
  async argv => {
    const { code, text } = await told(...argv)
    expect(code).toBe(64)
    expect(text).toContain(String.raw`\u{1b}[31mred\u{7}`)
    expect(text).not.toMatch(/[^\n\P{Cc}]/u)
  },
)

test.each([
  ['an option', ['plan', '--out=']],
  ['an option of every command', ['plan', '--env', '']],
  ['an option of a command below another', ['auth', 'login', '--out=']],
  ['an argument', ['unlock', '']],
])('an empty text is refused for %s', async (_, argv) => {
  const { code, text } = await told(...argv)
  expect(code).toBe(64)
  expect(text).toMatch(/^error: (?:option '-.*' needs a value|an argument is empty)$/mu)
})

test.each([
  ['plan', '--out', '-'],
  ['drift', '--revert', '--out', '-'],
  ['types', '--out=-'],
  ['docs', '--out', '-', '--check'],
  ['seed', 'pull', 'staff', '--out', '-'],
  ['auth', 'login', '--out', '-'],
  ['plan', '--config', '-'],
  ['emulator', '--data', '-'],
  ['plan', '--report', 'json=-'],
])('a dash is not a file: %s %s %s %s', async (...argv) => {
  const { code, text } = await told(...argv)
  expect(code).toBe(64)
  expect(text).toMatch(/- is not one$|Write FORMAT=FILE/mu)
})

test.each([
  [['pln'], 'plan'],
  [['plan', '--steeps'], '--steps'],
  [['explain', 'LM10'], 'LM101'],
  [['explain', 'datastore_not_fuond'], 'datastore_not_found'],
  [['completion', 'zhs'], 'zsh'],
  [['schema', 'sede'], 'seed'],
  [['plan', '--report', 'jsn=x'], 'json'],
  [['query', 'empdir', '--format', 'jsn'], 'json'],
  [['export', 'empdir', '--type', 'xslx'], 'xlsx'],
  [['plan', '--allow', 'field-remved:empdir.notes'], 'field-removed:empdir.notes'],
])('a word that is near to one of ours asks for it: %j', async (argv, meant) => {
  const { code, text } = await told(...argv)
  expect(code).toBe(64)
  expect(text.replaceAll('`', '')).toMatch(new RegExp(`did you mean ${meant}\\?`, 'iu'))
})
