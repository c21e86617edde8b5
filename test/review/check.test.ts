import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { main } from '../../src/terminal/main.ts'

function repository(): {
  readonly path: string
  git: (...args: readonly string[]) => string
  write: (file: string, text: string) => void
} {
  const path = mkdtempSync(join(tmpdir(), 'cliq-ds-check-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b',
  }
  return {
    path,
    git: (...args) =>
      execFileSync('git', ['-C', path, ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    write(file, text) {
      mkdirSync(dirname(join(path, file)), { recursive: true })
      writeFileSync(join(path, file), text)
    },
  }
}

async function cliq(cwd: string, ...argv: readonly string[]) {
  const parts: string[] = []
  const sink = { write: (text: string) => void parts.push(text), isTTY: false, columns: 0 }
  const { signal } = new AbortController()
  const env = { PATH: process.env['PATH'], HOME: cwd, CLIQ_DS_STATE_DIR: join(cwd, '.state') }
  const code = await main({ argv, env, cwd, out: sink, err: sink, hasKeyboard: false, signal }, '0.1.0')
  return { code, text: parts.join('') }
}

const rooms = (more: string) => `unique_name: rooms
name: Rooms
description: Meeting rooms
fields:
  code: { name: Code, type: limited-text }
${more}`
const FIELD = '  seats: { name: Seats, type: number }\n'
const MIGRATION = (after?: string) =>
  `description: Some\n${after === undefined ? '' : `after: [${after}]\n`}steps:\n  - fill: { datastore: rooms, set: { code: A }, where: { code: empty } }\n`
const CONFIG = 'environments: { local: { emulator: true } }\n'

test('a branch is compared with another one, in a folder of a repository, from code and data, and leaves nothing behind', async () => {
  const { path, git, write } = repository()
  const app = join(path, 'apps', 'crm')
  git('init', '-q', '-b', 'main')
  write('apps/crm/cliq-ds.config.yaml', CONFIG)
  write('apps/crm/schemas/rooms.yaml', rooms(''))
  write('apps/crm/migrations/split.yaml', MIGRATION())
  git('add', '.')
  git('commit', '-qm', 'base')
  git('switch', '-qc', 'ours')
  write('apps/crm/schemas/rooms.yaml', rooms(FIELD))
  git('commit', '-qam', 'ours')
  git('switch', '-q', 'main')
  write(
    'apps/crm/schemas/staff.ts',
    'export default { unique_name: "staff", name: "Staff", description: "S", fields: { one: { name: "One", type: "number" } } }\n',
  )
  git('add', '.')
  git('commit', '-qm', 'theirs')
  git('switch', '-q', 'ours')
  const fine = await cliq(app, 'check', '--base', 'main')
  expect(fine.text).toContain('merges with main: 2 datastores')
  expect(fine.code).toBe(0)
  // What is code there is refused like code here.
  const careful = await cliq(app, 'check', '--base', 'main', '--no-code')
  expect(careful.code).toBe(4)
  expect(careful.text).toContain('in main: code is not run with --no-code')
  git('switch', '-q', 'main')
  write('apps/crm/schemas/rooms.yaml', rooms(FIELD.replace('number', 'limited-text')))
  git('commit', '-qam', 'theirs again')
  git('switch', '-q', 'ours')
  const torn = await cliq(app, 'check', '--base', 'main')
  expect(torn.code).toBe(4)
  expect(torn.text).toContain('rooms.seats is number here and limited-text there')
  expect(torn.text.replaceAll(/\s+/g, ' ')).toContain('here schemas/rooms.yaml:6, in main schemas/rooms.yaml:6')
  // Two migrations that wait for each other once they meet, and one whose file is no more.
  git('switch', '-q', 'main')
  write('apps/crm/schemas/rooms.yaml', rooms(''))
  write('apps/crm/migrations/one.yaml', MIGRATION('two'))
  write('apps/crm/migrations/two.yaml', MIGRATION())
  git('add', '.')
  git('commit', '-qm', 'one waits for two')
  git('branch', '-f', 'ours')
  git('switch', '-q', 'ours')
  write('apps/crm/migrations/three.yaml', MIGRATION('one'))
  git('add', '.')
  git('commit', '-qm', 'three waits for one')
  git('switch', '-q', 'main')
  git('rm', '-q', 'apps/crm/migrations/one.yaml')
  git('commit', '-qm', 'one is spent')
  git('switch', '-q', 'ours')
  const lost = await cliq(app, 'check', '--base', 'main')
  expect(lost.code).toBe(4)
  expect(lost.text.replaceAll(/\s+/g, ' ')).toContain('`after` names one, and there is no such migration')
  expect(readdirSync(join(app, '.cliq-ds'))).toEqual([])
})

test('a shallow clone is told what to fetch, and a name that is none what it is', async () => {
  const { path, git, write } = repository()
  git('init', '-q', '-b', 'main')
  write('cliq-ds.config.yaml', CONFIG)
  write('schemas/rooms.yaml', rooms(''))
  git('add', '.')
  git('commit', '-qm', 'one')
  git('commit', '-q', '--allow-empty', '-m', 'two')
  git('clone', '-q', '--depth', '1', `file://${path}`, 'shallow')
  const told = await cliq(join(path, 'shallow'), 'check', '--base', 'origin/release')
  expect(told.code).toBe(4)
  expect(told.text.replaceAll(/\s+/g, ' ')).toContain('git fetch --unshallow origin, then git fetch origin release')
  for (const name of ['--upload-pack=x', '$(x)/y', 'a b/c', '--x/y']) {
    const { text } = await cliq(path, 'check', `--base=${name}`)
    expect(text).toContain('is not in this clone')
    expect(text).toContain('git fetch origin, or')
  }
})
