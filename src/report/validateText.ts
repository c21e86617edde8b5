import type { Json } from '../core/model/plain.ts'
import { sortedProblems } from '../core/model/problem.ts'
import type { Problem } from '../core/model/problem.ts'
import { counted } from './amounts.ts'
import type { Paint } from './paint.ts'
import { FORMAT_VERSION } from './json.ts'
import { problemCount, problemJson, problemsText } from './problemText.ts'

/** What a check of the definitions found. */
export interface Validated {
  /** How many datastores are defined. */
  readonly definitions: number
  readonly files: number
  readonly problems: readonly Problem[]
  /** Texts by file. */
  readonly sources: ReadonlyMap<string, string>
}

/** Every problem with its line, then the sum; the sum alone when there is none. */
export function validateText({ definitions, files, problems, sources }: Validated, paint: Paint): string {
  const sum = `${counted(definitions, 'definition')} in ${counted(files, 'file')}: ${problemCount(problems)}`
  return problems.length === 0 ? sum : `${problemsText(problems, sources, paint)}\n\n${paint.bold(sum)}`
}

/** The same for programs. */
export function validateJson({ definitions, files, problems }: Validated): Json {
  return { formatVersion: FORMAT_VERSION, definitions, files, problems: sortedProblems(problems).map(problemJson) }
}
