import { page, startServer } from './server.ts'
import type { FakeServer, Request, Response } from './server.ts'

export interface LabNote {
  readonly id: number
  readonly merge: number
  body: string
  readonly by: number
  editor: number | undefined
  isEdited?: boolean
}

interface LabMerge {
  readonly iid: number
  head: string
  readonly source: number
  readonly target: string
  state: 'opened' | 'merged'
  mergeCommit: string | undefined
  labels: string[]
  updated: number
}

interface LabIssue {
  readonly iid: number
  title: string
  description: string
  state: 'opened' | 'closed'
  labels: string
  readonly by: number
}

/** What tests do to the fake besides sending requests. */
export interface FakeGitLab extends FakeServer {
  /** Answers below the project, by path; '' is the project. */
  readonly settings: Map<string, unknown>
  readonly comments: LabNote[]
  readonly issues: LabIssue[]
  open(iid: number, head: string, more?: { readonly source?: number }): LabMerge
  pull(iid: number): LabMerge
  merge(iid: number, commit: string): void
  comment(iid: number, body: string, token: string): LabNote
  edit(id: number, body: string, token: string): void
}

const PROJECT = 42
const PEOPLE: Readonly<Record<string, number>> = { 'bot-token': 7, 'mallory-token': 8, 'old-bot-token': 9 }

