import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
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
  write('bin/cliq-ds', `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`)
  chmodSync(join(root, 'bin/cliq-ds'), 0o755)
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

function shell(name: string, ...args: readonly string[]): readonly string[] {
  const env = { ...process.env, PATH: `${join(root, 'bin')}${delimiter}${process.env['PATH']}`, HOME: root }
  return execFileSync(name, args, { cwd: root, env, encoding: 'utf8' })
    .split('\n')
    .filter(each => each !== '')
}

function lacks(name: string): boolean {
  try {
    execFileSync(name, ['-c', 'true'])
    return false
  } catch {
    return true
  }
}

test.skipIf(lacks('bash'))('bash completes names of the project, behind colons too, and files with slashes', () => {
  const lines = ['plan --env st', 'apply --allow field-removed:em', 'apply pl'].map(each => `"cliq-ds ${each}"`)
  const script = `eval "$(cliq-ds completion bash)"; compopt() { :; }
for COMP_LINE in ${lines.join(' ')}; do COMP_POINT=\${#COMP_LINE}; _cliq_ds; printf '%s\\n' "\${COMPREPLY[@]}"; done`
  expect(shell('bash', '-c', script)).toEqual(['staging', 'empdir.notes', 'plans'])
})

test.skipIf(lacks('zsh'))('zsh completes names of the project', () => {
  const script = `compdef() { :; }; typeset -A _comps; _comps[npx]=1; source <(cliq-ds completion zsh)
compadd() { print -l -- $offered }
words=(cliq-ds plan --env st); CURRENT=4; _cliq_ds`
  expect(shell('zsh', '-f', '-c', script)).toEqual(['staging'])
})

test.skipIf(lacks('fish'))('fish completes names of the project', () => {
  const script = 'cliq-ds completion fish | source; complete -C "cliq-ds plan --env st"'
  expect(shell('fish', '--no-config', '-c', script)).toEqual(['staging'])
})

test('the script for PowerShell asks as the others do, and gives files where they are wanted', async () => {
  let text = ''
  const out = { write: (each: string) => void (text += each), isTTY: false, columns: 80 }
  const { signal } = new AbortController()
  const script = async (shell: string) => {
    text = ''
    const io: Io = { argv: ['completion', shell], env: {}, cwd: root, out, err: out, hasKeyboard: false, signal }
    expect(await main(io, '1.0.0')).toBe(0)
    return text
  }
  const powershell = await script('powershell')
  expect(powershell).toMatch(/^Register-ArgumentCompleter -Native -CommandName cliq-ds -ScriptBlock \{$/mu)
  // What was typed so far, an empty last word included, goes to the command itself.
  expect(powershell).toContain('$line.CommandElements | Select-Object -Skip 1')
  expect(powershell).toContain("if ($word -eq '') { $words += '' }")
  expect(powershell).toContain('& cliq-ds __complete @words 2>$null')
  expect(powershell).toContain('if ($_ -eq \':files\') { Get-ChildItem "$word*" -Name }')
  expect(powershell).toContain("CompletionResult]::new($_, $_, 'ParameterValue', $_)")
  for (const [open, close] of ['()', '{}', '[]'])
    expect(powershell.split(open!)).toHaveLength(powershell.split(close!).length)
  for (const shell of SHELLS) expect(await script(shell)).toContain('__complete')
})
