import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Language, Parser } from '@vscode/tree-sitter-wasm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHELLS } from '../../src/terminal/shells.ts'
import { main } from '../../src/terminal/main.ts'
import type { Io } from '../../src/terminal/io.ts'
import { BIN } from '../bin.ts'

let root = ''

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'cliq-ds-completion-'))
  const write = (name: string, text: string) => writeFileSync(join(root, name), text)
  for (const folder of ['schemas', 'seeds', 'plans', 'bin']) mkdirSync(join(root, folder))
  write(
    'cliq-ds.config.json',
    '{"environments":{"local":{"emulator":true},"staging":{"dataCenter":"eu"}},"groups":{"canary":["staging"]}}',
  )
  write('schemas/empdir.yaml', 'unique_name: empdir\nname: Staff\n')
  write('schemas/oncall.yaml', 'name: On call\nunique_name: oncall\n')
  write('seeds/people.yaml', 'datastore: empdir\n')
  write('new.plan.json', '{"risks":[{"consent":"field-removed:empdir.notes"}]}')
  write('plans/new.plan.json', '{}')
  // The command as a shell sees it: completion is its own, and of anything else it writes down what was typed.
  const own = `exec '${process.execPath}' '${BIN}' "$@"`
  write('bin/cliq-ds', `#!/bin/sh\ncase "$1" in __complete|completion) ${own};; esac\necho "$*" >> "$TYPED"\n`)
  write('bin/npx', '#!/bin/sh\n[ "$1" = --no-install ] && shift\nexec "$@"\n')
  for (const each of ['cliq-ds', 'npx']) chmodSync(join(root, 'bin', each), 0o755)
})
afterAll(() => rmSync(root, { recursive: true }))

async function offered(...words: readonly string[]): Promise<readonly string[]> {
  let text = ''
  const out = { write: (each: string) => void (text += each), isTTY: false, columns: 80 }
  const { signal } = new AbortController()
  const io: Io = { argv: ['__complete', ...words], env: {}, cwd: root, out, err: out, hasKeyboard: false, signal }
  expect(await main(io, '1.0.0')).toBe(0)
  return text.split('\n').slice(0, -1)
}

test.each([
  [['pl'], ['plan']],
  [['plan', '--off'], ['--offline']],
  [
    ['plan', '--env', ''],
    ['local', 'staging'],
  ],
  [['plan', '--env', 'local,st'], ['local,staging']],
  [
    ['--env', 'staging', 'doc'],
    ['doctor', 'docs'],
  ],
  [['plan', '--group', ''], ['canary']],
  [['plan', 'em'], ['empdir']],
  [['apply', ''], [':files']],
  [['apply', 'on'], ['oncall']],
  [['apply', '--allow', ''], ['field-removed:empdir.notes']],
  [
    ['seed', 'p'],
    ['pull', 'people'],
  ],
  [
    ['seed', 'pull', ''],
    ['empdir', 'oncall'],
  ],
  [['plan', '--report', 'h'], ['html=']],
  [['plan', '--report', 'html=pl'], [':files']],
  [
    ['init', '--ci', ''],
    ['github', 'gitlab', 'none'],
  ],
  [
    ['explain', 'LM1'],
    ['LM101', 'LM102'],
  ],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish', 'powershell'],
  ],
  [['nonsense', ''], []],
])('after %j come %j', async (words, expected) => {
  const found = await offered(...words)
  expect(found.slice(0, expected.length).sort()).toEqual([...expected].sort())
})

const PATH = () => `${join(root, 'bin')}${delimiter}${process.env['PATH']}`

function shell(name: string, ...args: readonly string[]): readonly string[] {
  return execFileSync(name, args, { cwd: root, env: { ...process.env, PATH: PATH(), HOME: root }, encoding: 'utf8' })
    .split('\n')
    .filter(each => each !== '')
}

function lacks(name: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(name, args.length === 0 ? ['-c', 'true'] : args, { stdio: 'ignore' })
    return false
  } catch {
    return true
  }
}

