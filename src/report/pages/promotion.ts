import { changeKey } from '../../core/model/change.ts'
import type { Change } from '../../core/model/change.ts'
import type { Json } from '../../core/model/plain.ts'
import { signOf } from '../../core/plan/document.ts'
import type { PlanDocument } from '../../core/plan/document.ts'
import type { Plan } from '../../core/plan/plan.ts'
import { isSameChange, promotionOf } from '../../core/plan/promotion.ts'
import { grouped } from '../amounts.ts'
import type { Entry, Finding, Group, Page, Word, Words } from '../page.ts'
import { sortedChanges } from './order.ts'

/** What is compared of a plan. */
export interface Compared extends Pick<PlanDocument, 'environment'> {
  readonly plan: Pick<Plan, 'changes'>
}

/** How a plan compares with the plan of another environment. */
export interface Differences {
  readonly environment: string
  readonly entries: readonly Entry[]
  /** The same for programs. */
  readonly json: Json
}

/** How the plans of several environments differ from the first of them, each in turn; nothing for fewer than two. */
export function differencesOf([first, ...others]: readonly Compared[]): readonly Differences[] {
  return first === undefined ? [] : others.map(each => differenceOf(each, first))
}

function differenceOf({ environment, plan }: Compared, first: Compared): Differences {
  const promotion = promotionOf(plan, first.plan)
  const [more, different, fewer] = [promotion.more, promotion.otherwise, promotion.fewer].map(each =>
    sortedChanges(each),
  ) as [readonly Change[], readonly Change[], readonly Change[]]
  const same = isSameChange(promotion)
  const head: Entry = {
    label: [{ name: environment }],
    text: ['same change as ', { name: first.environment }, same ? ': yes' : ': no'],
    tone: same ? 'quiet' : 'doubt',
  }
  return {
    environment,
    entries: [
      head,
      ...listed(['only in ', { name: environment }], more),
      ...listed(['different'], different),
      ...listed(['only in ', { name: first.environment }], fewer),
    ],
    json: {
      than: first.environment,
      same,
      more: more.map(changeKey),
      different: different.map(changeKey),
      fewer: fewer.map(changeKey),
    },
  }
}

function listed(label: Words, changes: readonly Change[]): readonly Entry[] {
  if (changes.length === 0) return []
  const text = changes.flatMap((each, at): readonly Word[] => [
    `${at === 0 ? '' : ', '}${signOf(each)} `,
    { name: changeKey(each) },
  ])
  return [{ label, text, tone: 'plain' }]
}

const MOST_NAMED = 3

/**
 * What stands above the plans of several environments: those that differ, an environment after the other, then those that
 * change the same. Nothing where there is nothing to compare.
 */
export function differencesGroups(environments: readonly (readonly Entry[])[]): readonly Group[] {
  const items = [
    ...environments.filter(each => each.length > 1).flat(),
    ...folded(environments.filter(each => each.length === 1).flat()),
  ]
  return items.length === 0 ? [] : [{ kind: 'group', title: 'Differences', tone: 'plain', items }]
}

// Of hundreds that change the same, some are named and the others counted.
function folded(same: readonly Entry[]): readonly Entry[] {
  const [first] = same
  if (first === undefined || same.length <= MOST_NAMED) return same
  const names = same.slice(0, MOST_NAMED).flatMap((each, at) => (at === 0 ? each.label : [', ', ...each.label]))
  return [{ ...first, label: [...names, ` and ${grouped(same.length - MOST_NAMED)} more`] }]
}

/** The pages of a run with what tells each plan from the first one, in words, for programs and as a finding. */
export function withDifferences(pages: readonly Page[], documents: readonly Compared[]): readonly Page[] {
  const known = new Map(differencesOf(documents).map(each => [each.environment, each] as const))
  return pages.map(page => {
    const differences = known.get(page.environment)
    if (differences === undefined) return page
    const json = isMapping(page.json) ? { ...page.json, promotion: differences.json } : page.json
    return { ...page, json, differences: differences.entries, ...testsOf(page, differences) }
  })
}

function isMapping(json: Json): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

// For those who read tests and findings: one that passes, or one that says where to look.
function testsOf({ environment, passed, findings }: Page, { entries }: Differences): Pick<Page, 'passed' | 'findings'> {
  const said = entries.map(({ label, text }, at) =>
    at === 0 ? plainWords(text) : `${plainWords(label)}: ${plainWords(text)}`,
  )
  const [head = '', ...rest] = said
  if (rest.length === 0) return { passed: [...passed, head], findings }
  const finding: Finding = {
    code: 'RV104',
    level: 'note',
    message: `${environment}: ${said.join('; ')}`,
    fingerprint: `${environment}/RV104`,
  }
  return { passed, findings: [...findings, finding] }
}

function plainWords(words: Words): string {
  return words.map(each => (typeof each === 'string' ? each : 'name' in each ? each.name : '')).join('')
}
