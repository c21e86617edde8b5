import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { startEmulator } from '../src/emulator/emulator.ts'
import { EXIT } from '../src/terminal/exit.ts'
import { HELP_LIST } from '../src/terminal/helpPages.ts'
import { BIN } from './bin.ts'
import { COMPILE_CACHE } from './compileCache.ts'
import { blocksOf, outputsOf, patternOf, scriptOf, sessionOf } from './readme/session.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const [mainJob = '', allTests = '', secondTerminal = '', migrating = ''] = blocksOf(readme, 'sh').map(each =>
  each.trim(),
)
const INSTALL = 'npm ci && '

// The walks wait for a Cliq that answers as slowly as the real one, so they are played side by side.
const opened: (() => unknown)[] = []
afterAll(async () => {
  for (const close of opened.reverse()) await close()
})

/** A copy of what a clone has when it is installed. It has another name: npx would else build a clone that it does not know. */
function clone(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-readme-'))
  opened.push(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of ['schemas', 'seeds', 'migrations', 'docs', 'cliq-ds.config.ts'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  for (const name of ['src', 'node_modules']) symlinkSync(join(ROOT, name), join(folder, name))
  // npx takes as long to find the command as the command takes to plan, and one test below asks the real one.
  mkdirSync(join(folder, '.bin'))
  writeFileSync(join(folder, '.bin/npx'), '#!/bin/sh\nnpm_command=exec npm_lifecycle_script=cliq-ds exec "$@"\n', {
    mode: 0o755,
  })
  writeFileSync(join(folder, '.bin/cliq-ds'), `#!/bin/sh\nexec node ${BIN} "$@"\n`, { mode: 0o755 })
  const scripts = { 'edit-by-hand': manifest.scripts['edit-by-hand'] }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'a-clone', type: 'module', scripts }))
  return folder
}

function sh(
  script: string,
  folder: string,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const env = {
    PATH: `${join(folder, '.bin')}:${process.env['PATH']}`,
    HOME: folder,
    CLIQ_DS_STATE_DIR: join(folder, '.state'),
    ...COMPILE_CACHE,
    NO_COLOR: '1',
    npm_config_update_notifier: 'false',
  }
  return new Promise(resolve => {
    execFile('sh', ['-c', script], { cwd: folder, env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err })
    })
  })
}

test.concurrent('the first command line does the main job: planned, applied, nothing left, and a hand-made edit found', async () => {
  expect(mainJob.startsWith(INSTALL)).toBe(true)
  const { code, out, err } = await sh(mainJob.slice(INSTALL.length), clone())
  expect({ code, err: err.split('\n').filter(line => /^[A-Z]{2}\d{3}|^npm error/u.test(line)) }).toEqual({
    code: EXIT.drift,
    err: [],
  })
  const story = [
    '4 to add, 0 to change, 0 to remove',
    'Applied to local: 4 steps done',
    'local matches its definitions: 4 datastores, 1 call',
    '"Edited by hand"',
    '1 changed, 0 removed outside',
  ]
  expect(story.filter(each => !out.includes(each))).toEqual([])
  expect(story.map(each => out.lastIndexOf(each))).toEqual(
    story.map(each => out.lastIndexOf(each)).sort((a, b) => a - b),
  )
})

test.concurrent('the migration of the repository plays on a local Cliq', async () => {
  const { code, out } = await sh(migrating, clone())
  expect(code).toBe(EXIT.ok)
  const story = [
    'leavers-again',
    'empdir: 1 of 3 records written',
    'Applied to local',
    'local  ran',
    'local  not needed',
  ]
  expect(story.filter(each => !out.includes(each))).toEqual([])
})

test('the second command line runs all tests, and CI runs the same', () => {
  expect(allTests).toBe('npm ci && npm test')
  expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toContain(`\n${allTests}\n`)
})

test.concurrent('npx finds the command of a clone that is installed', async () => {
  const folder = clone()
  rmSync(join(folder, '.bin'), { recursive: true })
  expect(await sh('npx cliq-ds --version', folder)).toMatchObject({ code: 0, out: `${manifest.version}\n` })
})

test.concurrent('the line for the second terminal starts a Cliq in a fresh clone, and Ctrl-C ends it', async () => {
  expect(secondTerminal).toBe('npx cliq-ds emulator --port 4010 --data .cliq-ds/emulator.db')
  const args = secondTerminal.replace('--port 4010', '--port 0').split(' ').slice(2)
  const terminal = spawn(process.execPath, [BIN, ...args], { cwd: clone() })
  terminal.stdout.setEncoding('utf8')
  const [said] = await once(terminal.stdout, 'data')
  expect(said).toMatch(/^emulator listening on http:\/\/127\.0\.0\.1:\d+$/mu)
  terminal.kill('SIGINT')
  expect(await once(terminal, 'exit')).toEqual([EXIT.ok, null])
})

test.concurrent('the walk with two terminals goes as it is written, to the letter', async () => {
  const session = sessionOf(blocksOf(readme, 'console'))
  expect(session.length).toBeGreaterThan(10)
  const folder = clone()
  const emulator = await startEmulator()
  opened.push(() => emulator.close())
  // The port that the README names may be taken on this machine.
  const here = (text: string) => text.replaceAll('127.0.0.1:4010', new URL(emulator.url).host)
  const config = join(folder, 'cliq-ds.config.ts')
  writeFileSync(config, here(readFileSync(config, 'utf8')))
  const { out, err } = await sh(here(scriptOf(session)), folder)
  const outputs = outputsOf(out)
  session.forEach(({ command, lines }, at) => {
    expect(outputs[at], `$ ${command}\n${err}`).toMatch(patternOf(lines.map(here)))
  })
})

test('every command is in the table, and the exit codes are those of the table', () => {
  const commands = HELP_LIST.flatMap(([, rows]) => rows.flatMap(([names]) => names.split(', ')))
  const table = readme.slice(readme.indexOf('## Commands'), readme.indexOf('| exit |'))
  expect(commands.length).toBeGreaterThan(10)
  expect(commands.filter(name => !new RegExp(String.raw`\x60${name}\b`, 'u').test(table))).toEqual([])
  const codes = [...readme.slice(readme.indexOf('| exit |')).matchAll(/^\| ([\d, ]+) \|/gmu)].flatMap(([, each = '']) =>
    each.split(', ').map(Number),
  )
  expect(codes).toEqual(Object.values(EXIT))
})

test('a line that the walk does not print is found', () => {
  const lines = ['a', '…', 'Plan 0123456789ab: in 0.5 s', 'z (1)']
  expect('a\nb\nc\nPlan ba9876543210: in 12 s\nz (1)\n').toMatch(patternOf(lines))
  expect('a\nPlan ba9876543210: in 1.0 s\nz (1)\nmore\n').not.toMatch(patternOf(lines))
  expect('a\nPlan ba9876543210: in 1.0 s\nz (2)\n').not.toMatch(patternOf(lines))
})
