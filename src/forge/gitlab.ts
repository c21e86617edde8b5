import type { Forge, ForgeComment, ForgeIssue, Pull } from '../core/review/forge.ts'
import { DRIFT_LABEL } from '../core/review/forge.ts'
import { gitLabSettings } from './settings.ts'
import { mappingOf, textOf } from './shape.ts'
import { create, send, sendAll } from './wire.ts'
import type { ForgeWire } from './wire.ts'

/** Which project, where its GraphQL answers, and which users count as us besides the one of the token. */
export interface GitLabPlace {
  /** Its number, or `group/name`. */
  readonly repository: string
  readonly graphqlUrl: string
  /** Ids of users; a project token that was made anew is another user. */
  readonly authors: readonly string[]
}

/** GitLab through its REST API, with GraphQL for who edited a note. */
export function gitLab(wire: ForgeWire, place: GitLabPlace): Forge {
  const at = `/projects/${encodeURIComponent(place.repository)}`
  let asked: Promise<readonly string[]> | undefined
  const us = () => (asked ??= fetchUs(wire, place))
  return {
    kind: 'gitlab',
    ...pullsOf(wire, at),
    ...notesOf(wire, at, place, us),
    ...issuesOf(wire, at, us),
    async setLabels(pull, on, off) {
      // GitLab makes a label that does not exist, and takes no notice of one that is not there.
      const body = { add_labels: on.map(each => each.name).join(','), remove_labels: off.join(',') }
      await send(wire, { method: 'PUT', path: `${at}/merge_requests/${pull}`, body })
    },
    fetchSettings: () => gitLabSettings(wire, at),
  }
}

/** The ids of users that count as us, asked for once. */
type Us = () => Promise<readonly string[]>

function pullsOf(wire: ForgeWire, at: string): Pick<Forge, 'fetchPull' | 'fetchPullsOf' | 'fetchMerged'> {
  return {
    async fetchPull(number) {
      const answer = await send(wire, { method: 'GET', path: `${at}/merge_requests/${number}` })
      return pullOf(answer === 'lost' ? undefined : answer.body)
    },
    async fetchPullsOf(commit) {
      return (await sendAll(wire, `${at}/repository/commits/${commit}/merge_requests?per_page=100`)).map(pullOf)
    },
    async fetchMerged(into, most) {
      const query = `state=merged&target_branch=${encodeURIComponent(into)}&order_by=updated_at&sort=desc&per_page=100`
      return (await sendAll(wire, `${at}/merge_requests?${query}`, most)).map(pullOf)
    },
  }
}

type Comments = Pick<Forge, 'fetchComments' | 'createComment' | 'editComment' | 'deleteComment'>

function notesOf(wire: ForgeWire, at: string, place: GitLabPlace, us: Us): Comments {
  const notes = (pull: string) => `${at}/merge_requests/${pull}/notes`
  const fetchComments = async (pull: string, marker: string): Promise<readonly ForgeComment[]> => {
    const all = await sendAll(wire, `${notes(pull)}?sort=asc&order_by=created_at&per_page=100`)
    const found = all.map(mappingOf).filter(each => textOf(each['body']).startsWith(marker))
    if (found.length === 0) return []
    const own = await us()
    const comments: ForgeComment[] = []
    for (const each of found) {
      const isOurs = own.includes(textOf(mappingOf(each['author'])['id']))
      const edited = isOurs ? await fetchEdited(wire, place, each, own) : 'unknown'
      comments.push({ ...noteOf(each, pull), isOurs, edited })
    }
    return comments
  }
  return {
    fetchComments,
    createComment(pull, body) {
      return create(
        wire,
        { path: notes(pull), body: { body } },
        made =>
          textOf(mappingOf(made)['id']) === ''
            ? undefined
            : { ...noteOf(mappingOf(made), pull), isOurs: true, edited: 'no' },
        async () => (await fetchComments(pull, body)).find(each => each.body === body && each.isOurs),
      )
    },
    async editComment(pull, id, body) {
      await send(wire, { method: 'PUT', path: `${notes(pull)}/${id}`, body: { body } })
    },
    async deleteComment(pull, id) {
      await send(wire, { method: 'DELETE', path: `${notes(pull)}/${id}`, takes: [404] })
    },
  }
}

