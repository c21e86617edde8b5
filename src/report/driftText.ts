import type { Drifted } from '../core/drift/attribution.ts'
import type { Change } from '../core/model/change.ts'
import { signOf } from '../core/plan/document.ts'
import type { IgnoredDrift } from '../core/drift/ignored.ts'
import { plainChange } from '../core/model/plain.ts'
import type { Json } from '../core/model/plain.ts'
import { sortedProblems } from '../core/model/problem.ts'
import type { Problem } from '../core/model/problem.ts'
import { counted } from './amounts.ts'
import { sortedChanges } from './pages/changes.ts'
import { escapeText } from './escape.ts'
import { entry, paragraph } from './layout.ts'
import type { Paint } from './paint.ts'
import { FORMAT_VERSION } from './json.ts'
import { problemJson, problemsText } from './problemText.ts'
import { changeTree } from './changeTree.ts'

/** What was changed outside since the last apply or pull: from what we left to what is live, and who moved it. */
export interface DriftResult {
  readonly environment: string
  readonly where: string
  readonly changes: readonly Drifted[]
  readonly ignored: readonly IgnoredDrift[]
  /** Edits of definitions that wait for an apply. */
  readonly pending: readonly Change[]
  /** Why nobody knows who moved what. */
  readonly unknown?: Problem
  readonly problems: readonly Problem[]
  /** Datastores that the lock file knows. */
  readonly known: number
  readonly calls: number
}

/** Drift as people read it, with the ways on from there; one line when there is none and nothing to say beside it. */
export function driftText(drift: DriftResult, paint: Paint, options: { readonly next: readonly string[] }): string {
  const { environment, changes, known, problems } = drift
  const told = problems.length === 0 ? [] : [problemsText(problems, new Map(), paint)]
  if (known === 0)
    return [
      `${escapeText(environment)} was never applied or pulled from here, so nothing is known to drift`,
      ...told,
    ].join('\n\n')
  const blocks = [
    ...(changes.length === 0 ? [idleLine(drift)] : [headText(drift, paint), ...treeTexts(changes, paint)]),
    ...ignoredTexts(drift, paint),
    ...(changes.length === 0 ? [] : besideTexts(drift, paint)),
    ...told,
    ...(changes.length === 0 ? [] : [endText(changes, paint, options.next)]),
  ]
  return blocks.join('\n\n')
}

/** Drift for programs. */
export function driftJson(drift: DriftResult): Json {
  const { environment, where, changes, ignored, pending, unknown, problems, known, calls } = drift
  const plain = ({ change, by, conflict }: Drifted) => ({ ...plainChange(change), by, conflict })
  return {
    formatVersion: FORMAT_VERSION,
    environment,
    where,
    drifted: changes.length > 0,
    known,
    calls,
    drift: inOrder(changes).map(plain),
    ignored: inOrder(ignored).map(each => {
      const { pattern, reason, until } = each.entry
      return { ...plain(each), pattern, reason, until }
    }),
    pending: sortedChanges(pending).map(plainChange),
    ...(unknown && { unknown: problemJson(unknown) }),
    problems: sortedProblems(problems).map(problemJson),
  }
}

function idleLine({ environment, ignored, known, calls }: DriftResult): string {
  const beyond = ignored.length === 0 ? '' : ' beyond what is ignored'
  return `${escapeText(environment)} has not drifted${beyond}: ${counted(known, 'datastore')}, ${counted(calls, 'call')}`
}

function headText({ environment, where, known, calls }: DriftResult, paint: Paint): string {
  return `Environment ${paint.bold(escapeText(environment))} · ${escapeText(where)}
Lock file against live: ${counted(known, 'datastore')}, ${counted(calls, 'call')}. What we left -> what is there.`
}

function treeTexts(changes: readonly Drifted[], paint: Paint): readonly string[] {
  const movers = new Map(changes.map(each => [each.change, moverText(each)] as const))
  return changeTree(
    changes.map(each => each.change),
    change => movers.get(change) ?? '',
    paint,
  )
}

function moverText({ by, conflict }: Drifted): string {
  switch (by) {
    case 'outside':
      return 'outside'
    case 'both':
      return conflict ? 'both, in conflict' : 'both, the same way'
    case 'unknown':
      return ''
  }
}

function ignoredTexts({ ignored }: DriftResult, paint: Paint): readonly string[] {
  if (ignored.length === 0) return []
  const reasons = new Map(
    ignored.map(({ entry: each }) => [each.pattern, `until ${each.until}: ${escapeText(each.reason)}`] as const),
  )
  const trees = changeTree(
    ignored.map(each => each.change),
    () => '',
    paint,
  )
  const lines = [...reasons].flatMap(([pattern, text]) => entry(escapeText(pattern), text))
  const below = trees.map(text => text.replaceAll(/^/gmu, '  '))
  return [[`${paint.bold('Ignored')}  apply still does what is defined`, ...lines, ...below].join('\n')]
}

function besideTexts({ pending, unknown }: DriftResult, paint: Paint): readonly string[] {
  if (unknown !== undefined) {
    const at = unknown.at === undefined ? '' : `${unknown.at.file}:${unknown.at.line} `
    const why = `Who moved what is unknown, since the definitions cannot be read: ${escapeText(`${at}${unknown.code} ${unknown.message}`)} (cliq-ds validate)`
    return [paragraph(why, 0).map(paint.yellow).join('\n')]
  }
  if (pending.length === 0) return []
  const edits = counted(pending.length, 'edit')
  return [`${paint.bold('Pending')}  ${edits} of definitions, not drift (cliq-ds plan)`]
}

function endText(changes: readonly Drifted[], paint: Paint, next: readonly string[]): string {
  const count = (sign: string) => changes.filter(each => signOf(each.change) === sign).length
  const conflicts = changes.filter(each => each.conflict).length
  const sum = `Drift: ${count('+')} added, ${count('~')} changed, ${count('-')} removed outside${conflicts === 0 ? '' : `; ${conflicts} in conflict`}`
  const ways = next.map((each, index) => `${index === 0 ? 'Next ' : '     '} ${paint.cyan(escapeText(each))}`)
  return [paint.bold(sum), ...ways].join('\n')
}

function inOrder<D extends Drifted>(drift: readonly D[]): readonly D[] {
  const ranks = new Map(sortedChanges(drift.map(each => each.change)).map((change, rank) => [change, rank] as const))
  return [...drift].sort((a, b) => (ranks.get(a.change) ?? 0) - (ranks.get(b.change) ?? 0))
}
