import { describe, expect, onTestFinished, test } from 'vitest'

import { readCi } from '../../src/forge/ci.ts'
import { connectForge } from '../../src/forge/connect.ts'
import { fakeClock, forgeScene, KINDS, pipelineEnv } from './client.ts'
import { startGitLab } from './fakeGitLab.ts'

const MARKER = '<!-- cliq-ds '

describe.each(KINDS)('%s', kind => {
  test('a limit that GraphQL tells with status 200 is waited out too', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge, clock } = scene
    hub.open(1, 'h1')
    hub.comment(1, `${MARKER}1`, 'bot-token')
    const limited = { data: null, errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] }
    hub.fault({ when: /graphql/u, kind: 'answer', answer: { status: 200, body: limited } })
    expect(await forge.fetchComments('1', MARKER)).toMatchObject([{ isOurs: true, edited: 'no' }])
    expect(clock.slept[0]).toBeGreaterThanOrEqual(60_000)
  })

  test('a repository that was renamed is followed on its own host, and nowhere else', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge } = scene
    hub.open(1, 'h1')
    const at = kind === 'github' ? '/repos/acme/schemas/pulls/1' : '/api/v4/projects/42/merge_requests/1'
    const moved = (location: string, status = 301) => ({ status, headers: { location }, body: { message: 'Moved' } })
    for (const status of [301, 302, 307, 308]) {
      hub.fault({ when: /^GET/u, kind: 'answer', answer: moved(`${hub.url}${at}?moved=${status}`, status) })
      expect((await forge.fetchPull('1')).head).toBe('h1')
      expect(hub.requests.at(-1)).toContain(`moved=${status}`)
    }
    hub.fault({ when: /^GET/u, kind: 'answer', answer: moved('http://127.0.0.1:1/elsewhere') })
    await expect(forge.fetchPull('1')).rejects.toMatchObject({ code: 'FG102' })
    hub.fault({ when: /^GET/u, kind: 'answer', answer: moved(`${hub.url}${at}`), times: 9 })
    await expect(forge.fetchPull('1')).rejects.toMatchObject({ code: 'FG102' })
  })

  test('a comment is edited and deleted there, and one that is gone already is fine', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge } = scene
    hub.open(1, 'h1')
    const [kept, gone] = ['1', '2'].map(each => String(hub.comment(1, `${MARKER}${each}`, 'bot-token').id))
    await forge.editComment('1', kept ?? '', `${MARKER}1, again`)
    await forge.deleteComment('1', gone ?? '')
    expect(hub.comments.map(each => each.body)).toEqual([`${MARKER}1, again`])
    await forge.deleteComment('1', gone ?? '')
    expect(hub.comments).toHaveLength(1)
    hub.fault({ when: /^(?:PATCH|PUT)/u, kind: 'answer', answer: { status: 404, body: {} } })
    await expect(forge.editComment('1', kept ?? '', 'x')).rejects.toMatchObject({ code: 'FG101' })
  })

  test('what is written follows to no other place, and an answer that is whole needs no other', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge } = scene
    hub.open(1, 'h1')
    const to = { location: `${hub.url}/elsewhere` }
    hub.fault({ when: /^POST .*(?:comments|notes)/u, kind: 'answer', answer: { status: 301, headers: to, body: {} } })
    await expect(forge.createComment('1', `${MARKER}1`)).rejects.toMatchObject({ code: 'FG102' })
    hub.fault({ when: /^GET .*(?:comments|notes)/u, kind: 'answer', answer: { status: 200, headers: to, body: [] } })
    expect(await forge.fetchComments('1', MARKER)).toEqual([])
    expect([hub.comments, hub.requests.filter(each => each.includes('elsewhere'))]).toEqual([[], []])
  })

  test('no more pages are read than were asked for', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge } = scene
    for (const each of [1, 2, 3, 4]) {
      hub.open(each, `h${each}`)
      hub.merge(each, `c${each}`)
    }
    hub.requests.length = 0
    expect(await forge.fetchMerged('main', 3)).toHaveLength(3)
    expect(hub.requests).toHaveLength(1)
  })

  test('what a forge says of a refusal is told, as much as a line takes', async () => {
    await using scene = await forgeScene(kind)
    const said = (message: string) =>
      scene.hub.fault({ when: /^GET/u, kind: 'answer', answer: { status: 422, body: { message } } })
    const told = () => scene.forge.fetchPull('1').catch((error: Error) => error.message.split(': ').at(-1))
    said('No such thing')
    expect(await told()).toBe('No such thing')
    said('x'.repeat(500))
    expect(await told()).toBe('x'.repeat(200))
  })

  test('the page that follows is told from others, whatever its address has in it', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge } = scene
    hub.open(1, 'h1')
    hub.comment(1, `${MARKER}1`, 'bot-token')
    const path =
      kind === 'github' ? '/repos/acme/schemas/issues/1/comments' : '/api/v4/projects/42/merge_requests/1/notes'
    const link = `<${hub.url}${path}?page=9>; rel="last", <${hub.url}${path}?sort=a,b;c>; rel="next"`
    hub.fault({ when: /comments|notes/u, kind: 'answer', answer: { status: 200, body: [], headers: { link } } })
    expect(await forge.fetchComments('1', MARKER)).toHaveLength(1)
    expect(hub.requests.some(each => each.includes('sort=a,b;c'))).toBe(true)
  })

  test('what gets no answer is tried four times with longer and longer waits, and what may have been heard is looked for first', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge, clock } = scene
    hub.open(1, 'h1')
    hub.fault({ when: /^GET/u, kind: 'drop', times: 2 })
    hub.fault({ when: /^GET/u, kind: 'answer', answer: { status: 500, body: {} } })
    expect((await forge.fetchPull('1')).head).toBe('h1')
    expect(clock.slept.splice(0)).toEqual([1_500, 3_000, 6_000])
    hub.fault({ when: /^GET/u, kind: 'drop', times: 4 })
    await expect(forge.fetchPull('1')).rejects.toMatchObject({ code: 'FG102' })
    expect(clock.slept.splice(0)).toEqual([1_500, 3_000, 6_000])
    hub.fault({ when: /^POST .*(?:comments|notes)/u, kind: 'drop', times: 2 })
    expect((await forge.createComment('1', `${MARKER}1`)).body).toBe(`${MARKER}1`)
    expect(clock.slept.splice(0)).toEqual([1_500, 3_000])
    hub.fault({ when: /^POST .*(?:comments|notes)/u, kind: 'drop-after' })
    const body = `${MARKER}${'2'.repeat(80)}`
    expect((await forge.createComment('1', body)).body).toBe(body)
    expect((await forge.fetchComments('1', `${MARKER}2`)).length).toBe(1)
    clock.slept.length = 0
    hub.fault({ when: /^POST .*(?:comments|notes)/u, kind: 'drop', times: 9 })
    await expect(forge.createComment('1', `${MARKER}3`)).rejects.toMatchObject({ code: 'FG102' })
    expect(clock.slept).toEqual([1_500, 3_000, 6_000])
  })

  test('a wait that the forge asks for is told, and one of more than five minutes is not taken', async () => {
    await using scene = await forgeScene(kind)
    const { hub, forge, clock, notes } = scene
    hub.open(1, 'h1')
    const asks = (seconds: number, times = 1) =>
      hub.fault({
        when: /^GET/u,
        kind: 'answer',
        times,
        answer: { status: 429, headers: { 'retry-after': String(seconds) }, body: {} },
      })
    asks(300)
    expect((await forge.fetchPull('1')).head).toBe('h1')
    expect(clock.slept.splice(0)).toEqual([315_000])
    expect(notes.flatMap(each => (each.type === 'note' ? [each.problem.message] : []))).toEqual([
      expect.stringContaining('is rate limited: waiting 300 s'),
    ])
    asks(301)
    await expect(forge.fetchPull('1')).rejects.toMatchObject({ code: 'FG103' })
    asks(0)
    expect((await forge.fetchPull('1')).head).toBe('h1')
    expect(clock.slept.splice(0)).toEqual([1_050])
    asks(1, 3)
    expect((await forge.fetchPull('1')).head).toBe('h1')
    asks(1, 4)
    await expect(forge.fetchPull('1')).rejects.toMatchObject({ code: 'FG103' })
  })
})

