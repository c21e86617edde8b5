import { describe, expect, test } from 'vitest'
import { readCi } from '../../src/forge/ci.ts'
import { connectForge } from '../../src/forge/connect.ts'
import { dotenvLines, outputLines } from '../../src/forge/outputs.ts'
import { fakeClock, forgeScene, KINDS, pipelineEnv } from './client.ts'
import { GONE } from './fakeGitHub.ts'

const MARKER = '<!-- cliq-ds '

describe.each(KINDS)('%s', kind => {
  test('comments of all pages are read, and only those that start with the marker', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge } = scene
    hub.open(1, 'h1')
    for (let each = 0; each < 8; each += 1) hub.comment(1, `talk ${each}`, 'mallory-token')
    hub.comment(1, `said: ${MARKER}{}`, 'bot-token')
    hub.comment(1, `${MARKER}{} -->`, 'bot-token')
    const found = await forge.fetchComments('1', MARKER)
    expect(found.map(each => each.body)).toEqual([`${MARKER}{} -->`])
  })

  test('who wrote a comment and who edited it is told apart', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge } = scene
    hub.open(1, 'h1')
    hub.comment(1, `${MARKER}1`, 'bot-token')
    hub.comment(1, `${MARKER}2`, 'mallory-token')
    const edited = hub.comment(1, `${MARKER}3`, 'bot-token')
    hub.edit(edited.id, `${MARKER}3, forged`, 'mallory-token')
    const ours = hub.comment(1, `${MARKER}4`, 'bot-token')
    hub.edit(ours.id, `${MARKER}4, again`, 'bot-token')
    const gone = hub.comment(1, `${MARKER}5`, 'bot-token')
    hub.edit(gone.id, `${MARKER}5, by an account that is no more`, GONE)
    const found = await forge.fetchComments('1', MARKER)
    expect(found.map(each => [each.isOurs, each.isOurs && each.edited])).toEqual([
      [true, 'no'],
      [false, false],
      [true, 'yes'],
      [true, 'no'],
      [true, 'yes'],
    ])
  })

  test.each([401, 403, 404])('where nobody tells the editors, as by status %i, they are unknown', async status => {
    await using scene = await forgeScene(kind)
    const { hub, forge } = scene
    hub.open(1, 'h1')
    hub.comment(1, `${MARKER}1`, 'bot-token')
    hub.comment(1, `${MARKER}2`, 'mallory-token')
    hub.fault({ when: /graphql/u, kind: 'answer', answer: { status } })
    expect(await forge.fetchComments('1', MARKER)).toMatchObject([
      { isOurs: true, edited: 'unknown' },
      { isOurs: false, edited: 'unknown' },
    ])
  })

  test('a comment whose answer was lost is found, not written twice', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge } = scene
    hub.open(1, 'h1')
    hub.fault({ when: /^POST .*(?:comments|notes)/u, kind: 'drop-after' })
    const made = await forge.createComment('1', `${MARKER}{} -->\ntext`)
    expect(hub.comments.map(each => String(each.id))).toEqual([made.id])
    hub.fault({ when: /^POST .*(?:comments|notes)/u, kind: 'drop' })
    await forge.createComment('1', `${MARKER}{} -->\nother`)
    expect(hub.comments.map(each => each.body)).toEqual([`${MARKER}{} -->\ntext`, `${MARKER}{} -->\nother`])
  })

  test('an issue whose answer was a fault of the server is found, not opened twice', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge } = scene
    hub.fault({ when: /^POST .*issues/u, kind: 'answer', answer: { status: 502 } })
    const issue = await forge.createIssue({ title: 'Drift', body: `${MARKER}drift -->` })
    await forge.editIssue(issue.id, { title: 'Drift', body: `${MARKER}drift -->`, isOpen: false })
    expect(hub.issues).toHaveLength(1)
    hub.requests.length = 0
    const heard = await forge.createIssue({ title: 'Other', body: `${MARKER}other -->` })
    expect([heard, hub.requests]).toMatchObject([{ isOurs: true, isOpen: true }, [expect.stringMatching(/^POST/u)]])
    expect(await forge.fetchIssues(MARKER)).toMatchObject([
      { id: issue.id, isOurs: true, isOpen: false },
      { ...heard, url: expect.anything() },
    ])
  })

  test.each([
    ['a secondary limit', { status: 403, headers: { 'retry-after': '7' }, body: {} }, 7_000],
    [
      'a secondary limit in words',
      { status: 403, body: { message: 'You have exceeded a secondary rate limit.' } },
      60_000,
    ],
    ['too many requests', { status: 429, headers: { 'retry-after': '3' } }, 3_000],
  ])('%s is waited out, aloud', async (_, answer, ms) => {
    await using scene = await forgeScene(kind)
    const { hub, forge, clock, notes } = scene
    hub.open(1, 'h1')
    hub.fault({ when: /./u, kind: 'answer', answer })
    expect((await forge.fetchPull('1')).head).toBe('h1')
    expect(clock.slept[0]).toBeGreaterThanOrEqual(ms)
    expect(notes).toMatchObject([{ type: 'note', problem: { code: 'FG103' } }])
  })

  test('a spent budget is waited for until it is new, and an hour is not waited for', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge, clock } = scene
    hub.open(1, 'h1')
    const spent = (seconds: number) => ({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(clock.now() / 1_000 + seconds),
    })
    hub.fault({ when: /./u, kind: 'answer', answer: { status: 403, headers: spent(20) } })
    expect((await forge.fetchPull('1')).head).toBe('h1')
    expect(clock.slept[0]).toBeGreaterThanOrEqual(20_000)
    hub.fault({ when: /./u, kind: 'answer', answer: { status: 403, headers: spent(3_600) } })
    await expect(forge.fetchPull('1')).rejects.toMatchObject({ code: 'FG103' })
  })

  test.each([
    [401, 'FG101'],
    [403, 'FG101'],
    [404, 'FG101'],
    [410, 'FG104'],
    [422, 'FG102'],
  ])('status %i is %s', async (status, code) => {
    await using scene = await forgeScene(kind)
    scene.hub.fault({ when: /./u, kind: 'answer', answer: { status, body: { message: 'no' } } })
    await expect(scene.forge.fetchPull('1')).rejects.toMatchObject({ code })
  })

  test('a read is tried again after faults of the server and lost answers, and given up at last', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge } = scene
    hub.open(1, 'h1')
    hub.fault({ when: /./u, kind: 'answer', answer: { status: 502 } })
    hub.fault({ when: /./u, kind: 'drop' })
    expect((await forge.fetchPull('1')).head).toBe('h1')
    hub.fault({ when: /./u, kind: 'answer', answer: { status: 503 }, times: 9 })
    await expect(forge.fetchPull('1')).rejects.toMatchObject({ code: 'FG102' })
  })

  test('a token follows no page to another host', async () => {
    await using scene = await forgeScene(kind)
    const link = { link: '<http://127.0.0.1:1/elsewhere>; rel="next"' }
    scene.hub.fault({ when: /./u, kind: 'answer', answer: { status: 200, body: [], headers: link } })
    await expect(scene.forge.fetchComments('1', MARKER)).rejects.toMatchObject({ code: 'FG102' })
  })

  test('labels are made, put on and taken off, and only ours', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge } = scene
    hub.open(1, 'h1').labels.push('theirs', 'cliq-ds: losses')
    const label = { name: 'cliq-ds: changes', colour: '0366d6', description: 'changes datastores' }
    await forge.setLabels('1', [label], ['cliq-ds: losses', 'cliq-ds: no changes'])
    await forge.setLabels('1', [label], [])
    expect(hub.pull(1).labels).toEqual(['theirs', 'cliq-ds: changes'])
  })

  test('merged pull requests of a branch and of a commit are told from others', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge } = scene
    for (let each = 1; each <= 5; each += 1) hub.open(each, `h${each}`)
    hub.open(9, 'h9')
    for (let each = 1; each <= 5; each += 1) hub.merge(each, `c${each}`)
    expect((await forge.fetchMerged('main', 100)).map(each => each.number)).toEqual(['5', '4', '3', '2', '1'])
    expect(await forge.fetchPullsOf('c2')).toMatchObject([
      { number: '2', head: 'h2', into: 'main', isMerged: true, isForeign: false },
    ])
  })
})

