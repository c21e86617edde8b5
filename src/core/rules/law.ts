import { placeOf } from '../definition.ts'
import type { Definition } from '../definition.ts'
import type { Problem } from '../problem.ts'

/** Notes that the part at `path` breaks a law. Codes of lint are warnings, all others errors. */
export type Law = (code: string, path: string, message: string, hint?: string) => void

/** A place to note broken laws of one definition. */
export function lawOf(definition: Definition, problems: Problem[]): Law {
  return (code, path, message, hint) => {
    const at = placeOf(definition, path)
    const severity = code.startsWith('LT') ? 'warning' : 'error'
    problems.push({ code, severity, message, ...(at && { at }), ...(hint !== undefined && { hint }) })
  }
}
