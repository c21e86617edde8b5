import type { YAMLError } from 'yaml'
import type { Problem } from '../../core/model/problem.ts'
import { placeAt } from './lines.ts'
import type { Lines } from './lines.ts'

/** A syntax error in our words, where we have better ones than the parser. */
export function syntaxProblem(error: YAMLError, lines: Lines): Problem {
  return { severity: 'error', ...told(error), at: placeAt(lines, error.pos[0]) }
}

function told({ code, message }: YAMLError): Pick<Problem, 'code' | 'message' | 'hint'> {
  switch (code) {
    case 'TAB_AS_INDENT':
      return { code: 'YM104', message: 'a tab indents this line', hint: 'YAML indents with spaces' }
    case 'BAD_SCALAR_START':
      return { code: 'YM110', message: `${lastWord(message)} cannot start plain text`, hint: 'put the text in quotes' }
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        code: 'YM101',
        message: 'there is a key where text continues',
        hint: 'check the indentation, or quote text that contains `: `',
      }
    case 'BAD_INDENT':
      return {
        code: 'YM101',
        message: 'this line does not line up with the ones before',
        hint: 'indent the keys of a mapping equally',
      }
    case 'MISSING_CHAR':
      return {
        code: 'YM101',
        message: 'something is missing before this: a colon, a comma or a value',
        hint: 'write `key: value`, with a space after the colon',
      }
    case 'BAD_DQ_ESCAPE':
      return {
        code: 'YM101',
        message: 'this is not an escape that YAML knows',
        hint: 'write \\\\ for a backslash, or use single quotes',
      }
    default:
      return {
        code: 'YM101',
        message: `this is not YAML: ${firstLine(message)}`,
        hint: 'fix this line or the one before',
      }
  }
}

function lastWord(message: string): string {
  return `\`${message.slice(-1)}\``
}

function firstLine(message: string): string {
  // What stands behind a colon is the file's, and may be a value that nobody may see.
  const [line = ''] = message.split(/\n|: /u)
  return `${line.slice(0, 1).toLowerCase()}${line.slice(1)}`.trimEnd().replace(/\.$/u, '')
}
