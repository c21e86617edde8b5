import { sortedProblems } from '../../core/model/problem.ts'
import type { Problem } from '../../core/model/problem.ts'
import { counted } from '../amounts.ts'
import { FORMAT_VERSION } from '../json.ts'
import type { Page } from '../page.ts'
import { problemCount, problemJson } from '../problemText.ts'
import { problemFindings } from './findings.ts'

/** What a check of the definitions found. */
export interface Validated {
  /** How many datastores are defined. */
  readonly definitions: number
  /** Relative to the project, sorted. */
  readonly files: readonly string[]
  readonly problems: readonly Problem[]
  /** Texts by file. */
  readonly sources: ReadonlyMap<string, string>
}

/** A check of definitions: every problem with its line, then the sum; the sum alone when there is none. */
export function validatePage({ definitions, files, problems, sources }: Validated): Page {
  const sorted = sortedProblems(problems)
  const wrong = new Set(sorted.flatMap(each => each.at?.file ?? []))
  const sum = `${counted(definitions, 'definition')} in ${counted(files.length, 'file')}: ${problemCount(problems)}`
  return {
    verb: 'validate',
    environment: '',
    where: '',
    about: [],
    verdict: {
      label: '',
      says: [sum],
      tone: sorted.length === 0 ? 'plain' : 'strong',
      isIdle: sorted.length === 0,
    },
    parts: [{ id: 'problems', blocks: [{ kind: 'problems', problems: sorted, sources }] }],
    next: [],
    findings: problemFindings(sorted, ''),
    passed: files.filter(each => !wrong.has(each)),
    skipped: [],
    json: { formatVersion: FORMAT_VERSION, definitions, files: files.length, problems: sorted.map(problemJson) },
  }
}
