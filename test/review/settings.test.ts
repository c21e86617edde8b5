import { describe, expect, test } from 'vitest'
import { settingProblems } from '../../src/core/review/settings.ts'
import { forgeScene, KINDS } from '../forge/client.ts'
import { startLife } from './life.ts'
import type { Life } from './life.ts'

const READING = ['CLIQ_PLAN_CLIENT_ID', 'CLIQ_PLAN_CLIENT_SECRET', 'CLIQ_PLAN_REFRESH_TOKEN', 'GITLAB_TOKEN']
const WRITING = ['CLIQ_CLIENT_ID', 'CLIQ_CLIENT_SECRET', 'CLIQ_REFRESH_TOKEN']

// A repository as the pipelines of init want it.
function asItShouldBe(hub: Life['hub']): void {
  const reviewers = { type: 'required_reviewers', reviewers: [] }
  const limited = { deployment_branch_policy: { protected_branches: true, custom_branch_policies: false } }
  const settings: Readonly<Record<string, unknown>> =
    'labels' in hub
      ? {
          '': { default_branch: 'main', has_issues: true },
          '/branches/main': { name: 'main', protected: true },
          '/rules/branches/main': [],
          '/environments': {
            total_count: 2,
            environments: [
              { name: 'production', protection_rules: [{ type: 'branch_policy' }], ...limited },
              { name: 'production-approval', protection_rules: [reviewers], deployment_branch_policy: null },
            ],
          },
        }
      : {
          '': { default_branch: 'main', issues_access_level: 'enabled' },
          '/protected_branches': [{ name: 'release/*' }, { name: 'main' }],
          '/variables': [
            ...READING.map(key => ({ key, value: 'a-secret-value', masked: true, protected: false })),
            ...WRITING.map(key => ({ key, value: 'a-secret-value', masked: true, protected: true })),
          ],
        }
  for (const [path, body] of Object.entries(settings)) hub.settings.set(path, body)
}

const wrong: Readonly<Record<(typeof KINDS)[number], readonly (readonly [string, unknown, string])[]>> = {
  github: [
    ['', { default_branch: 'main', has_issues: false }, 'issues are disabled'],
    ['/branches/main', { protected: false }, 'main is not protected'],
    ['/environments', { environments: [] }, 'there is no environment production'],
    [
      '/environments',
      { environments: [{ name: 'production', protection_rules: [], deployment_branch_policy: null }] },
      'jobs of every branch may use the environment production',
    ],
    [
      '/environments',
      {
        environments: [
          { name: 'production', protection_rules: [{ type: 'required_reviewers' }], deployment_branch_policy: {} },
        ],
      },
      'block the queue',
    ],
    [
      '/environments',
      {
        environments: [
          { name: 'production', protection_rules: [], deployment_branch_policy: {} },
          { name: 'production-approval', protection_rules: [], deployment_branch_policy: null },
        ],
      },
      'production-approval has no reviewers',
    ],
  ],
  gitlab: [
    ['', { default_branch: 'main', issues_access_level: 'disabled' }, 'issues are disabled'],
    ['/protected_branches', [{ name: 'main-*' }], 'main is not protected'],
    ['/variables', [], 'the variable GITLAB_TOKEN is not set'],
    ['/variables', [{ key: 'GITLAB_TOKEN', masked: false, protected: false }], 'GITLAB_TOKEN is not masked'],
    [
      '/variables',
      [...READING, ...WRITING].map(key => ({ key, masked: true, protected: false })),
      'CLIQ_CLIENT_ID is not protected',
    ],
  ],
}

describe.each(KINDS)('%s', kind => {
  test('a repository as init wants it has nothing to say, and each setting that is missing is named', async () => {
    await using scene = await forgeScene(kind)
    asItShouldBe(scene.hub)
    const problems = async () => settingProblems(kind, await scene.forge.fetchSettings(), ['production'])
    expect(await problems()).toEqual([])
    for (const [path, body, says] of wrong[kind]) {
      asItShouldBe(scene.hub)
      scene.hub.settings.set(path, body)
      expect((await problems()).map(each => each.message).join('\n')).toContain(says)
    }
    expect(JSON.stringify(await scene.forge.fetchSettings())).not.toContain('a-secret-value')
  })

  test('what the token may not read is left open', async () => {
    await using scene = await forgeScene(kind)
    const settings = await scene.forge.fetchSettings()
    expect(settings).toEqual({
      branch: 'main',
      isProtected: undefined,
      hasIssues: undefined,
      environments: undefined,
      variables: undefined,
    })
    expect(settingProblems(kind, settings, ['production'])).toEqual([])
  })

  test('doctor looks at the settings of the pipeline that is there, and says which to look at without a token', async () => {
    await using life = await startLife(kind)
    const main = life.checkout('main')
    main.write(
      'schemas/rooms.yaml',
      'unique_name: rooms\nname: R\ndescription: D\nfields: { a: { name: A, type: number } }\n',
    )
    const about = async (...args: readonly string[]) => {
      const { out } = await main.run({ push: 'c1' }, 'doctor', '--json', ...args)
      const { findings } = JSON.parse(out) as { findings: { about: string; state: string; message: string }[] }
      return findings.find(each => each.about === 'Pipeline')
    }
    expect(await about()).toBeUndefined()
    main.write(kind === 'github' ? '.github/workflows/cliq.yml' : '.gitlab-ci.yml', 'run: npx --no -- cliq-ds review\n')
    asItShouldBe(life.hub)
    expect(await about()).toMatchObject({ state: 'ok' })
    const [[path, body, says] = ['', {}, '']] = wrong[kind].slice(1)
    life.hub.settings.set(path, body)
    expect(await about()).toMatchObject({ state: 'warn', message: expect.stringContaining(says) as string })
  })
})

test.each([
  ['main', 'main', true],
  ['main', 'mains', false],
  ['*', 'main', true],
  ['ma*', 'main', true],
  ['ma*', 'a-main', false],
  ['*in', 'main', true],
  ['*in', 'mainly', false],
  ['m*n', 'main', true],
  ['main*main', 'main', false],
  ['r*/*-x', 'rel/a-x', true],
  ['r*/*-x', 'rel-a-x', false],
  ['r*a*a*x', 'ra-a-x', true],
  ['r*a*a*x', 'ra-x', false],
  ['r*b*a*x', 'rabx', false],
  ['a*b*b', 'ab', false],
  ['a*b*b', 'abb', true],
])('a pattern %s of protected branches and the branch %s: %s', async (pattern, branch, fits) => {
  await using scene = await forgeScene('gitlab')
  scene.hub.settings.set('', { default_branch: branch })
  scene.hub.settings.set('/protected_branches', [{ name: pattern }])
  expect((await scene.forge.fetchSettings()).isProtected).toBe(fits)
})