test('the pipeline is told from its variables', async () => {
  const event = {
    pull_request: {
      number: 7,
      head: { sha: 'aaa', repo: { full_name: 'mallory/schemas' } },
      base: { sha: 'bbb', repo: { full_name: 'acme/schemas' } },
    },
  }
  const env = pipelineEnv('github', 'http://127.0.0.1:1', { GITHUB_EVENT_PATH: 'e', GITHUB_EVENT_NAME: 'pull_request' })
  expect(await readCi(env, async () => JSON.stringify(event))).toMatchObject({
    kind: 'github',
    repository: 'acme/schemas',
    run: '1001.1',
    pull: { number: '7', head: 'aaa', base: 'bbb', isForeign: true, hasSecrets: false },
    branch: undefined,
  })
  const gone = { pull_request: { ...event.pull_request, head: { sha: 'aaa', repo: null } } }
  expect((await readCi(env, async () => JSON.stringify(gone)))?.pull?.isForeign).toBe(true)
  const lab = pipelineEnv('gitlab', 'http://127.0.0.1:1', {
    CI_MERGE_REQUEST_IID: '3',
    CI_COMMIT_SHA: 'ccc',
    CI_MERGE_REQUEST_PROJECT_ID: '42',
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '99',
  })
  expect(await readCi(lab, async () => '{}')).toMatchObject({
    kind: 'gitlab',
    pull: { number: '3', head: 'ccc', isForeign: true },
  })
  expect(await readCi({}, async () => '{}')).toBeUndefined()
})

test('a token goes nowhere without TLS but to this machine', async () => {
  const deps = {
    clock: fakeClock(),
    random: () => 0,
    notify: () => undefined,
    signal: new AbortController().signal,
    userAgent: '',
  }
  for (const kind of KINDS) {
    const env = pipelineEnv(kind, 'http://forge.example')
    const ci = await readCi(env, async () => '{}')
    expect(() => ci && connectForge(ci, { ...deps, env })).toThrow('https')
    const { GITHUB_TOKEN: _, GITLAB_TOKEN: __, ...bare } = env
    expect(ci && connectForge(ci, { ...deps, env: bare })).toBeUndefined()
  }
})

test('no value of an output ends early or sets another', () => {
  expect(outputLines({ digest: 'a\nEOF\nother=b' }, 'RANDOM')).toBe('digest<<RANDOM\na\nEOF\nother=b\nRANDOM\n')
  expect(dotenvLines({ 'exit-code': '0', digest: 'a\nB=c' })).toBe('CLIQ_DS_EXIT_CODE=0\nCLIQ_DS_DIGEST=a B=c\n')
})
