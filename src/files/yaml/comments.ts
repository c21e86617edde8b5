import { CST, Lexer } from 'yaml'

import type { Comment } from '../../core/rules/allowance.ts'
import { commentsAt, mayHoldOrders } from './orders.ts'
import type { FoundComment } from './orders.ts'
import { linesOf } from './lines.ts'

/** The comments of a YAML text; none where no order to cliq-ds can be among them. A `#` inside text starts no comment. */
export function yamlComments(text: string, file: string): readonly Comment[] {
  if (!mayHoldOrders(text)) return []
  return commentsAt(text, linesOf(text, file), '#', commentTokens(text))
}

// Marks of the lexer, which take no room in the text.
const MARKS: readonly string[] = [CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]

function commentTokens(text: string): readonly FoundComment[] {
  const found: FoundComment[] = []
  let offset = 0
  let before = ''
  for (const source of new Lexer().lex(text)) {
    if (source.startsWith('#') && before !== CST.SCALAR) found.push({ source, offset })
    if (!MARKS.includes(source)) offset += source.length
    before = source
  }
  return found
}
