import { sortedProblems } from '../../core/model/problem.ts'
import type { Definitions } from '../../core/model/definition.ts'
import { counted } from '../amounts.ts'
import { FORMAT_VERSION } from '../json.ts'
import type { Page } from '../page.ts'
import { problemCount, problemJson } from '../problemText.ts'
import { problemFindings } from './findings.ts'

/** A check of definitions: every problem with its line, then the sum; the sum alone when there is none. */
export function validatePage({ definitions: own, rowsOnly, files, problems, sources }: Definitions): Page {
  const definitions = own.length + rowsOnly.length
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
