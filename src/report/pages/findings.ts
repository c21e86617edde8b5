import type { Problem } from '../../core/model/problem.ts'
import type { Finding } from '../page.ts'

/** Problems as findings; the line may move and the finding stays the same. */
export function problemFindings(problems: readonly Problem[], about: string): readonly Finding[] {
  const seen = new Map<string, number>()
  return problems.map(({ code, severity, message, hint, at }) => {
    const same = `${about === '' ? '' : `${about}/`}${code}/${at?.file ?? ''}/${message}`
    const before = seen.get(same) ?? 0
    seen.set(same, before + 1)
    return { code, level: severity, message, hint, at, fingerprint: before === 0 ? same : `${same}/${before + 1}` }
  })
}