test.each([
  ['', []],
  [' , ', []],
  ['17', ['17']],
  [' 17 , 18,', ['17', '18']],
])('authors %j beside the token’s own are %j', async (written, authors) => {
  const hub = await startGitLab()
  onTestFinished(() => hub.close())
  hub.open(1, 'h1')
  const env = pipelineEnv('gitlab', hub.url, { CLIQ_DS_REVIEW_AUTHORS: written })
  const { signal } = new AbortController()
  const deps = { env, clock: fakeClock(), random: () => 0, notify: () => undefined, signal, userAgent: 'x' }
  const forge = connectForge((await readCi(env, async () => '{}'))!, deps)!
  const notes = ['17', '18', ''].map((id, at) => ({ id: at, body: `${MARKER}${id}`, author: id === '' ? {} : { id } }))
  hub.fault({ when: /^GET .*notes/u, kind: 'answer', answer: { status: 200, body: notes } })
  const ours = (await forge.fetchComments('1', MARKER)).filter(each => each.isOurs)
  expect(ours.map(each => each.body.slice(MARKER.length))).toEqual(authors)
})

test('where GitHub does not tell authors, ours is what the app of its workflows wrote, and nobody else', async () => {
  await using scene = await forgeScene('github')
  const { hub, forge } = scene
  hub.open(1, 'h1')
  const bot = { type: 'Bot', login: 'github-actions[bot]' }
  const written = [
    { user: bot },
    { user: bot, performed_via_github_app: { slug: 'github-actions' } },
    { user: bot, performed_via_github_app: { slug: 'another' } },
    { user: { ...bot, login: 'another[bot]' }, performed_via_github_app: { slug: 'github-actions' } },
    { user: { ...bot, type: 'User' } },
    {},
  ].map((each, at) => ({ id: at, body: MARKER, ...each }))
  hub.fault({ when: /^GET .*comments/u, kind: 'answer', answer: { status: 200, body: written } })
  hub.fault({ when: /graphql/u, kind: 'answer', answer: { status: 404 } })
  const found = await forge.fetchComments('1', MARKER)
  expect(found.map(each => each.isOurs)).toEqual([true, true, false, false, false, false])
})