/** What each shell takes to know the command, and how it is started without the settings of whoever runs this. */
const DRIVEN = [
  ['bash', '--norc -i', 'eval "$(cliq-ds completion bash)"'],
  ['zsh', '-f -i', 'autoload -U compinit && compinit -u -D; source <(cliq-ds completion zsh)'],
  ['fish', '--no-config -i', 'cliq-ds completion fish | source'],
] as const

/** Whether there is a terminal that takes its keys from a pipe: `script` of util-linux is one, that of other systems is not. */
function hasTerminal(): boolean {
  return (
    !lacks('script', '--version') && execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux')
  )
}

describe.each(DRIVEN)('typed into a real %s', (name, flags, source) => {
  test.skipIf(lacks(name) || !hasTerminal())('words are completed by the Tab key, as they are then run', () => {
    const typed = join(root, `typed-${name}`)
    const keys = [
      'cliq-ds plan --env st\t',
      'cliq-ds apply plans/n\t',
      'cliq-ds apply --allow field-removed:em\t',
      'npx cliq-ds seed peo\t',
    ]
    const env = { ...process.env, PATH: PATH(), HOME: root, ZDOTDIR: root, TERM: 'xterm', TYPED: typed }
    execFileSync('script', ['-qec', `${name} ${flags}`, '/dev/null'], {
      cwd: root,
      env,
      input: [source, ...keys, 'exit', ''].join('\n'),
    })
    expect(readFileSync(typed, 'utf8').trimEnd().split('\n')).toEqual([
      'plan --env staging',
      'apply plans/new.plan.json',
      'apply --allow field-removed:empdir.notes',
      'seed people',
    ])
  })
})

async function script(name: string): Promise<string> {
  let text = ''
  const out = { write: (each: string) => void (text += each), isTTY: false, columns: 80 }
  const { signal } = new AbortController()
  const io: Io = { argv: ['completion', name], env: {}, cwd: root, out, err: out, hasKeyboard: false, signal }
  expect(await main(io, '1.0.0')).toBe(0)
  return text
}

test.each(SHELLS)('the script for %s asks the command itself, and is switched on as the guide says', async name => {
  const text = await script(name)
  expect(text).toContain('__complete')
  const [, line = '-'] = /^# cliq-ds completion for \w+: (.*)$/mu.exec(text) ?? []
  const guide = readFileSync(new URL('../../docs/first-day.md', import.meta.url), 'utf8').replaceAll(
    String.raw`\|`,
    '|',
  )
  expect(guide).toContain(`\`${line.replace('cliq-ds', 'npx cliq-ds')}\``)
})

test('a word that has not begun may come by its name, where a shell drops empty ones', async () => {
  expect(await offered('plan', '--env', ':empty')).toEqual(await offered('plan', '--env', ''))
})

test.each([
  ['bash', 'bash'],
  ['powershell', 'powershell'],
])('the script for %s is a program by the grammar of its shell', async (name, grammar) => {
  await Parser.init()
  const parser = new Parser()
  const require = createRequire(import.meta.url)
  parser.setLanguage(await Language.load(require.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${grammar}.wasm`)))
  const text = await script(name)
  expect(parser.parse(text)?.rootNode.hasError).toBe(false)
  expect(parser.parse(text.slice(0, text.lastIndexOf('}')))?.rootNode.hasError).toBe(true)
})

test.skipIf(lacks('pwsh'))('PowerShell completes names of the project, words that have not begun, and files', () => {
  const lines = [
    'cliq-ds plan --env st',
    'cliq-ds completion ',
    'cliq-ds apply plans/n',
    'npx cliq-ds apply --allow fi',
  ]
  const each = lines.map(line => `(TabExpansion2 -inputScript '${line}' -cursorColumn ${line.length})`)
  const ask = `foreach ($found in ${each.join(', ')}) { $found.CompletionMatches | ForEach-Object CompletionText }`
  const source = 'cliq-ds completion powershell | Out-String | Invoke-Expression'
  const found = shell('pwsh', '-NoProfile', '-NonInteractive', '-Command', `${source}; ${ask}`)
  const file = found.find(line => line.includes('new.plan.json'))
  expect(found.filter(line => line !== file)).toEqual(['staging', ...SHELLS, 'field-removed:empdir.notes'])
  expect(file).toMatch(/plans[\\/]new\.plan\.json$/u)
})