/** As much of GitLab's REST and GraphQL APIs as reviews need, written from their documentation. */
export async function startGitLab(): Promise<FakeGitLab> {
  const merges = new Map<number, LabMerge>()
  const comments: LabNote[] = []
  const issues: LabIssue[] = []
  const settings = new Map<string, unknown>()
  let ids = 500
  let clock = 0
  let origin = ''
  const handle = (request: Request): Response => {
    const who = PEOPLE[String(request.headers['private-token'] ?? '')]
    if (who === undefined) return { status: 401, body: { message: '401 Unauthorized' } }
    if (request.path === '/api/graphql') return note(request)
    if (request.path === '/api/v4/user') return { status: 200, body: { id: who, username: `user${who}` } }
    const at = request.path.replace(`/api/v4/projects/${PROJECT}`, '')
    const own = request.method === 'GET' ? settings.get(at) : undefined
    if (own !== undefined) return { status: 200, body: own }
    const list = (values: readonly unknown[]) => page(values, request, origin, 100)
    return (
      ofMerges(request, at, list) ??
      ofNotes(request, at, who, list) ??
      ofIssues(request, at, who, list) ?? { status: 404, body: { message: '404 Not found' } }
    )
  }
  type List = (values: readonly unknown[]) => Response
  const ofMerges = ({ method, body }: Request, at: string, list: List): Response | undefined => {
    const [, iid] = /^\/merge_requests\/(\d+)$/u.exec(at) ?? []
    const one = merges.get(Number(iid))
    if (one !== undefined && method === 'PUT') {
      const words = (key: string) =>
        String(body[key] ?? '')
          .split(',')
          .filter(each => each !== '')
      one.labels = [...new Set([...one.labels, ...words('add_labels')])].filter(
        each => !words('remove_labels').includes(each),
      )
    }
    if (one !== undefined) return { status: 200, body: mergeJson(one) }
    const [, commit] = /^\/repository\/commits\/(\w+)\/merge_requests$/u.exec(at) ?? []
    if (commit !== undefined)
      return list([...merges.values()].filter(each => each.mergeCommit === commit).map(mergeJson))
    if (at !== '/merge_requests' || method !== 'GET') return undefined
    return list(
      [...merges.values()]
        .filter(each => each.state === 'merged')
        .sort((a, b) => b.updated - a.updated)
        .map(mergeJson),
    )
  }
  const ofNotes = ({ method, body }: Request, at: string, who: number, list: List): Response | undefined => {
    const [, iid, id] = /^\/merge_requests\/(\d+)\/notes(?:\/(\d+))?$/u.exec(at) ?? []
    if (iid === undefined) return undefined
    if (id === undefined && method === 'GET')
      return list(comments.filter(each => each.merge === Number(iid)).map(noteJson))
    if (id === undefined) {
      const made: LabNote = {
        id: (ids += 1),
        merge: Number(iid),
        body: String(body['body']),
        by: who,
        editor: undefined,
      }
      comments.push(made)
      return { status: 201, body: noteJson(made) }
    }
    const found = comments.find(each => each.id === Number(id))
    if (found === undefined) return { status: 404, body: { message: '404 Not found' } }
    if (method === 'DELETE') {
      comments.splice(comments.indexOf(found), 1)
      return { status: 204 }
    }
    if (found.by !== who) return { status: 403, body: { message: '403 Forbidden' } }
    Object.assign(found, { body: String(body['body']), editor: who, isEdited: true })
    return { status: 200, body: noteJson(found) }
  }
  const ofIssues = ({ method, query, body }: Request, at: string, who: number, list: List): Response | undefined => {
    if (at === '/issues' && method === 'GET')
      return list(issues.filter(each => each.labels.split(',').includes(query.get('labels') ?? '')).map(issueJson))
    if (at === '/issues') {
      const made: LabIssue = {
        iid: (ids += 1),
        title: String(body['title']),
        description: String(body['description']),
        state: 'opened',
        labels: String(body['labels'] ?? ''),
        by: who,
      }
      issues.push(made)
      return { status: 201, body: issueJson(made) }
    }
    const [, iid] = /^\/issues\/(\d+)$/u.exec(at) ?? []
    const issue = issues.find(each => each.iid === Number(iid))
    if (issue === undefined || method !== 'PUT') return undefined
    const { title = issue.title, description = issue.description, state_event } = body as Record<string, string>
    Object.assign(issue, {
      title,
      description,
      ...(state_event && { state: state_event === 'close' ? 'closed' : 'opened' }),
    })
    return { status: 200, body: issueJson(issue) }
  }
  // note(id:) with its last editor.
  const note = ({ body }: Request): Response => {
    const id = Number(String((body['variables'] as { id?: string }).id).replace('gid://gitlab/Note/', ''))
    const found = comments.find(each => each.id === id)
    const lastEditedAt = found?.isEdited === true ? '2026-11-30T00:00:00Z' : null
    const editor = found?.editor === undefined ? null : { id: `gid://gitlab/User/${found.editor}` }
    return {
      status: 200,
      body: { data: { note: found === undefined ? null : { body: found.body, lastEditedAt, lastEditedBy: editor } } },
    }
  }
  const server = await startServer(handle, url => (origin = url))
  return Object.assign(server, {
    comments,
    issues,
    settings,
    open(iid: number, head: string, { source = PROJECT }: { source?: number } = {}) {
      const made: LabMerge = {
        iid,
        head,
        source,
        target: 'main',
        state: 'opened',
        mergeCommit: undefined,
        labels: [],
        updated: (clock += 1),
      }
      merges.set(iid, made)
      return made
    },
    pull(iid: number) {
      const found = merges.get(iid)
      if (found === undefined) throw new Error(`no merge request ${iid}`)
      return found
    },
    merge(iid: number, commit: string) {
      const found = merges.get(iid)
      if (found !== undefined) Object.assign(found, { state: 'merged', mergeCommit: commit, updated: (clock += 1) })
    },
    comment(iid: number, body: string, token: string) {
      const made: LabNote = { id: (ids += 1), merge: iid, body, by: PEOPLE[token] ?? 0, editor: undefined }
      comments.push(made)
      return made
    },
    edit(id: number, body: string, token: string) {
      const found = comments.find(each => each.id === id)
      // Of an account that is gone, no editor is named.
      if (found !== undefined) Object.assign(found, { body, editor: PEOPLE[token], isEdited: true })
    },
  })
}

function mergeJson({ iid, head, source, target, state }: LabMerge): object {
  return { iid, sha: head, source_project_id: source, target_project_id: PROJECT, target_branch: target, state }
}

function noteJson({ id, body, by }: LabNote): object {
  return { id, body, author: { id: by, username: `user${by}` } }
}

function issueJson({ iid, title, description, state, by }: LabIssue): object {
  return {
    iid,
    title,
    description,
    state,
    author: { id: by },
    web_url: `https://gitlab.example/acme/schemas/-/issues/${iid}`,
  }
}
