import type { Drifted } from '../../core/drift/attribution.ts'
import { changeKey, changeName } from '../../core/model/change.ts'
import { plainChange } from '../../core/model/plain.ts'
import type { Json } from '../../core/model/plain.ts'
import { sortedProblems } from '../../core/model/problem.ts'
import { tallyOf } from '../../core/plan/document.ts'
import type { Drift } from '../../core/results/drift.ts'
import { counted, grouped } from '../amounts.ts'
import { FORMAT_VERSION } from '../json.ts'
import type { Finding, Group, Page, Part, Verdict } from '../page.ts'
import { problemJson } from '../problemText.ts'
import { plainBranches } from './changes.ts'
import { sortedChanges } from './order.ts'
import { problemFindings } from './findings.ts'

/** Drift with the ways on from there; one line when there is none and nothing to say beside it. */
export function driftPage(result: Drift, next: readonly string[] = []): Page {
  const drift: Drift = {
    ...result,
    changes: inOrder(result.changes),
    ignored: inOrder(result.ignored),
    pending: sortedChanges(result.pending),
    problems: sortedProblems(result.problems),
  }
  const { environment, where, known, calls, changes } = drift
  const hasDrifted = changes.length > 0 && known > 0
  return {
    verb: 'drift',
    environment,
    where,
    about: [
      [`Lock file against live: ${counted(known, 'datastore')}, ${counted(calls, 'call')}.`],
      ['Last applied -> live.'],
    ],
    verdict: verdictOf(drift, hasDrifted),
    parts: partsOf(drift, hasDrifted),
    next: hasDrifted ? next : [],
    findings: [...changes.map(each => findingOf(each, environment)), ...problemFindings(drift.problems, environment)],
    passed: [],
    skipped: [],
    json: driftJson(drift),
  }
}

function driftJson(drift: Drift): Json {
  const { environment, where, changes, ignored, pending, unknown, problems, known, calls } = drift
  const plain = ({ change, by, conflict }: Drifted) => ({ ...plainChange(change), by, conflict })
  return {
    formatVersion: FORMAT_VERSION,
    environment,
    where,
    drifted: changes.length > 0,
    ...(drift.chosen && { chosen: { ...drift.chosen } }),
    known,
    calls,
    drift: changes.map(plain),
    ignored: ignored.map(each => {
      const { pattern, reason, until } = each.entry
      return { ...plain(each), pattern, reason, until }
    }),
    pending: pending.map(plainChange),
    ...(unknown && { unknown: problemJson(unknown) }),
    problems: problems.map(problemJson),
  }
}

function verdictOf({ environment, changes, ignored, known, calls, chosen }: Drift, hasDrifted: boolean): Verdict {
  const name = { name: environment }
  const idle = { label: '', tone: 'plain', isIdle: true } as const
  const only = chosen === undefined ? '' : `, ${grouped(chosen.leftOut.length)} not chosen`
  if (known === 0)
    return { ...idle, says: [name, ' was never applied or pulled from here, so there is no drift to find'] }
  if (!hasDrifted) {
    const beyond = ignored.length === 0 ? '' : ' beyond what is ignored'
    return {
      ...idle,
      says: [name, ` has not drifted${beyond}: ${counted(known, 'datastore')}${only}, ${counted(calls, 'call')}`],
    }
  }
  const { add, change, remove } = tallyOf(changes.map(each => each.change))
  const conflicts = changes.filter(each => each.conflict).length
  const sum = `${add} added, ${change} changed, ${remove} removed outside`
  return {
    label: 'Drift',
    says: [sum, conflicts === 0 ? '' : `; ${conflicts} in conflict`, only],
    tone: 'strong',
    isIdle: false,
  }
}

function partsOf(drift: Drift, hasDrifted: boolean): readonly Part[] {
  const { changes, problems, known } = drift
  const told: Part = { id: 'problems', blocks: [{ kind: 'problems', problems, sources: new Map() }] }
  if (known === 0) return [told]
  const movers = new Map(changes.map(each => [each.change, moverText(each)] as const))
  const branches = plainBranches(
    changes.map(each => each.change),
    change => movers.get(change) ?? '',
  )
  return [
    { id: 'changes', blocks: hasDrifted ? [{ kind: 'tree', branches }] : [] },
    { id: 'ignored', blocks: ignoredOf(drift) },
    { id: 'pending', blocks: hasDrifted ? pendingOf(drift) : [] },
    told,
  ]
}

function moverText({ by, conflict }: Drifted): string {
  switch (by) {
    case 'outside':
      return 'outside'
    case 'both':
      return conflict ? 'changed on both sides (conflict)' : 'same change on both sides'
    case 'unknown':
      return ''
  }
}

function ignoredOf({ ignored }: Drift): readonly Group[] {
  if (ignored.length === 0) return []
  const reasons = new Map(ignored.map(({ entry }) => [entry.pattern, `until ${entry.until}: ${entry.reason}`] as const))
  return [
    {
      kind: 'group',
      title: 'Ignored',
      says: ['apply still applies the definitions'],
      tone: 'plain',
      items: [...reasons].map(([pattern, text]) => ({ label: [{ name: pattern }], text: [text], tone: 'plain' })),
      branches: plainBranches(
        ignored.map(each => each.change),
        () => '',
      ),
    },
  ]
}

function pendingOf({ pending, unknown }: Drift): readonly Group[] {
  const group = { kind: 'group', items: [] } as const
  const tone = 'doubt'
  if (unknown !== undefined) {
    const at = unknown.at === undefined ? '' : `${unknown.at.file}:${unknown.at.line} `
    const says = ['the definitions cannot be read (', VALIDATE, ')']
    const items = [{ label: [unknown.code], text: [`${at}${unknown.message}`], tone }] as const
    return [{ ...group, title: 'Who changed what is unknown', says, items, tone }]
  }
  if (pending.length === 0) return []
  const says = [`${counted(pending.length, 'edit')} of definitions, not drift (`, { command: 'cliq-ds plan' }, ')']
  return [{ ...group, title: 'Pending', says, tone: 'plain' }]
}

const VALIDATE = { command: 'cliq-ds validate' }

function findingOf({ change, conflict }: Drifted, environment: string): Finding {
  const said = conflict ? 'changed outside, and in its definition to something else' : 'changed outside'
  return {
    code: conflict ? 'DT102' : 'DT101',
    level: 'warning',
    message: `${changeName(change)}: ${said} in ${environment}`,
    fingerprint: `${environment}/${changeKey(change)}`,
  }
}

function inOrder<D extends Drifted>(drift: readonly D[]): readonly D[] {
  const ranks = new Map(sortedChanges(drift.map(each => each.change)).map((change, rank) => [change, rank] as const))
  return [...drift].sort((a, b) => (ranks.get(a.change) ?? 0) - (ranks.get(b.change) ?? 0))
}
