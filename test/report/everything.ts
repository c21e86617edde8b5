import { changeKey } from '../../src/core/model/change.ts'
import type { PlanDocument } from '../../src/core/plan/document.ts'
import type { LockedEnvironment } from '../../src/core/model/lock.ts'
import type { Problem } from '../../src/core/model/problem.ts'
import { acceptJson, acceptText } from '../../src/report/acceptText.ts'
import type { Event } from '../../src/core/model/ports.ts'
import type { Applied } from '../../src/core/results/apply.ts'
import { Failure } from '../../src/core/model/failure.ts'
import { applyPage } from '../../src/report/pages/apply.ts'
import { driftPage } from '../../src/report/pages/drift.ts'
import { acceptedOf, driftIn } from './drifting.ts'
import { jsonText } from '../../src/report/json.ts'
import { lockJson, lockText } from '../../src/report/lockText.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { planPage } from '../../src/report/pages/plan.ts'
import { pageText } from '../../src/report/text/text.ts'
import { problemsJson } from '../../src/report/problemText.ts'
import { eventJson, eventLine } from '../../src/report/progress.ts'
import { pullJson, pullText } from '../../src/report/pullText.ts'
import { validatePage } from '../../src/report/pages/validate.ts'
import { lockOf } from './build.ts'

/** C0, DEL, C1, lone surrogates, bidirectional controls, line separators. */
export const DANGEROUS = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u

/** Every text that is made from a plan and what belongs to it. */
export function textsOf(document: PlanDocument, paint = plainPaint): readonly string[] {
  const { environment, plan, warnings: problems } = document
  const drift = driftIn(document, [...plan.drift, ...plan.changes])
  const pulled = pulledOf(document)
  const sources = new Map(
    problems.flatMap(({ at, message }) => (at === undefined ? [] : [[at.file, message] as const])),
  )
  return [
    pageText(planPage(document, { next: ['cliq-ds apply'], planFile: environment, sources }), paint),
    pageText(planPage({ ...document, source: 'lock' }), paint, { unfolded: new Set(['steps', 'hazards'] as const) }),
    pageText(driftPage(drift, ['cliq-ds drift --accept']), paint),
    pageText(driftPage({ ...drift, changes: [] }), paint),
    acceptText(acceptedOf(document), paint, { next: ['cliq-ds plan'] }),
    lockText(environment, lockedOf(document), paint),
    pullText(pulled, paint),
    pageText(validatePage({ definitions: [], rowsOnly: [], files: ['a.yaml'], problems, sources }), paint),
    pageText(applyPage(applyOf(document, 'stopped'), AFTER), paint),
    pageText(applyPage(applyOf(document, 'diverged'), AFTER), paint),
    ...eventsOf(document).flatMap(event => eventLine(event, paint) ?? []),
  ]
}

/** The same for programs, as printed. */
export function jsonsOf(document: PlanDocument): readonly string[] {
  const { environment, plan, warnings: problems } = document
  const values = [
    planPage(document).json,
    driftPage(driftIn(document, plan.drift)).json,
    acceptJson(acceptedOf(document)),
    lockJson(environment, lockedOf(document)),
    pullJson(pulledOf(document)),
    validatePage({ definitions: [], rowsOnly: [], files: ['a.yaml'], problems, sources: new Map() }).json,
    problemsJson(problems),
    applyPage(applyOf(document, 'stopped'), AFTER).json,
    ...eventsOf(document).map(eventJson),
  ]
  return values.map(value => jsonText(value, 0))
}

function lockedOf({ plan, target }: PlanDocument): LockedEnvironment {
  return { ...lockOf(...plan.base.values()), target }
}

function pulledOf({ environment, where, plan }: PlanDocument) {
  const names = [...plan.target.keys()]
  const written = new Map(names.map(name => [name, `schemas/${name}.yaml`] as const))
  return {
    environment,
    where,
    written,
    unchanged: plan.unchanged,
    adopted: names,
    absent: plan.kept.datastores,
    byHand: new Map(plan.kept.datastores.map(name => [name, plan.problems] as const)),
    calls: 1,
  }
}

const AFTER = { next: ['cliq-ds apply'], exit: 9 }

function applyOf(document: PlanDocument, kind: Applied['kind']): Applied {
  const { plan, warnings } = document
  const [first, ...rest] = warnings
  const trouble = plan.steps.slice(0, 1).flatMap(step => warnings.map(problem => ({ step, problem })))
  const lists = { done: plan.steps, skipped: [], unknown: trouble, failed: trouble, notStarted: plan.steps }
  const journal = { ...lists, rows: [], backups: [], surprises: plan.changes, calls: plan.estimate.calls, seconds: 1 }
  return { document, kind, journal, stoppedBy: first && new Failure([first, ...rest]) }
}

function eventsOf({ environment, plan, warnings }: PlanDocument): readonly Event[] {
  const of = plan.steps.length
  const steps = plan.steps.flatMap((step, index): readonly Event[] => [
    { type: 'step-done', index, of, step },
    ...warnings.map((problem): Event => ({ type: 'step-failed', index, of, step, problem })),
  ])
  const notes = warnings.map((problem): Event => ({ type: 'note', problem }))
  return [{ type: 'reading', what: 'records', datastore: environment }, ...steps, ...notes]
}

/** The same document with everything whose order means nothing turned round. */
export function turnedRound(document: PlanDocument): PlanDocument {
  const { plan, places, warnings } = document
  const map = <K, V>(of: ReadonlyMap<K, V>): ReadonlyMap<K, V> => new Map([...of].reverse())
  const reversed = {
    base: map(plan.base),
    target: map(plan.target),
    changes: [...plan.changes].reverse(),
    risks: [...plan.risks].reverse(),
    drift: [...plan.drift].reverse(),
    unchanged: [...plan.unchanged].reverse(),
    kept: {
      datastores: [...plan.kept.datastores].reverse(),
      outside: [...plan.kept.outside].reverse(),
      fields: map(plan.kept.fields),
    },
    problems: [...plan.problems].reverse(),
    estimate: { ...plan.estimate, calls: map(plan.estimate.calls), scopes: [...plan.estimate.scopes].reverse() },
  }
  return { ...document, plan: { ...plan, ...reversed }, places: map(places), warnings: [...warnings].reverse() }
}

/** A warning at the first changed place, with the text given. */
export function warningOf(document: PlanDocument, text: string): Problem {
  const [change] = document.plan.changes
  const at = (change && document.places.get(changeKey(change))) ?? { file: text, line: 1, col: 1 }
  return { code: 'LT101', severity: 'warning', message: text, at: { ...at, line: 1 }, hint: text }
}
