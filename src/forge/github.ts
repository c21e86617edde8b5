import type { Forge, ForgeComment, ForgeIssue, Label, Pull } from '../core/review/forge.ts'
import { DRIFT_LABEL } from '../core/review/forge.ts'
import { gitHubSettings } from './settings.ts'
import { commentOf, withAuthors } from './gitHubAuthors.ts'
import { mappingOf, textOf } from './shape.ts'
import { create, send, sendAll } from './wire.ts'
import type { ForgeWire } from './wire.ts'

/** Which repository, and where its GraphQL answers. */
export interface GitHubPlace {
  /** `owner/name`. */
  readonly repository: string
  readonly graphqlUrl: string
}

/** GitHub through its REST API, with GraphQL for who wrote and who edited a comment. */
export function gitHub(wire: ForgeWire, place: GitHubPlace): Forge {
  const at = `/repos/${place.repository}`
  return {
    kind: 'github',
    ...pullsOf(wire, at),
    ...commentsOf(wire, at, place.graphqlUrl),
    ...issuesOf(wire, at, place.graphqlUrl),
    setLabels: (pull, on, off) => setLabels(wire, at, pull, on, off),
    fetchSettings: () => gitHubSettings(wire, at),
  }
}

function pullsOf(wire: ForgeWire, at: string): Pick<Forge, 'fetchPull' | 'fetchPullsOf' | 'fetchMerged'> {
  return {
    async fetchPull(number) {
      const answer = await send(wire, { method: 'GET', path: `${at}/pulls/${number}` })
      return pullOf(answer === 'lost' ? undefined : answer.body)
    },
    async fetchPullsOf(commit) {
      // Off the default branch it lists open ones too, and those merged elsewhere.
      return (await sendAll(wire, `${at}/commits/${commit}/pulls?per_page=100`)).map(pullOf)
    },
    async fetchMerged(into, most) {
      const query = `state=closed&base=${encodeURIComponent(into)}&sort=updated&direction=desc&per_page=100`
      const closed = await sendAll(wire, `${at}/pulls?${query}`, most)
      return closed.map(pullOf).filter(each => each.isMerged)
    },
  }
}

type Comments = Pick<Forge, 'fetchComments' | 'createComment' | 'editComment' | 'deleteComment'>

function commentsOf(wire: ForgeWire, at: string, graphqlUrl: string): Comments {
  const fetchComments = async (pull: string, marker: string): Promise<readonly ForgeComment[]> => {
    const all = await sendAll(wire, `${at}/issues/${pull}/comments?per_page=100`)
    return withAuthors(
      wire,
      graphqlUrl,
      all.map(mappingOf).filter(each => textOf(each['body']).startsWith(marker)),
    )
  }
  return {
    fetchComments,
    createComment(pull, body) {
      const isIt = (each: ForgeComment) => each.body === body && each.isOurs
      return create(
        wire,
        { path: `${at}/issues/${pull}/comments`, body: { body } },
        made =>
          textOf(mappingOf(made)['id']) === ''
            ? undefined
            : { ...commentOf(mappingOf(made)), isOurs: true, edited: 'no' },
        async () => (await fetchComments(pull, body)).find(isIt),
      )
    },
    async editComment(_, id, body) {
      await send(wire, { method: 'PATCH', path: `${at}/issues/comments/${id}`, body: { body } })
    },
    async deleteComment(_, id) {
      await send(wire, { method: 'DELETE', path: `${at}/issues/comments/${id}`, takes: [404] })
    },
  }
}

function issuesOf(
  wire: ForgeWire,
  at: string,
  graphqlUrl: string,
): Pick<Forge, 'fetchIssues' | 'createIssue' | 'editIssue'> {
  const fetchIssues = async (marker: string): Promise<readonly ForgeIssue[]> => {
    const all = await sendAll(
      wire,
      `${at}/issues?labels=${encodeURIComponent(DRIFT_LABEL)}&state=all&sort=created&direction=asc&per_page=100`,
    )
    const issues = all.map(mappingOf).filter(each => each['pull_request'] === undefined)
    const found = issues.filter(each => textOf(each['body']).startsWith(marker))
    const known = await withAuthors(wire, graphqlUrl, found, 'Issue')
    return found.map((each, index) => ({
      id: textOf(each['number']),
      body: textOf(each['body']),
      url: textOf(each['html_url']),
      isOurs: known[index]?.isOurs === true,
      isOpen: each['state'] === 'open',
    }))
  }
  return {
    fetchIssues,
    createIssue({ title, body }) {
      return create(
        wire,
        { path: `${at}/issues`, body: { title, body, labels: [DRIFT_LABEL] } },
        made => issueOf(mappingOf(made)),
        async () => (await fetchIssues(body)).find(each => each.body === body && each.isOpen),
      )
    },
    async editIssue(id, { title, body, isOpen }) {
      const state = isOpen ? 'open' : 'closed'
      await send(wire, { method: 'PATCH', path: `${at}/issues/${id}`, body: { title, body, state } })
    },
  }
}

async function setLabels(
  wire: ForgeWire,
  at: string,
  pull: string,
  on: readonly Label[],
  off: readonly string[],
): Promise<void> {
  const there = (await sendAll(wire, `${at}/issues/${pull}/labels?per_page=100`)).map(each =>
    textOf(mappingOf(each)['name']),
  )
  for (const name of off.filter(each => there.includes(each)))
    await send(wire, {
      method: 'DELETE',
      path: `${at}/issues/${pull}/labels/${encodeURIComponent(name)}`,
      takes: [404],
    })
  const missing = on.filter(each => !there.includes(each.name))
  for (const { name, colour, description } of missing)
    // 422: it exists already.
    await send(wire, { method: 'POST', path: `${at}/labels`, body: { name, color: colour, description }, takes: [422] })
  if (missing.length > 0)
    await send(wire, {
      method: 'POST',
      path: `${at}/issues/${pull}/labels`,
      body: { labels: missing.map(each => each.name) },
    })
}

function pullOf(value: unknown): Pull {
  const pull = mappingOf(value)
  const [head, base] = [mappingOf(pull['head']), mappingOf(pull['base'])]
  const from = textOf(mappingOf(head['repo'])['full_name'])
  return {
    number: textOf(pull['number']),
    head: textOf(head['sha']),
    into: textOf(base['ref']),
    isMerged: typeof pull['merged_at'] === 'string',
    isForeign: from === '' || from !== textOf(mappingOf(base['repo'])['full_name']),
  }
}

function issueOf(issue: Readonly<Record<string, unknown>>): ForgeIssue | undefined {
  const id = textOf(issue['number'])
  const rest = { body: textOf(issue['body']), url: textOf(issue['html_url']) }
  return id === '' ? undefined : { id, ...rest, isOurs: true, isOpen: true }
}
