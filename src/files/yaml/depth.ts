import type { Problem } from '../../core/model/problem.ts'
import { placeAt } from './lines.ts'
import type { Lines } from './lines.ts'

/** Levels of lists and mappings that a file may have. */
export const DEPTH_LIMIT = 100

/** That a file nests deeper than that, at an offset. */
export function tooDeep(offset: number, lines: Lines): Problem {
  const message = `lists and mappings nest deeper than ${DEPTH_LIMIT} levels`
  return { code: 'YM115', severity: 'error', message, at: placeAt(lines, offset), hint: 'flatten the file' }
}
