import { describe, expect, test } from 'vitest'
import { forgeScene, KINDS } from './client.ts'

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
    const moved = (location: string) => ({ status: 301, headers: { location }, body: { message: 'Moved Permanently' } })
    hub.fault({ when: /^GET/u, kind: 'answer', answer: moved(`${hub.url}${at}?moved=1`) })
    expect((await forge.fetchPull('1')).head).toBe('h1')
    expect(hub.requests.at(-1)).toContain('moved=1')
    hub.fault({ when: /^GET/u, kind: 'answer', answer: moved('http://127.0.0.1:1/elsewhere') })
    await expect(forge.fetchPull('1')).rejects.toMatchObject({ code: 'FG102' })
    hub.fault({ when: /^GET/u, kind: 'answer', answer: moved(`${hub.url}${at}`), times: 9 })
    await expect(forge.fetchPull('1')).rejects.toMatchObject({ code: 'FG102' })
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
})
