import { actor, commentJson, issueJson, pullJson, REPOSITORY } from './hubJson.ts'
import type { HubComment, HubIssue, HubPull, Person } from './hubJson.ts'
import { page, startServer } from './server.ts'
import type { FakeServer, Request, Response } from './server.ts'

/** What tests do to the fake besides sending requests. */
export interface FakeGitHub extends FakeServer {
  /** Answers below the repository, by path; '' is the repository. */
  readonly settings: Map<string, unknown>
  readonly comments: HubComment[]
  readonly issues: HubIssue[]
  readonly labels: Set<string>
  open(number: number, head: string, more?: { readonly from?: string; readonly base?: string }): HubPull
  pull(number: number): HubPull
  merge(number: number, commit: string): void
  comment(issue: number, body: string, token: string): HubComment
  edit(id: number, body: string, token: string): void
}

/** The token of somebody whose account is no more. */
export const GONE = 'gone-token'

const PEOPLE: Readonly<Record<string, Person>> = {
  'bot-token': { login: 'github-actions[bot]', type: 'Bot' },
  'mallory-token': { login: 'mallory', type: 'User' },
}

/** As much of GitHub's REST and GraphQL APIs as reviews need, written from their documentation. */
export async function startGitHub(pageSize = 100): Promise<FakeGitHub> {
  const pulls = new Map<number, HubPull>()
  const comments: HubComment[] = []
  const issues: HubIssue[] = []
  const labels = new Set<string>()
  const settings = new Map<string, unknown>()
  let ids = 1_000
  let clock = 0
  let origin = ''
  const comment = (issue: number, body: string, by: Person): HubComment => {
    const id = (ids += 1)
    const made: HubComment = { id, node_id: `IC_${id}`, issue, body, by, editor: undefined }
    comments.push(made)
    return made
  }
  const handle = (request: Request): Response => {
    const who = PEOPLE[(request.headers['authorization'] ?? '').replace(/^Bearer /u, '')]
    if (who === undefined) return { status: 401, body: { message: 'Bad credentials' } }
    if (request.path === '/graphql') return nodes(request, who)
    if (request.path === '/user') return { status: 403, body: { message: 'Resource not accessible by integration' } }
    const at = request.path.replace(`/repos/${REPOSITORY}`, '')
    if (at === request.path) return { status: 404, body: { message: 'Not Found' } }
    const own = request.method === 'GET' ? settings.get(at) : undefined
    if (own !== undefined) return { status: 200, body: own }
    const list = (values: readonly unknown[]) => page(values, request, origin, pageSize)
    return (
      ofPulls(request, at, list) ??
      ofComments(request, at, who, list) ??
      ofIssues(request, at, who, list) ?? { status: 404, body: { message: 'Not Found' } }
    )
  }
  type List = (values: readonly unknown[]) => Response
  const ofPulls = ({ method, query }: Request, at: string, list: List): Response | undefined => {
    if (method !== 'GET') return undefined
    const [, number] = /^\/pulls\/(\d+)$/u.exec(at) ?? []
    const one = number === undefined ? undefined : pulls.get(Number(number))
    if (one !== undefined) return { status: 200, body: pullJson(one) }
    const [, commit] = /^\/commits\/(\w+)\/pulls$/u.exec(at) ?? []
    if (commit !== undefined)
      return list([...pulls.values()].filter(each => each.mergeCommit === commit || each.head === commit).map(pullJson))
    if (at !== '/pulls') return undefined
    const found = [...pulls.values()].filter(
      each =>
        (query.get('state') === 'closed') === (each.merged !== undefined) &&
        (query.get('base') ?? each.base) === each.base,
    )
    return list(found.sort((a, b) => b.updated - a.updated).map(pullJson))
  }
  const ofComments = ({ method, body }: Request, at: string, who: Person, list: List): Response | undefined => {
    const [, issue] = /^\/issues\/(\d+)\/comments$/u.exec(at) ?? []
    if (issue !== undefined && method === 'GET')
      return list(comments.filter(each => each.issue === Number(issue)).map(commentJson))
    if (issue !== undefined && method === 'POST') {
      if (String(body['body']).length > 65_536)
        return { status: 422, body: { message: 'Body is too long (maximum is 65536 characters)' } }
      return { status: 201, body: commentJson(comment(Number(issue), String(body['body']), who)) }
    }
    const [, id] = /^\/issues\/comments\/(\d+)$/u.exec(at) ?? []
    const found = comments.find(each => each.id === Number(id))
    if (id === undefined) return undefined
    if (found === undefined) return { status: 404, body: { message: 'Not Found' } }
    if (method === 'DELETE') {
      comments.splice(comments.indexOf(found), 1)
      return { status: 204 }
    }
    if (String(body['body']).length > 65_536)
      return { status: 422, body: { message: 'Body is too long (maximum is 65536 characters)' } }
    found.body = String(body['body'])
    Object.assign(found, { editor: who, isEdited: true })
    return { status: 200, body: commentJson(found) }
  }
  const ofIssues = ({ method, query, body }: Request, at: string, who: Person, list: List): Response | undefined => {
    if (at === '/labels' && method === 'POST') {
      const name = String(body['name'])
      if (labels.has(name))
        return { status: 422, body: { message: 'Validation Failed', errors: [{ code: 'already_exists' }] } }
      labels.add(name)
      return { status: 201, body: { name } }
    }
    const [, number, rest = ''] = /^\/issues\/(\d+)(\/labels.*)?$/u.exec(at) ?? []
    const pull = pulls.get(Number(number))
    if (rest !== '' && pull !== undefined) return ofLabels(method, rest, pull, body, list)
    if (at === '/issues' && method === 'GET') {
      const wanted = query.get('labels')
      return list(issues.filter(each => wanted === null || each.labels.includes(wanted)).map(issueJson))
    }
    if (at === '/issues' && method === 'POST') {
      const made: HubIssue = {
        number: (ids += 1),
        node_id: `I_${ids}`,
        title: String(body['title']),
        body: String(body['body']),
        state: 'open',
        labels: (body['labels'] as string[] | undefined) ?? [],
        by: who,
      }
      issues.push(made)
      return { status: 201, body: issueJson(made) }
    }
    const issue = issues.find(each => each.number === Number(number))
    if (issue === undefined || method !== 'PATCH') return undefined
    Object.assign(issue, body)
    return { status: 200, body: issueJson(issue) }
  }
  const ofLabels = (method: string, rest: string, pull: HubPull, body: Request['body'], list: List): Response => {
    if (method === 'GET') return list(pull.labels.map(name => ({ name })))
    if (method === 'POST') {
      pull.labels.push(...(body['labels'] as string[]))
      return { status: 200, body: pull.labels.map(name => ({ name })) }
    }
    const name = decodeURIComponent(rest.replace('/labels/', ''))
    if (!pull.labels.includes(name)) return { status: 404, body: { message: 'Label does not exist' } }
    pull.labels.splice(pull.labels.indexOf(name), 1)
    return { status: 200, body: [] }
  }
  // nodes(ids:) with the fields that authorship needs.
  const nodes = ({ body }: Request, who: Person): Response => {
    const { ids = [] } = body['variables'] as { ids?: string[] }
    const found = ids.map(id => {
      const one = comments.find(each => each.node_id === id) ?? issues.find(each => each.node_id === id)
      if (one === undefined) return null
      const editor = 'editor' in one ? one.editor : undefined
      return {
        body: one.body,
        viewerDidAuthor: one.by.login === who.login,
        lastEditedAt: 'isEdited' in one && one.isEdited === true ? '2026-11-30T00:00:00Z' : null,
        author: actor(one.by),
        editor: editor === undefined ? null : actor(editor),
      }
    })
    return { status: 200, body: { data: { nodes: found } } }
  }
  const server = await startServer(handle, url => (origin = url))
  const person = (token: string): Person => PEOPLE[token] ?? { login: 'nobody', type: 'User' }
  return Object.assign(server, {
    comments,
    issues,
    labels,
    settings,
    open(number: number, head: string, { from = REPOSITORY, base = 'main' }: { from?: string; base?: string } = {}) {
      const made: HubPull = {
        number,
        head,
        from,
        base,
        merged: undefined,
        mergeCommit: undefined,
        labels: [],
        updated: (clock += 1),
      }
      pulls.set(number, made)
      return made
    },
    pull(number: number) {
      const found = pulls.get(number)
      if (found === undefined) throw new Error(`no pull request ${number}`)
      return found
    },
    merge(number: number, commit: string) {
      const found = pulls.get(number)
      if (found !== undefined)
        Object.assign(found, { merged: '2026-11-30T00:00:00Z', mergeCommit: commit, updated: (clock += 1) })
    },
    comment: (issue: number, body: string, token: string) => comment(issue, body, person(token)),
    edit(id: number, body: string, token: string) {
      const found = comments.find(each => each.id === id)
      if (found !== undefined)
        Object.assign(found, { body, isEdited: true, editor: token === GONE ? undefined : person(token) })
    },
  })
}
