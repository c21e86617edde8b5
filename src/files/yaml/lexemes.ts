import { CST, Lexer } from 'yaml'
import type { Problem } from '../../core/model/problem.ts'
import { placeAt } from './lines.ts'
import type { Lines } from './lines.ts'

/** So many anchors, aliases and tags are the business of the tree, which tells each at its place among all else. */
const FEW = 100

/**
 * The anchors, aliases and tags of a text that is full of them, where a tree of it would take a thousand times its
 * size; nothing for any other text.
 */
export function manyRefused(text: string, lines: Lines): readonly Problem[] {
  // A text without the signs has none of them.
  if (count(text, /[&*!]/gu) <= FEW) return []
  const problems: Problem[] = []
  let [offset, more] = [0, 0]
  for (const lexeme of new Lexer().lex(text)) {
    const message = refusal(lexeme)
    if (message !== undefined && problems.length < FEW)
      problems.push({
        ...message,
        severity: 'error',
        at: placeAt(lines, offset),
        hint: 'repeat the value, or use a .ts file',
      })
    else if (message !== undefined) more += 1
    // The marks of the lexer itself stand for nothing of the text.
    if (!MARKS.has(lexeme)) offset += lexeme.length
  }
  const last = problems.at(-1)
  if (more === 0 || last === undefined) return []
  return [...problems.slice(0, -1), { ...last, more }]
}

const MARKS: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR])

function refusal(lexeme: string): Pick<Problem, 'code' | 'message'> | undefined {
  switch (CST.tokenType(lexeme)) {
    case 'anchor':
      return { code: 'YM105', message: `anchors are not accepted: \`${lexeme}\`` }
    case 'alias':
      return { code: 'YM105', message: `aliases are not accepted: \`${lexeme}\`` }
    case 'tag':
      return { code: 'YM107', message: `the tag \`${lexeme}\` is not accepted` }
    default:
      return undefined
  }
}

function count(text: string, sign: RegExp): number {
  let found = 0
  for (const _ of text.matchAll(sign)) if ((found += 1) > FEW) break
  return found
}
