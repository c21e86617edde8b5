import type { CST } from 'yaml'
import { sortedProblems } from '../../core/model/problem.ts'
import type { Problem } from '../../core/model/problem.ts'
import { placeAt } from './lines.ts'
import { DEPTH_LIMIT, tooDeep } from './depth.ts'
import type { Lines } from './lines.ts'

/** What the syntax tree holds that we refuse, each at its own place: it costs nothing and follows no reference. */
export function refusedTokens(tokens: readonly CST.Token[], lines: Lines): readonly Problem[] {
  const problems: Problem[] = []
  const add = (code: string, offset: number, message: string, hint?: string): void => {
    problems.push({ code, severity: 'error', message, at: placeAt(lines, offset), ...(hint !== undefined && { hint }) })
  }
  let documents = 0
  const waiting: Waiting[] = []
  for (const token of tokens) {
    if (token.type === 'document') documents += 1
    if (token.type === 'document' && documents === 2)
      add('YM103', token.offset, 'a second document starts here', 'one file is one document')
    waiting.push({ token, depth: 0 })
  }
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next
    // Everything below is too deep as well: once is enough.
    if (depth > DEPTH_LIMIT) return [tooDeep(token.offset, lines)]
    refuse(token, add)
    for (const each of inside(token)) waiting.push({ token: each, depth: depth + levelOf(token) })
  }
  return withInnermostOpen(sortedProblems(problems))
}

// What opens last and never closes keeps all around it open: only that one is the mistake.
function withInnermostOpen(problems: readonly Problem[]): readonly Problem[] {
  const last = problems.findLast(each => each.code === 'YM109')
  return problems.filter(each => each.code !== 'YM109' || each === last)
}

interface Waiting {
  readonly token: CST.Token
  readonly depth: number
}

type Add = (code: string, offset: number, message: string, hint?: string) => void

// Nothing of the file is quoted: `pin: !x` may be a value that nobody may see.
function refuse(token: CST.Token, add: Add): void {
  const repeat = 'repeat the value, or use a .ts file'
  switch (token.type) {
    case 'directive':
      return add('YM108', token.offset, 'directives are not accepted', 'remove the line')
    case 'anchor':
      return add('YM105', token.offset, 'anchors are not accepted', repeat)
    case 'alias':
      return add('YM105', token.offset, 'aliases are not accepted', repeat)
    case 'tag':
      return add('YM107', token.offset, 'tags are not accepted', 'remove it, or put the text in quotes')
    case 'double-quoted-scalar':
    case 'single-quoted-scalar':
      return isClosed(token.source)
        ? undefined
        : add('YM109', token.offset, 'the quote that opens here is never closed', 'close it where the text ends')
    case 'flow-collection': {
      const [what, end] = token.start.source === '[' ? ['list', ']'] : ['mapping', '}']
      if (!token.end.some(each => each.source === end))
        add('YM109', token.offset, `the ${what} that opens here is never closed`, `close it with ${end}`)
      return refuseMerges(token, add)
    }
    case 'block-map':
      return refuseMerges(token, add)
    default:
      return undefined
  }
}

// Without its alias a merge key is a key like any other to the parser, and told where mappings are read.
function refuseMerges({ items }: CST.BlockMap | CST.FlowCollection, add: Add): void {
  for (const { key, value } of items)
    if (key?.type === 'scalar' && key.source === '<<' && value?.type === 'alias')
      add('YM106', key.offset, 'merge keys are not accepted', 'repeat the values, or use a .ts file')
}

function isClosed(source: string): boolean {
  if (source.startsWith("'")) return /^'[^']*(?:''[^']*)*'$/.test(source)
  let slashes = 0
  while (source[source.length - 2 - slashes] === '\\') slashes += 1
  return source.length > 1 && source.endsWith('"') && slashes % 2 === 0
}

function levelOf(token: CST.Token): number {
  return token.type === 'block-map' || token.type === 'block-seq' || token.type === 'flow-collection' ? 1 : 0
}

function inside(token: CST.Token): readonly CST.Token[] {
  switch (token.type) {
    case 'document':
      return [...token.start, ...some(token.value), ...(token.end ?? [])]
    case 'block-scalar':
      return token.props
    case 'block-map':
    case 'block-seq':
    case 'flow-collection':
      return token.items.flatMap(item => [...item.start, ...some(item.key), ...(item.sep ?? []), ...some(item.value)])
    default:
      return []
  }
}

function some(token: CST.Token | null | undefined): readonly CST.Token[] {
  return token ? [token] : []
}
