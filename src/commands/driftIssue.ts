import type { Forge, IssueText } from '../core/review/forge.ts'

/**
 * Keeps one issue in step with what drifted: opened with the first drift, updated, opened again, and closed when there is
 * none. `line` is its hidden first line. Resolves to its address; '' where there is none and nothing drifted.
 */
export async function keepDriftIssue(forge: Forge, line: string, text: IssueText, isDrifted: boolean): Promise<string> {
  const body = `${line}\n${text.body}\n`
  const own = (await forge.fetchIssues(line)).filter(each => each.isOurs)
  const [first, ...others] = own
  if (first === undefined) return isDrifted ? (await forge.createIssue({ title: text.title, body })).url : ''
  if (first.body.trimEnd() !== body.trimEnd() || first.isOpen !== isDrifted)
    await forge.editIssue(first.id, { title: text.title, body, isOpen: isDrifted })
  for (const each of others.filter(other => other.isOpen))
    await forge.editIssue(each.id, { title: text.title, body: each.body, isOpen: false })
  return first.url
}
