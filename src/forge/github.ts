import type { Forge, ForgeComment, ForgeIssue, Label, Pull } from '../core/review/forge.ts'
import { DRIFT_LABEL } from '../core/review/forge.ts'
import { gitHubSettings } from './settings.ts'
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
  const fetchComments = async (pull: string, marker: string): Promise<readonly ForgeComment[]> => {
    const all = await sendAll(wire, `${at}/issues/${pull}/comments?per_page=100`)
    return told(
      wire,
      place,
      all.map(mappingOf).filter(each => textOf(each['body']).startsWith(marker)),
    )
  }
  const fetchIssues = async (marker: string): Promise<readonly ForgeIssue[]> => {
    const all = await sendAll(
      wire,
      `${at}/issues?labels=${encodeURIComponent(DRIFT_LABEL)}&state=all&sort=created&direction=asc&per_page=100`,
    )
    const issues = all.map(mappingOf).filter(each => each['pull_request'] === undefined)
    const found = issues.filter(each => textOf(each['body']).startsWith(marker))
    const known = await told(wire, place, found, 'Issue')
    return found.map((each, index) => ({
      id: textOf(each['number']),
      body: textOf(each['body']),
      url: textOf(each['html_url']),
      isOurs: known[index]?.isOurs === true,
      isOpen: each['state'] === 'open',
    }))
  }
  return {
    kind: 'github',
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
        async () => (await fetchComments(pull, body.slice(0, 64))).find(isIt),
      )
    },
    async editComment(_, id, body) {
      await send(wire, { method: 'PATCH', path: `${at}/issues/comments/${id}`, body: { body } })
    },
    async deleteComment(_, id) {
      await send(wire, { method: 'DELETE', path: `${at}/issues/comments/${id}`, takes: [404] })
    },
    setLabels: (pull, on, off) => setLabels(wire, at, pull, on, off),
    fetchIssues,
    fetchSettings: () => gitHubSettings(wire, at),
    createIssue({ title, body }) {
      return create(
        wire,
        { path: `${at}/issues`, body: { title, body, labels: [DRIFT_LABEL] } },
        made => issueOf(mappingOf(made)),
        async () => (await fetchIssues(body.slice(0, 64))).find(each => each.body === body && each.isOpen),
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

function commentOf(comment: Readonly<Record<string, unknown>>): Pick<ForgeComment, 'id' | 'body' | 'url'> {
  return { id: textOf(comment['id']), body: textOf(comment['body']), url: textOf(comment['html_url']) }
}

function issueOf(issue: Readonly<Record<string, unknown>>): ForgeIssue | undefined {
  const id = textOf(issue['number'])
  const rest = { body: textOf(issue['body']), url: textOf(issue['html_url']) }
  return id === '' ? undefined : { id, ...rest, isOurs: true, isOpen: true }
}

// The token of a workflow gets 403 for /user, so who we are is asked by GraphQL, comment by comment.
async function told(
  wire: ForgeWire,
  { graphqlUrl }: GitHubPlace,
  comments: readonly Readonly<Record<string, unknown>>[],
  type: 'IssueComment' | 'Issue' = 'IssueComment',
): Promise<readonly ForgeComment[]> {
  const found: ForgeComment[] = []
  for (let from = 0; from < comments.length; from += 100) {
    const some = comments.slice(from, from + 100)
    const nodes = await authors(
      wire,
      graphqlUrl,
      some.map(each => textOf(each['node_id'])),
      type,
    )
    found.push(
      ...some.map((each, index) => {
        const node = mappingOf(nodes?.[index])
        if (typeof node['viewerDidAuthor'] !== 'boolean') return { ...commentOf(each), ...byBot(each) }
        const [editor = '', author] = [node['editor'], node['author']].map(who => textOf(mappingOf(who)['login']))
        // The body is compared, so that what was read is what was asked about. An account that is gone has no name.
        const isSame = node['body'] === each['body']
        const isUntouched = editor === '' ? textOf(node['lastEditedAt']) === '' : editor === author
        const edited = isSame && isUntouched ? 'no' : 'yes'
        return { ...commentOf(each), isOurs: node['viewerDidAuthor'], edited } as const
      }),
    )
  }
  return found
}

async function authors(
  wire: ForgeWire,
  url: string,
  ids: readonly string[],
  type: string,
): Promise<readonly unknown[] | undefined> {
  const query = `query($ids: [ID!]!) { nodes(ids: $ids) { ... on ${type} { body viewerDidAuthor lastEditedAt author { login } editor { login } } } }`
  const own = { ...wire, apiUrl: url }
  // Asking twice changes nothing, so a lost answer is asked for again.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const answer = await send(own, {
      method: 'POST',
      path: '',
      body: { query, variables: { ids } },
      takes: [401, 403, 404],
    })
    if (answer === 'lost') continue
    const nodes = mappingOf(mappingOf(answer.body)['data'])['nodes']
    return Array.isArray(nodes) ? nodes : undefined
  }
  return undefined
}

// Where GraphQL is not to be had: the app of the workflows is a bot, and nobody else writes as it.
function byBot(comment: Readonly<Record<string, unknown>>): Pick<ForgeComment, 'isOurs' | 'edited'> {
  const user = mappingOf(comment['user'])
  const app = textOf(mappingOf(comment['performed_via_github_app'])['slug'])
  const isBot = user['type'] === 'Bot' && user['login'] === 'github-actions[bot]'
  return { isOurs: isBot && (app === '' || app === 'github-actions'), edited: 'unknown' }
}
