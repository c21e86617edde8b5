import { sortedProblems } from '../../core/model/problem.ts'
import type { Problem } from '../../core/model/problem.ts'
import type { Page } from '../page.ts'
import { problemCount, problemsJson } from '../problemText.ts'
import { problemFindings } from './findings.ts'

/** What stopped a verb before it had a result. */
export function failurePage(
  verb: string,
  problems: readonly Problem[],
  sources: ReadonlyMap<string, string> = new Map(),
): Page {
  const sorted = sortedProblems(problems)
  return {
    verb,
    environment: '',
    where: '',
    about: [],
    verdict: { label: '', says: [`${verb} was refused: ${problemCount(sorted)}`], tone: 'bad', isIdle: false },
    parts: [{ id: 'problems', blocks: [{ kind: 'problems', problems: sorted, sources }] }],
    next: [],
    findings: problemFindings(sorted, ''),
    passed: [],
    skipped: [],
    json: problemsJson(sorted),
  }
}
