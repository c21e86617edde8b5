import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import xterm from '@xterm/headless'
import { expect, onTestFinished, test } from 'vitest'

import { BIN } from '../bin.ts'
import { COMPILE_CACHE } from '../compileCache.ts'

const DOWN = '\u001b[B'
const ENTER = '\r'
const CTRL_C = '\u0003'

// A process whose pipes pass for a terminal of some columns: what it draws is drawn again on a real one.
const terminalOf = (columns: number) =>
  `for (const each of [process.stdin, process.stdout, process.stderr]) Object.assign(each, { isTTY: true, columns: ${columns}, rows: 40 });
process.stdin.setRawMode = () => process.stdin`

function emptyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-dialogue-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'package.json'), '{ "name": "mine", "type": "module" }\n')
  return folder
}

/** One command in a terminal, and what somebody answers as soon as it asks. */
function typed(cwd: string, args: readonly string[], answers: readonly (readonly [string, string])[], columns = 80) {
  const screen = new xterm.Terminal({ cols: columns, rows: 60, allowProposedApi: true })
  const env = {
    PATH: process.env['PATH'],
    HOME: cwd,
    CLIQ_DS_STATE_DIR: join(cwd, '.state'),
    NO_COLOR: '1',
    ...COMPILE_CACHE,
  }
  const shape = `data:text/javascript,${encodeURIComponent(terminalOf(columns))}`
  const child = spawn(process.execPath, ['--import', shape, BIN, ...args], { cwd, env })
  let [heard, left] = ['', [...answers]]
  const hear = (part: Buffer) => {
    heard += String(part)
    screen.write(String(part).replaceAll(/\r?\n/gu, '\r\n'))
    const [asked = '', answer = ''] = left[0] ?? []
    if (left.length === 0 || !heard.includes(asked)) return
    left = left.slice(1)
    heard = ''
    // A person does not leave, a pipe does: what it said last is heard before its end.
    if (left.length === 0) child.stdin.end(answer)
    else child.stdin.write(answer)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  return new Promise<{ readonly code: number | null; readonly shown: string; readonly unasked: number }>(resolve => {
    child.on('close', code =>
      screen.write('', () => {
        const { active } = screen.buffer
        const lines = Array.from(
          { length: active.length },
          (_, at) => active.getLine(at)?.translateToString(true) ?? '',
        )
        resolve({ code, shown: lines.join('\n').trimEnd(), unasked: left.length })
      }),
    )
  })
}

test('init asks which org, where reviews happen and in which language, and writes what was answered', async () => {
  const folder = emptyProject()
  const { code, shown, unasked } = await typed(
    folder,
    ['init'],
    [
      ['Where do you open Cliq?', DOWN + ENTER],
      ['Where do reviews happen?', DOWN + ENTER],
      ['How do you want to write the config?', DOWN + ENTER],
    ],
  )
  expect({ code, unasked }, `${shown}`).toEqual({ code: 0, unasked: 0 })
  for (const each of ['cliq.zoho.eu', 'GitLab', 'YAML']) expect(shown).toContain(`│  ${each}`)
  expect(readdirSync(folder).filter(each => each.startsWith('cliq-ds'))).toEqual(['cliq-ds.config.yaml'])
  expect(readFileSync(join(folder, 'cliq-ds.config.yaml'), 'utf8')).toContain('dataCenter: eu')
  expect(readdirSync(folder)).toContain('.gitlab-ci.yml')
  expect(readdirSync(folder)).not.toContain('.github')
  const plan = /^Next {2}(cliq-ds plan) {2,}shows what would change$/mu.exec(shown)?.[1] ?? ''
  const planned = await typed(folder, plan.split(' ').slice(1), [])
  expect(planned.shown).toContain('Next  cliq-ds apply')
}, 60_000)

test('without an org there is no question about reviews, and Ctrl-C writes nothing', async () => {
  const folder = emptyProject()
  const up = '\u001b[A'
  const local = await typed(folder, ['init', '--format', 'json'], [['Where do you open Cliq?', up + ENTER]])
  expect({ code: local.code, unasked: local.unasked }, `${local.shown}`).toEqual({ code: 0, unasked: 0 })
  const config = JSON.parse(readFileSync(join(folder, 'cliq-ds.config.json'), 'utf8'))
  expect(Object.keys(config.environments)).toEqual(['local'])
  const other = emptyProject()
  const ended = await typed(other, ['init'], [['Where do you open Cliq?', CTRL_C]])
  expect(ended.code, `${ended.shown}`).toBe(130)
  expect(readdirSync(other).filter(each => each !== '.state')).toEqual(['package.json'])
}, 60_000)

test('at 40 columns each command to type next stands whole on its line', async () => {
  const { shown } = await typed(
    emptyProject(),
    ['init', '--data-center', 'us', '--ci', 'none', '--format', 'ts'],
    [],
    40,
  )
  expect(shown).toMatch(/^Next {2}cliq-ds plan$/mu)
  expect(shown).toMatch(/^ {6}cliq-ds drift$/mu)
  expect(shown).toContain('\n        shows what was changed by hand')
}, 60_000)

const ROOMS = `# Rooms of the house.
unique_name: rooms
name: Rooms
description: Meeting rooms
fields:
  code: { name: Code, type: limited-text, mandatory: true }
  # How many sit there.
  SEATS
unique_keys:
  - [code]
`

test('apply asks whether a removed and a new field are the same, and writes the hint beside its comment', async () => {
  const folder = emptyProject()
  const config = 'defaultEnvironment: local\nenvironments:\n  local: { emulator: true }\n'
  writeFileSync(join(folder, 'cliq-ds.config.yaml'), config)
  mkdirSync(join(folder, 'schemas'))
  mkdirSync(join(folder, 'seeds'))
  const schema = join(folder, 'schemas', 'rooms.yaml')
  const define = (field: string) => writeFileSync(schema, ROOMS.replace('SEATS', field))
  define('seats: { name: Seats, type: limited-text }')
  const rows = 'datastore: rooms\nkey: code\nrows:\n  - { code: A1, seats: "4" }\n  - { code: A2, seats: "8" }\n'
  writeFileSync(join(folder, 'seeds', 'rooms.yaml'), rows)
  const first = await typed(folder, ['apply', '--seed', '--yes'], [])
  expect(first.code, `${first.shown}`).toBe(0)
  define('places: { name: Places, type: limited-text }')
  const { code, shown, unasked } = await typed(
    folder,
    ['apply'],
    [
      ['Is it the same field under a new name?', ENTER],
      ['Apply to local?', 'y'],
    ],
  )
  expect({ code, unasked }, `${shown}`).toEqual({ code: 0, unasked: 0 })
  expect(readFileSync(schema, 'utf8')).toBe(
    ROOMS.replace('SEATS', 'places: { name: Places, type: limited-text, renamed_from: seats }'),
  )
  expect(shown).toContain('"seats" -> "places"')
}, 120_000)
