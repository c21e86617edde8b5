import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const shim = (name: string) => fileURLToPath(new URL(`../../action/${name}.mjs`, import.meta.url))

// A project that has a cliq-ds installed which says how it was called, and exits as it is told.
function project(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-shim-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const own = join(folder, 'node_modules', 'cliq-ds')
  mkdirSync(own, { recursive: true })
  mkdirSync(join(folder, 'app'))
  writeFileSync(join(own, 'package.json'), JSON.stringify({ bin: { 'cliq-ds': 'bin.js' } }))
  writeFileSync(
    join(own, 'bin.js'),
    'console.log(JSON.stringify([process.argv.slice(2), process.env.GITHUB_TOKEN])); process.exit(Number(process.env.EXIT ?? 0))',
  )
  return folder
}

function run(
  folder: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
  name = 'main',
) {
  const given = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [`INPUT_${key.toUpperCase()}`, value]))
  const all = {
    PATH: process.env['PATH'],
    GITHUB_WORKSPACE: folder,
    GITHUB_STATE: join(folder, 'state'),
    ...given,
    ...env,
  }
  return new Promise<{ readonly code: number; readonly calls: readonly unknown[]; readonly err: string }>(resolve => {
    execFile(process.execPath, [shim(name)], { cwd: folder, env: all }, (error, out, err) => {
      const calls = out
        .split('\n')
        .filter(each => each !== '')
        .map(each => JSON.parse(each) as unknown)
      resolve({ code: error === null ? 0 : Number(error.code), calls, err })
    })
  })
}

test('inputs become arguments as they are, whatever stands in them', async () => {
  const folder = project()
  const inputs = {
    'working-directory': 'app',
    environments: 'staging',
    allow: 'field-removed:a.b\n$(touch x); `y`',
    labels: 'false',
    summary: 'true',
    'github-token': 'tok',
    report: 'html=a b.html',
    expect: '',
  }
  const { calls } = await run(folder, inputs, { GITHUB_EVENT_NAME: 'pull_request' })
  expect(calls).toEqual([
    [
      [
        'review',
        '--env',
        'staging',
        '--allow',
        'field-removed:a.b',
        '--allow',
        '$(touch x); `y`',
        '--no-labels',
        '--report',
        'html=a b.html',
      ],
      'tok',
    ],
  ])
})

test('a push applies one environment after the other, and none after one that failed', async () => {
  const folder = project()
  const inputs = { environments: 'staging, production', comment: 'true' }
  const both = await run(folder, inputs, { GITHUB_EVENT_NAME: 'push' })
  expect(both.calls.map(each => (each as unknown[])[0])).toEqual([
    ['apply', '--env', 'staging', '--reviewed'],
    ['apply', '--env', 'production', '--reviewed'],
  ])
  expect(readFileSync(join(folder, 'state'), 'utf8')).toContain('ended=0')
  const failed = await run(folder, inputs, { GITHUB_EVENT_NAME: 'push', EXIT: '5' })
  expect([failed.code, failed.calls.length]).toEqual([5, 1])
  const drifted = await run(folder, inputs, { GITHUB_EVENT_NAME: 'schedule', EXIT: '3' })
  expect([drifted.code, drifted.calls.length]).toEqual([0, 2])
})

test('nothing is fetched that nobody named exactly', async () => {
  const folder = project()
  rmSync(join(folder, 'node_modules'), { recursive: true })
  expect(await run(folder, {}, { GITHUB_EVENT_NAME: 'pull_request' })).toMatchObject({ code: 64, calls: [] })
  expect((await run(folder, { version: 'latest; rm -rf /' }, { GITHUB_EVENT_NAME: 'pull_request' })).err).toContain(
    'is not an exact version',
  )
  expect((await run(folder, {}, { GITHUB_EVENT_NAME: 'issues' })).err).toContain('there is no command for issues')
})

// What the runner hands from the action to its post.
function statesIn(folder: string): Readonly<Record<string, string>> {
  const lines = readFileSync(join(folder, 'state'), 'utf8').trimEnd().split('\n')
  return Object.fromEntries(
    lines.map(each => [`STATE_${each.slice(0, each.indexOf('='))}`, each.slice(each.indexOf('=') + 1)]),
  )
}

test('after a run that was cut off its lease is given back, and the command that goes on is told', async () => {
  const folder = project()
  const inputs = { environments: 'staging', config: 'other.yaml', 'working-directory': 'app' }
  await run(folder, inputs, { GITHUB_EVENT_NAME: 'push' })
  const { STATE_ended: _, ...cut } = statesIn(folder)
  const freed = await run(folder, {}, cut, 'post')
  expect(freed.err).toContain('::warning')
  // The installed command answers with its own arguments.
  expect(freed.err).toContain(JSON.stringify(['unlock', '--env', 'staging', '--config', 'other.yaml']))
  expect(freed.err).toContain('cliq-ds apply --env staging --reviewed --config other.yaml')
  const kept = await run(folder, {}, { ...cut, EXIT: '6' }, 'post')
  expect(kept.err).toContain('Its lease ends by itself.')
  expect(kept.err).toContain('cliq-ds apply --env staging --reviewed')
  expect([freed, kept].map(each => each.err.trimEnd().split('\n').length)).toEqual([1, 1])
  // Of a run that ended, and of one that writes nothing, nothing is said or released.
  expect((await run(folder, {}, { ...cut, STATE_ended: '0' }, 'post')).err).toBe('')
  const read = await run(folder, {}, { STATE_running: 'cliq-ds review' }, 'post')
  expect(read.err).toContain('cliq-ds review')
  expect(read.err).not.toContain('lease')
})
