import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import type { Config } from '../../src/config.ts'
import type { Outside } from '../../src/world/outside.ts'
import { isStrangers, lacksCredentials, openReview, reviewedEnvironments } from '../../src/world/review.ts'
import { temporaryFolder } from '../files/temporary.ts'

const opened = (root: string, env: Outside['env']) => openReview({ env, version: '1.0.0' } as unknown as Outside, root)

test('a project is named by its folder in the repository that a pipeline works in', async () => {
  const top = await temporaryFolder()
  await mkdir(join(top, 'apps/crm'), { recursive: true })
  const project = async (root: string, workspace: string) =>
    (await opened(root, { GITLAB_CI: 'true', CI_PROJECT_DIR: workspace })).project
  expect(await project(top, top)).toBe('.')
  expect(await project(join(top, 'apps/crm'), top)).toBe('apps/crm')
  expect(await project(top, join(top, 'apps/crm'))).toBe('.')
  expect(await project(top, '')).toBe('.')
  expect((await opened(join(process.cwd(), 'src'), {})).project).toBe('.')
  expect([(await opened(top, {})).project, (await opened(top, {})).ci]).toEqual(['.', undefined])
})

test('a text is proven by a signature of the same key alone, also one of the same length', async () => {
  const seal = async (key: string) => (await opened('/', { CLIQ_DS_REVIEW_KEY: key })).seal
  const [ours, theirs] = [await seal('ours'), await seal('theirs')]
  const signature = ours?.sign('text') ?? ''
  expect(ours?.verify('text', signature)).toBe(true)
  const others = [theirs?.sign('text') ?? '', ours?.sign('other') ?? '', `${signature}x`, signature.slice(1), '']
  expect(others.map(each => ours?.verify('text', each))).toEqual([false, false, false, false, false])
  expect(await seal('')).toBeUndefined()
})

test('what a pipeline is let in by is secret, and its summary is added to where it has one', async () => {
  const summary = join(await temporaryFolder(), 'summary.md')
  await writeFile(summary, 'before\n')
  const { secrets, writeSummary } = await opened('/', { CLIQ_DS_REVIEW_KEY: 'key', GITHUB_STEP_SUMMARY: summary })
  await writeSummary('# after\n')
  expect([[...secrets], await readFile(summary, 'utf8')]).toEqual([['key'], 'before\n# after\n'])
  const none = await opened('/', { CLIQ_DS_REVIEW_KEY: '', GITHUB_STEP_SUMMARY: '' })
  await none.writeSummary('# nowhere\n')
  expect([...none.secrets]).toEqual([])
})

test('credentials are lacking where they name variables of which none is set', () => {
  const config = (credentials: object): Config =>
    ({ environments: { live: { dataCenter: 'us', credentials } } }) as Config
  const lacking = (credentials: object, env: Outside['env'] = {}) => lacksCredentials(config(credentials), 'live', env)
  const written = { clientId: 'mine', clientSecret: { env: 'SECRET' }, refreshToken: '${env:HEAD}.${env:TAIL}' }
  expect(lacking(written)).toBe(true)
  for (const name of ['SECRET', 'HEAD', 'TAIL'])
    expect([name, lacking(written, { [name]: 'x' })]).toEqual([name, false])
  expect(lacking(written, { SECRET: '', OTHER: 'x' })).toBe(true)
  expect(lacking({ accessToken: { env: 'TOKEN' } })).toBe(true)
  expect(lacking({ accessToken: 'clear' })).toBe(false)
  // Where a token is kept is no credential.
  expect(lacking({ accessToken: 'clear', cache: '${env:CACHE}' })).toBe(false)
  expect(lacksCredentials(config({}), 'other', {})).toBe(false)
})

test('all environments are reviewed but emulators', () => {
  const environments = {
    live: { dataCenter: 'us' },
    off: { dataCenter: 'us', emulator: false },
    here: { emulator: true },
  }
  expect(reviewedEnvironments({ environments } as Config)).toEqual(['live', 'off'])
})

test('a pipeline is a stranger’s where the branch is of another repository, or a bot wrote it', async () => {
  const event = join(await temporaryFolder(), 'event.json')
  const told = async (head: string | undefined, actor = 'me') => {
    const pull = head && { number: 1, head: { repo: { full_name: head } }, base: { repo: { full_name: 'a/b' } } }
    await writeFile(event, JSON.stringify(pull ? { pull_request: pull } : {}))
    return isStrangers({ env: { GITHUB_ACTIONS: 'true', GITHUB_EVENT_PATH: event, GITHUB_ACTOR: actor } })
  }
  const bot = 'dependabot[bot]'
  expect([await told('a/b'), await told('x/b'), await told('a/b', bot), await told(undefined, bot)]).toEqual([
    false,
    true,
    true,
    false,
  ])
})
