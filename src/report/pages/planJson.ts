import { byCodeUnit } from '../../core/model/catalog.ts'
import { changeKey, changeName } from '../../core/model/change.ts'
import type { Change } from '../../core/model/change.ts'
import { summaryOf } from '../../core/plan/document.ts'
import type { PlanDocument } from '../../core/plan/document.ts'
import type { Estimate } from '../../core/plan/estimate.ts'
import { plainChange, plainHeld } from '../../core/model/plain.ts'
import type { Json } from '../../core/model/plain.ts'
import type { Place } from '../../core/model/problem.ts'
import type { Risk } from '../../core/model/risk.ts'
import { callsJson, FORMAT_VERSION } from '../json.ts'
import { placeJson, problemJson } from '../problemText.ts'
import { seedsJson } from '../seedRows.ts'
import { stepJson } from '../stepText.ts'

/**
 * A plan for programs, in the form of `planJsonSchema`. Hidden values are not in it, nor is anything of the moment. Its
 * parts come in the order of the page, all its problems among the warnings.
 */
export function planJson(document: PlanDocument): Json {
  const { environment, target, where, source, definitions, plan, places, digest, warnings, checks, backup, rows } =
    document
  return {
    formatVersion: FORMAT_VERSION,
    environment,
    target,
    where,
    source,
    definitions,
    digest,
    summary: { ...summaryOf(plan) },
    changes: plan.changes.map(change => changeJson(change, places)),
    risks: plan.risks.map(riskJson),
    steps: plan.steps.map(stepJson),
    drift: plan.drift.map(plainChange),
    unchanged: [...plan.unchanged].sort(byCodeUnit),
    kept: {
      datastores: [...plan.kept.datastores].sort(byCodeUnit),
      outside: [...plan.kept.outside].sort(byCodeUnit),
      fields: keptFields(plan.kept.fields),
    },
    adopts: [...plan.adopts].sort(byCodeUnit),
    problems: warnings.map(problemJson),
    estimate: estimateJson(plan.estimate),
    ...(rows && { seeds: seedsJson(rows.plans) }),
    ...(checks !== undefined && { checks }),
    ...(backup !== undefined && { backup }),
    ...(document.rowsOnly && { rowsOnly: Object.fromEntries(document.rowsOnly) }),
    ...(document.reverts !== undefined && { reverts: document.reverts }),
    ...(document.chosen && { chosen: { ...document.chosen } }),
  }
}

function changeJson(change: Change, places: ReadonlyMap<string, Place>): Json {
  const at = places.get(changeKey(change))
  return { ...plainChange(change), ...(at && { at: placeJson(at) }) }
}

function riskJson({ level, code, change, because, consent, granted, held }: Risk): Json {
  return {
    level,
    code,
    change: changeName(change),
    because,
    ...(consent !== undefined && { consent }),
    granted,
    ...(held && { held: plainHeld(held) }),
  }
}

function keptFields(fields: ReadonlyMap<string, readonly string[]>): Json {
  const sorted = [...fields].sort(([a], [b]) => byCodeUnit(a, b))
  return Object.fromEntries(sorted.map(([name, each]) => [name, [...each].sort(byCodeUnit)]))
}

function estimateJson({ calls, writes, total, seconds, scopes, atLeast }: Estimate): Json {
  const figures = { calls: callsJson(calls), writes, total, seconds, scopes: [...scopes].sort(byCodeUnit) }
  return { ...figures, ...(atLeast && { atLeast }) }
}
