export const REPOSITORY = 'acme/schemas'

export interface Person {
  readonly login: string
  readonly type: 'User' | 'Bot'
}

export interface HubComment {
  readonly id: number
  readonly node_id: string
  readonly issue: number
  body: string
  readonly by: Person
  /** Undefined also for an account that is gone. */
  editor: Person | undefined
  isEdited?: boolean
}

export interface HubPull {
  readonly number: number
  head: string
  readonly from: string
  readonly base: string
  merged: string | undefined
  mergeCommit: string | undefined
  labels: string[]
  updated: number
}

export interface HubIssue {
  readonly number: number
  readonly node_id: string
  title: string
  body: string
  state: 'open' | 'closed'
  labels: string[]
  readonly by: Person
}

export function pullJson({ number, head, from, base, merged, mergeCommit }: HubPull): object {
  return {
    number,
    state: merged === undefined ? 'open' : 'closed',
    merged_at: merged ?? null,
    merge_commit_sha: mergeCommit ?? null,
    head: { sha: head, repo: from === '' ? null : { full_name: from } },
    base: { ref: base, repo: { full_name: REPOSITORY } },
  }
}

export function commentJson({ id, node_id, issue, body, by }: HubComment): object {
  return {
    id,
    node_id,
    body,
    user: by,
    html_url: `https://github.example/acme/schemas/pull/${issue}#issuecomment-${id}`,
  }
}

export function issueJson({ number, node_id, title, body, state, labels, by }: HubIssue): object {
  return {
    number,
    node_id,
    title,
    body,
    state,
    user: by,
    labels: labels.map(name => ({ name })),
    html_url: `https://github.example/acme/schemas/issues/${number}`,
  }
}

// GraphQL names a bot without its ending.
export function actor({ login }: Person): object {
  return { login: login.replace('[bot]', '') }
}
