import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { HELP_WIDTHS, helpText } from '../../src/build/help.ts'
import { arrangeHelp, commandsBelow, pathOf } from '../../src/terminal/help.ts'
import { HELP_LIST, HELP_PAGES } from '../../src/terminal/helpPages.ts'
import type { Io } from '../../src/terminal/io.ts'
import { main } from '../../src/terminal/main.ts'
import { programOf } from '../../src/terminal/program.ts'
import { BIN } from '../bin.ts'
import { temporaryFolder } from '../files/temporary.ts'

const ROOT = new URL('../../', import.meta.url)

function silent(): Io {
  const out = { write: () => undefined, isTTY: false, columns: 80 }
  return { argv: [], env: {}, cwd: '/', out, err: out, hasKeyboard: false, signal: new AbortController().signal }
}
const program = () => programOf(silent(), '1.0.0', () => Promise.resolve())
const commands = commandsBelow(program()).map(pathOf)

async function told(argv: readonly string[], columns = 80) {
  let text = ''
  const out = { write: (each: string) => void (text += each), isTTY: columns !== 80, columns }
  const code = await main({ ...silent(), argv, out, err: out }, '1.0.0')
  return { code, text }
}

test('the help that is made ahead is what the program prints', () => {
  const printed = execFileSync(process.execPath, [BIN, '--help'], { encoding: 'utf8' })
  expect(helpText(80)).toBe(printed)
})

test('the list has all commands, each once, in at most 24 rows', () => {
  const listed = HELP_LIST.flatMap(([, rows]) => rows.flatMap(([names]) => names.split(', ')))
  expect([...listed].sort()).toEqual(commands.filter(each => !each.includes(' ')).sort())
  expect(helpText(80).trimEnd().split('\n').length).toBeLessThan(24)
})

test('no line of the list is wider than its terminal', async () => {
  for (const columns of HELP_WIDTHS)
    for (const line of helpText(columns).split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
  const { text } = await told(['--help'], 40)
  const long = text.split('\n').filter(line => line.length > 40 && line.trim().includes(' '))
  expect(long).toEqual([])
})

test.each(commands)(
  'the page of %s has one sentence, two examples that parse, and a guide that is there',
  async path => {
    const page = HELP_PAGES[path]
    expect(page, `the page of ${path}`).toBeDefined()
    const { code, text } = await told([...path.split(' '), '--help'])
    expect(code).toBe(0)
    expect(text).toMatch(/^\p{Lu}[^\n]*(?:\n[^\n]+)?\.$/mu)
    for (const example of page!.examples) {
      expect(text).toContain(`\n  ${example}\n`)
      const [, words = ''] = /cliq-ds ([\w .,=:/@-]+)/u.exec(example) ?? []
      expect(words.startsWith(path)).toBe(true)
      const parsed = program()
      await expect(parsed.parseAsync(words.trim().split(' '), { from: 'user' }), `$ ${example}`).resolves.toBe(parsed)
    }
    const [file = '', heading] = page!.guide.split('#')
    expect(text).toContain(`Guide: node_modules/cliq-ds/${page!.guide}\n`)
    expect(existsSync(new URL(file, ROOT)), `the file ${file}`).toBe(true)
    const headings = [...readFileSync(new URL(file, ROOT), 'utf8').matchAll(/^#+ (.+)$/gmu)].map(([, each = '']) =>
      each
        .toLowerCase()
        .replaceAll(/[^\w -]/gu, '')
        .replaceAll(' ', '-'),
    )
    if (heading !== undefined) expect(headings).toContain(heading)
  },
)

test('no page is left of a command that is gone', () => {
  expect(Object.keys(HELP_PAGES).sort()).toEqual([...commands].sort())
})

test('help may stand behind a command, and a command that has others below it shows them when it stands alone', async () => {
  const page = await told(['plan', '--help'])
  expect((await told(['plan', 'help'])).text).toBe(page.text)
  expect((await told(['help', 'plan'])).text).toBe(page.text)
  expect((await told(['lock', 'show', 'help'])).text).toBe((await told(['lock', 'show', '--help'])).text)
  expect((await told(['lock'])).text).toContain('cliq-ds lock repair')
  expect((await told(['-v'])).text).toBe('1.0.0\n')
})

test('the page of a command puts its options in groups', async () => {
  const program_ = program()
  arrangeHelp(program_)
  const { text } = await told(['apply', '--help'])
  expect(text).toMatch(/^Consent and limits:\n {2}--yes/mu)
  expect(text).toMatch(/^Output:\n(?: {2}.*\n)* {2}--json/mu)
})

test('the first file prints what is laid out for just what was typed, says which Node it needs, and starts the rest else', async () => {
  const folder = await temporaryFolder()
  copyFileSync(new URL('src/terminal/bin.ts', ROOT), join(folder, 'bin.ts'))
  for (const name of ['version', 'help-60', 'help-80', 'help-100']) writeFileSync(join(folder, `${name}.txt`), name)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'start.ts'), 'export const start = () => process.stdout.write("starts")')
  // By its arguments, and the columns of its terminal or the Node that runs it.
  const cases: readonly (readonly [argv: string, columns: number | undefined, node: string, says: string])[] = [
    ...['--version', '-v', '-V'].map(each => [each, 80, '24.0.0', 'version'] as const),
    ...['--help', '-h'].map(each => [each, undefined, '24.0.0', 'help-80'] as const),
    ...([60, 100, 101, 240] as const).map(
      columns => ['-h', columns, '24.0.0', columns < 100 ? 'help-60' : 'help-100'] as const,
    ),
    // No help was laid out for this width.
    ['--help', 70, '24.0.0', 'starts'],
    ...['', 'plan', '--help plan', '--version --json'].map(each => [each, 80, '24.0.0', 'starts'] as const),
    ...['22.18.0', '22.20.1', '23.0.0'].map(node => ['plan', 80, node, 'starts'] as const),
    ...['22.17.9', '20.19.0', '12.0.0'].map(
      node => ['-v', 80, node, `cliq-ds needs Node 22.18 or newer; this is Node ${node}\n 64`] as const,
    ),
  ]
  const driver = `
    const { getBuiltinModule } = process
    const says = []
    for (const [at, [argv, columns, node]] of ${JSON.stringify(cases)}.entries()) {
      let text = ''
      const write = each => { text += each }
      const own = { versions: { node }, argv: ['node', 'bin', ...argv.split(' ').filter(Boolean)], stdout: { columns: columns ?? undefined, write }, stderr: { write }, getBuiltinModule }
      globalThis.process = own
      await import('./bin.ts?' + at)
      for (let turn = 0; turn < 50 && text === ''; turn += 1) await new Promise(setImmediate)
      says.push(text + (own.exitCode === undefined ? '' : ' ' + own.exitCode))
    }
    console.log(JSON.stringify(says))`
  writeFileSync(join(folder, 'driver.mjs'), driver)
  const says = execFileSync(process.execPath, ['driver.mjs'], { cwd: folder, encoding: 'utf8' })
  expect(JSON.parse(says)).toEqual(cases.map(each => each[3]))
})
