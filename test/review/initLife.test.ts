import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readHeader } from '../../src/core/review/header.ts'
import { parseYaml } from '../../src/files/yaml/yaml.ts'
import { KINDS } from '../forge/client.ts'
import type { Kind } from '../forge/client.ts'
import { startLife } from './life.ts'

interface Job {
  readonly steps?: readonly { readonly run?: string }[]
  readonly script?: readonly string[]
}

/** The commands of cliq-ds that one job of a pipeline runs, as the shell makes them of its script. */
function commandsOf(
  pipeline: string,
  job: string,
  env: Readonly<Record<string, string>> = {},
): readonly (readonly string[])[] {
  // The jobs of GitHub stand in a mapping of their own, those of GitLab at the top.
  const top = parseYaml(pipeline, 'x.yml').value as Readonly<Record<string, unknown>>
  const jobs = (top['jobs'] ?? top) as Readonly<Record<string, Job>>
  const { steps = [], script = [] } = jobs[job] ?? {}
  const scripts = [...steps.flatMap(({ run = '' }) => (run.includes('cliq-ds') ? [run] : [])), script.join('\n')]
  const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-job-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of [
    ['npx', '#!/bin/sh\nshift 3\nprintf "%s\\n" "$@" --end--\n'],
    ['git', '#!/bin/sh\n'],
  ] as const) {
    writeFileSync(join(folder, name), text)
    chmodSync(join(folder, name), 0o755)
  }
  const out = execFileSync('/bin/sh', ['-c', `set -e\n${scripts.join('\n')}\n`], {
    cwd: folder,
    env: { PATH: `${folder}:${process.env['PATH']}`, ...env },
    encoding: 'utf8',
  })
  const commands = out.split('--end--\n').map(each => each.trimEnd().split('\n'))
  return commands.filter(([command = '']) => command !== '' && command !== 'check')
}

const PIPELINES: Readonly<Record<Kind, string>> = {
  github: '.github/workflows/cliq-ds.yml',
  gitlab: '.gitlab-ci.yml',
}

const rooms =
  'unique_name: rooms\nname: Rooms\ndescription: Meeting rooms\nfields:\n  code: { name: Code, type: limited-text }\n'

test.each(KINDS)('a repository that init made plays its own pipeline on %s', async kind => {
  await using life = await startLife(kind)
  const { hub } = life
  const main = life.checkout('main')
  const config = join(main.path, 'cliq-ds.config.yaml')
  rmSync(config)
  const made = await main.run({ push: 'c0' }, 'init', '--yaml', '--ci', kind, '--data-center', 'eu')
  expect(made.code, `${made.err}`).toBe(0)
  // Nothing but where the org is, and who we are there, is another one.
  const text = readFileSync(config, 'utf8')
    .replaceAll('dataCenter: eu', 'apiUrl: ${env:CLIQ_URL}\n    consistency: { settleMs: 10, lateWindowMs: 20 }')
    .replaceAll(/ {6}clientId:.*\n.*\n.*\n/gu, '      accessToken: "${env:CLIQ_TOKEN}"\n')
  writeFileSync(config, text)
  const pipeline = readFileSync(join(main.path, PIPELINES[kind]), 'utf8')
  const play = async (at: Parameters<typeof main.run>[0], job: string, env: Readonly<Record<string, string>> = {}) => {
    const [command = [], ...more] = commandsOf(pipeline, job, env)
    expect(more).toEqual([])
    return main.run(at, ...command)
  }

  // The first apply is one red step, and goes by hand with what it printed. Production has nothing of the example.
  const first = await play({ push: 'c0' }, 'staging')
  expect(first.code, `${first.err}`).toBe(5)
  const digest = /sha256-v1:[0-9a-f]{64}/u.exec(first.err)?.[0] ?? ''
  expect((await play({ push: 'c0' }, 'staging', { EXPECT: digest, ENVIRONMENT: 'staging' })).code).toBe(0)
  expect((await play({ push: 'c0' }, 'production')).code).toBe(0)

  // One pull request, reviewed for both environments, merged, and applied to both.
  hub.open(1, 'h1')
  main.write('schemas/rooms.yaml', rooms)
  const reviewed = await play({ pull: 1, head: 'h1' }, 'review')
  expect(reviewed.code, `${reviewed.err}`).toBe(0)
  const slots = () => hub.comments.flatMap(each => [...(readHeader(each.body)?.slots ?? [])])
  const states = () => slots().map(([name, { state }]) => `${name} ${state}`)
  expect(states()).toEqual(['production open', 'staging open'])
  expect(hub.comments[0]?.body).toContain('same change as')
  hub.merge(1, 'c1')
  const staged = await play({ push: 'c1' }, 'staging')
  expect(staged.code, `${staged.err}`).toBe(0)
  expect(states()).toEqual(['production open', 'staging closed'])
  const live = await play({ push: 'c1' }, 'production')
  expect(live.code, `${live.err}`).toBe(0)
  expect(states()).toEqual(['production closed', 'staging closed'])

  // On a schedule there is no drift to report.
  for (const target of ['staging', 'production']) {
    const drift = await play({ push: 'c1' }, 'drift', { TARGET: target })
    expect(drift.code, `${drift.err}`).toBe(0)
  }
  expect(hub.issues).toEqual([])
})