function issuesOf(wire: ForgeWire, at: string, us: Us): Pick<Forge, 'fetchIssues' | 'createIssue' | 'editIssue'> {
  const fetchIssues = async (marker: string): Promise<readonly ForgeIssue[]> => {
    const all = await sendAll(
      wire,
      `${at}/issues?labels=${encodeURIComponent(DRIFT_LABEL)}&scope=all&order_by=created_at&sort=asc&per_page=100`,
    )
    const found = all.map(mappingOf).filter(each => textOf(each['description']).startsWith(marker))
    const own = found.length === 0 ? [] : await us()
    return found.map(each => ({ ...issueOf(each), isOurs: own.includes(textOf(mappingOf(each['author'])['id'])) }))
  }
  return {
    fetchIssues,
    createIssue({ title, body }) {
      return create(
        wire,
        { path: `${at}/issues`, body: { title, description: body, labels: DRIFT_LABEL } },
        made => (textOf(mappingOf(made)['iid']) === '' ? undefined : { ...issueOf(mappingOf(made)), isOurs: true }),
        async () => (await fetchIssues(body)).find(each => each.body === body && each.isOpen),
      )
    },
    async editIssue(id, { title, body, isOpen }) {
      const text = { title, description: body, state_event: isOpen ? 'reopen' : 'close' }
      await send(wire, { method: 'PUT', path: `${at}/issues/${id}`, body: text })
    },
  }
}

async function fetchUs(wire: ForgeWire, { authors }: GitLabPlace): Promise<readonly string[]> {
  const answer = await send(wire, { method: 'GET', path: '/user' })
  const id = answer === 'lost' ? '' : textOf(mappingOf(answer.body)['id'])
  return [...(id === '' ? [] : [id]), ...authors]
}

async function fetchEdited(
  wire: ForgeWire,
  { graphqlUrl }: GitLabPlace,
  note: Readonly<Record<string, unknown>>,
  us: readonly string[],
): Promise<ForgeComment['edited']> {
  const query = 'query($id: NoteID!) { note(id: $id) { body lastEditedAt lastEditedBy { id } } }'
  const own = { ...wire, apiUrl: graphqlUrl }
  const variables = { id: `gid://gitlab/Note/${textOf(note['id'])}` }
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const answer = await send(own, { method: 'POST', path: '', body: { query, variables }, takes: [401, 403, 404] })
    if (answer === 'lost') continue
    const found = mappingOf(mappingOf(mappingOf(answer.body)['data'])['note'])
    if (typeof found['body'] !== 'string') return 'unknown'
    const editor = textOf(mappingOf(found['lastEditedBy'])['id']).replace(/^.*\//u, '')
    // An account that is gone has no name.
    const isUntouched = editor === '' ? textOf(found['lastEditedAt']) === '' : us.includes(editor)
    return found['body'] === note['body'] && isUntouched ? 'no' : 'yes'
  }
  return 'unknown'
}

function pullOf(value: unknown): Pull {
  const pull = mappingOf(value)
  const [source, target] = [textOf(pull['source_project_id']), textOf(pull['target_project_id'])]
  return {
    number: textOf(pull['iid']),
    head: textOf(pull['sha']),
    into: textOf(pull['target_branch']),
    isMerged: pull['state'] === 'merged',
    isForeign: source === '' || source !== target,
  }
}

function noteOf(note: Readonly<Record<string, unknown>>, pull: string): Pick<ForgeComment, 'id' | 'body' | 'url'> {
  const id = textOf(note['id'])
  return { id, body: textOf(note['body']), url: textOf(note['web_url']) || `!${pull}#note_${id}` }
}

function issueOf(issue: Readonly<Record<string, unknown>>): Omit<ForgeIssue, 'isOurs'> {
  const [id, body, url] = [issue['iid'], issue['description'], issue['web_url']].map(textOf)
  return { id: id ?? '', body: body ?? '', url: url ?? '', isOpen: issue['state'] === 'opened' }
}
