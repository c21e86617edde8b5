import { placeOf } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import type { Problem } from '../model/problem.ts'
import { severityOf } from './lint.ts'

/** Notes that the part at `path` breaks a law, or a rule of lint, at the level that it has by itself. */
export type Law = (code: string, path: string, message: string, hint?: string) => void

/** A place to note broken laws of one definition. */
export function lawOf(definition: Definition, problems: Problem[]): Law {
  return (code, path, message, hint) => {
    const at = placeOf(definition, path)
    problems.push({ code, severity: severityOf(code), message, ...(at && { at }), ...(hint !== undefined && { hint }) })
  }
}
