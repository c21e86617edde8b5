import type { ForgeSettings } from '../core/review/settings.ts'
import { mappingOf, textOf } from './shape.ts'
import { send } from './wire.ts'
import type { ForgeWire } from './wire.ts'

// What the token may not read is left open: the rest is still worth knowing.
async function read(wire: ForgeWire, path: string): Promise<unknown> {
  const answer = await send(wire, { method: 'GET', path, takes: [401, 403, 404, 410] })
  return answer === 'lost' || answer.status >= 300 ? undefined : answer.body
}

const listOf = (value: unknown) => (Array.isArray(value) ? value.map(mappingOf) : undefined)
const flagOf = (value: unknown) => (typeof value === 'boolean' ? value : undefined)

/** Settings of a repository of GitHub. Reads alone. `at` is its path. */
export async function gitHubSettings(wire: ForgeWire, at: string): Promise<ForgeSettings> {
  const repository = mappingOf(await read(wire, at))
  const branch = textOf(repository['default_branch']) || 'main'
  const own = await read(wire, `${at}/branches/${encodeURIComponent(branch)}`)
  // Rulesets are told apart from the older protection.
  const rules = listOf(await read(wire, `${at}/rules/branches/${encodeURIComponent(branch)}?per_page=100`)) ?? []
  const there = listOf(mappingOf(await read(wire, `${at}/environments?per_page=100`))['environments'])
  const isRuled = rules.some(each => each['type'] === 'pull_request')
  return {
    branch,
    isProtected: isRuled ? true : flagOf(mappingOf(own)['protected']),
    hasIssues: flagOf(repository['has_issues']),
    environments: there?.map(each => ({
      name: textOf(each['name']),
      hasReviewers: (listOf(each['protection_rules']) ?? []).some(rule => rule['type'] === 'required_reviewers'),
      isLimited: typeof each['deployment_branch_policy'] === 'object' && each['deployment_branch_policy'] !== null,
    })),
    variables: undefined,
  }
}

/** Settings of a project of GitLab. Reads alone, and no value of a variable is kept. `at` is its path. */
export async function gitLabSettings(wire: ForgeWire, at: string): Promise<ForgeSettings> {
  const project = mappingOf(await read(wire, at))
  const branch = textOf(project['default_branch']) || 'main'
  const kept = listOf(await read(wire, `${at}/protected_branches?per_page=100`))
  const variables = listOf(await read(wire, `${at}/variables?per_page=100`))
  const issues = textOf(project['issues_access_level'])
  return {
    branch,
    isProtected: kept?.some(each => fits(textOf(each['name']), branch)),
    hasIssues: issues === '' ? undefined : issues !== 'disabled',
    environments: undefined,
    variables: variables?.map(each => ({
      name: textOf(each['key']),
      isMasked: each['masked'] === true,
      isProtected: each['protected'] === true,
    })),
  }
}

// A protected branch may be a pattern with stars.
function fits(pattern: string, branch: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return pattern === branch
  const last = rest.at(-1) ?? ''
  let at = first.length
  if (!branch.startsWith(first) || !branch.endsWith(last)) return false
  for (const part of rest.slice(0, -1)) {
    const found = branch.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= branch.length - last.length
}
