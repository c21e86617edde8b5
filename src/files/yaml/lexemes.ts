import { CST, Lexer } from 'yaml'
import type { Problem } from '../../core/model/problem.ts'
import { placeAt } from './lines.ts'
import type { Lines } from './lines.ts'
import { DEPTH_LIMIT, tooDeep } from './depth.ts'

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

/** Blanks and signs counted, a tree of so many parts takes about 100 MB; the rows of a seed have 20 each. */
const MOST_PARTS = 200_000

/** That a text has more parts than a tree of it may take memory for, at the place where it does; undefined for any other. */
export function tooManyParts(text: string, lines: Lines): Problem | undefined {
  if (text.length <= MOST_PARTS) return undefined
  let [offset, parts, depth] = [0, 0, 0]
  let deep: number | undefined
  for (const lexeme of new Lexer().lex(text)) {
    parts += 1
    if (lexeme === '[' || lexeme === '{') depth += 1
    if (lexeme === ']' || lexeme === '}') depth -= 1
    if (depth > DEPTH_LIMIT) deep ??= offset
    if (parts > MOST_PARTS) return deep === undefined ? denseAt(offset, lines) : tooDeep(deep, lines)
    if (!MARKS.has(lexeme)) offset += lexeme.length
  }
  return undefined
}

function denseAt(offset: number, lines: Lines): Problem {
  const message = 'the file has more parts than can be read from YAML at once'
  const hint = 'check that this is the right file; keep many rows in a .csv or .ndjson file and name it as `source`'
  return { code: 'YM116', severity: 'error', message, at: placeAt(lines, offset), hint }
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
