import type { Json } from '../../core/model/plain.ts'
import type { Finding, Page } from '../page.ts'

const SEVERITIES: Readonly<Record<Finding['level'], string>> = { error: 'critical', warning: 'minor', note: 'info' }

/** Findings as GitLab's code quality report. What has no line of its own stands at the top of the project's folder. */
export function codeQualityJson(pages: readonly Page[]): Json {
  return pages
    .flatMap(each => each.findings)
    .map(({ code, level, message, hint, at, fingerprint }) => ({
      description: hint === undefined ? message : `${message}; ${hint}`,
      check_name: code,
      fingerprint,
      severity: SEVERITIES[level],
      location: { path: at?.file ?? '.', lines: { begin: at?.line ?? 1 } },
    }))
}
