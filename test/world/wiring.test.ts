import { expect, test } from 'vitest'

import { outsideOfHost } from '../../src/world/host.ts'
import { policyOf } from '../../src/world/policy.ts'
import { runUrl } from '../../src/world/runUrl.ts'

const GITHUB = { GITHUB_SERVER_URL: 'https://github.example', GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '7' }

test.each([
  ['nothing', {}, ''],
  ['GitHub', GITHUB, 'https://github.example/a/b/actions/runs/7'],
  ['GitHub without its server', { ...GITHUB, GITHUB_SERVER_URL: '' }, ''],
  ['GitHub without its repository', { ...GITHUB, GITHUB_REPOSITORY: undefined }, ''],
  ['GitHub without its run', { ...GITHUB, GITHUB_RUN_ID: '' }, ''],
  ['GitLab', { CI_JOB_URL: 'https://gitlab.example/j/1' }, 'https://gitlab.example/j/1'],
  [
    'an empty one before another',
    { CI_JOB_URL: '', BUILD_URL: 'https://jenkins.example/1/' },
    'https://jenkins.example/1/',
  ],
  [
    'two of them',
    { CIRCLE_BUILD_URL: 'https://circle.example/1', TRAVIS_BUILD_WEB_URL: 'https://travis.example/1' },
    'https://circle.example/1',
  ],
  [
    'GitHub before others',
    { ...GITHUB, BUILD_URL: 'https://jenkins.example/1' },
    'https://github.example/a/b/actions/runs/7',
  ],
  ['one in the clear', { BUILDKITE_BUILD_URL: 'http://kite.example/1' }, ''],
  ['a script', { BUILD_URL: 'javascript:alert(1)' }, ''],
  ['what is no URL', { BUILD_URL: 'build 7' }, ''],
  ['a user, a query and a mark', { BUILD_URL: 'https://me:secret@ci.example/1?token=x#y' }, 'https://ci.example/1'],
] as const)('the page of a run, of %s', (_, env, url) => expect(runUrl(env)).toBe(url))

test('a policy is of the day that it is, by UTC, and of the environments that are asked for', () => {
  const config = {
    environments: {
      live: { dataCenter: 'us', prefix: 'a_', ignore: ['x*'] },
      test: { dataCenter: 'us' },
    },
    rules: { LT102: 'off' },
    naming: { fields: '^a' },
  } as const
  const live = { environment: 'live', prefix: 'a_', ignore: ['x*'] }
  const last = Date.UTC(2026, 11, 31, 23, 59, 59, 999)
  const { rules, naming } = config
  expect(policyOf(config, undefined, last)).toEqual({
    rules,
    naming,
    orgs: [live, { environment: 'test', prefix: '', ignore: [] }],
    today: '2026-12-31',
  })
  expect(policyOf(config, 'live', last + 1)).toEqual({ rules, naming, orgs: [live], today: '2027-01-01' })
})

test('a process of another user that cannot be signalled lives, and one that is not there does not', () => {
  const kill = (code: string | undefined) => () => {
    if (code !== undefined) throw Object.assign(new Error(code), { code })
    return true
  }
  const alive = (code: string | undefined) =>
    outsideOfHost(
      { env: {}, argv: [], pid: 1, cwd: () => '/', uptime: () => 0, kill: kill(code) },
      { notify: () => undefined, signal: new AbortController().signal, version: '0.0.0' },
    ).isAlive(7)
  expect([undefined, 'EPERM', 'ESRCH'].map(alive)).toEqual([true, true, false])
})

test('a process is told from others by a mark that stays, and one that is not there has none', () => {
  const { markOf } = outsideOfHost(
    { env: {}, argv: [], pid: 1, cwd: () => '/', uptime: () => 0, kill: () => true },
    { notify: () => undefined, signal: new AbortController().signal, version: '0.0.0' },
  )
  expect(markOf?.(2 ** 30)).toBeUndefined()
  if (process.platform !== 'linux') return
  expect(markOf?.(process.pid)).toMatch(/^[0-9a-f-]{36} \d+$/u)
  expect(markOf?.(process.pid)).toBe(markOf?.(process.pid))
  expect(markOf?.(process.ppid)).not.toBe(markOf?.(process.pid))
})
