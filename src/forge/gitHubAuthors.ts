import type { ForgeComment } from '../core/review/forge.ts'
import { mappingOf, textOf } from './shape.ts'
import { send } from './wire.ts'
import type { ForgeWire } from './wire.ts'

/** A comment or an issue as GitHub tells it, without who wrote it. */
export function commentOf(comment: Readonly<Record<string, unknown>>): Pick<ForgeComment, 'id' | 'body' | 'url'> {
  return { id: textOf(comment['id']), body: textOf(comment['body']), url: textOf(comment['html_url']) }
}

/**
 * Comments or issues with whether we wrote them and whether anybody else has edited them. The token of a workflow gets 403
 * for /user, so who we are is asked by GraphQL, comment by comment.
 */
export async function withAuthors(
  wire: ForgeWire,
  graphqlUrl: string,
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
