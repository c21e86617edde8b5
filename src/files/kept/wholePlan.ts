import type { PlanDocument } from '../../core/plan/document.ts'
import { CHECKS, hidesField } from '../../core/plan/document.ts'
import { OPERATIONS } from '../../core/model/operations.ts'
import type { Operation } from '../../core/model/operations.ts'
import type { Catalog, Datastore } from '../../core/model/catalog.ts'
import type { Change } from '../../core/model/change.ts'
import { plainCatalog, plainChange, plainDatastore, plainHeld, plainStep } from '../../core/model/plain.ts'
import type { Json } from '../../core/model/plain.ts'
import type { Estimate, LeaseCosts } from '../../core/plan/estimate.ts'
import type { Plan } from '../../core/plan/plan.ts'
import type { Place, Problem } from '../../core/model/problem.ts'
import type { Held, Repetition, Risk } from '../../core/model/risk.ts'
import type { Step } from '../../core/model/step.ts'
import { amount, flag, list, map, matching, Misfit, object, text, word } from '../disk/shape.ts'
import type { Shape } from '../disk/shape.ts'
import { changeOf, datastore, stepOf } from './planSchema.ts'

type Plain = { readonly [key: string]: Json }

const place: Shape<Place> = object({ file: text, line: amount, col: amount })

const problem: Shape<Problem> = object(
  { code: text, severity: word(['error', 'warning']), message: text },
  { at: place, hint: text },
)

const pair: Shape<readonly [string, string]> = (value, path) => {
  const [first, second, ...more] = list(text)(value, path)
  if (first !== undefined && second !== undefined && more.length === 0) return [first, second]
  throw new Misfit(path, 'a list of two expected here')
}

const repetition: Shape<Repetition> = object({
  key: list(text),
  ids: pair,
  values: (value, path) => Object.fromEntries(map(text)(value, path)),
  records: amount,
})

const held: Shape<Held> = object(
  { records: amount, withValue: amount, complete: flag },
  { repeats: list(repetition), tooLong: amount, unfit: amount, covered: amount },
)

const riskOf = (change: Shape<Change>): Shape<Risk> =>
  object(
    { level: word(['loss', 'refused', 'may-fail', 'note']), code: text, change, because: text, granted: flag },
    { consent: text, held, hint: text },
  )

const calls: Shape<ReadonlyMap<Operation, number>> = (value, path) =>
  new Map([...map(amount)(value, path)].map(([name, count]) => [operation(name, path), count] as const))

function operation(name: string, path: string): Operation {
  // The table's own keys are the operations.
  if (Object.hasOwn(OPERATIONS, name)) return name as Operation
  throw new Misfit(`${path}.${name}`, `the operation \`${name}\` is not known`)
}

const only: Shape<true> = (value, path) => {
  if (value === true) return true
  throw new Misfit(path, 'true expected here')
}

const leaseCosts: Shape<LeaseCosts> = object(
  { isThere: flag, intents: amount, settleMs: amount, listing: amount },
  { others: amount, migrations: amount },
)

const estimate: Shape<Estimate> = object(
  { calls, writes: amount, total: amount, seconds: amount, scopes: list(text) },
  { atLeast: only, copies: amount, lease: leaseCosts },
)

// A datastore that comes or goes as a whole is told once, by the end that has it; everywhere else its name stands for it.
const plan: Shape<Plan> = (value, path) => {
  const ends = new Map<string, unknown>(Object.entries(value ?? {}))
  const base = map(datastore)(ends.get('base'), `${path}.base`)
  const target = map(datastore)(ends.get('target'), `${path}.target`)
  const change = changeOf(namedIn(base), namedIn(target))
  const read = object({
    base: () => base,
    target: () => target,
    changes: list(change),
    risks: list(riskOf(change)),
    steps: list(stepOf(namedIn(target))),
    drift: list(changeOf(datastore, datastore)),
    unchanged: list(text),
    kept: object({ datastores: list(text), outside: list(text), fields: map(list(text)) }),
    adopts: list(text),
    problems: list(problem),
    estimate,
  })
  return read(value, path)
}

function namedIn(catalog: Catalog): Shape<Datastore> {
  return (value, path) => {
    if (typeof value !== 'string') return datastore(value, path)
    const found = catalog.get(value)
    if (found !== undefined) return found
    throw new Misfit(path, 'the name of a datastore of the plan expected here')
  }
}

const digest = matching(/^sha256-v1:[0-9a-f]{64}$/u, 'a digest')

/** A document as `plainDocument` writes it. */
export const document: Shape<PlanDocument> = object(
  {
    environment: text,
    target: text,
    where: text,
    source: word(['live', 'lock']),
    definitions: amount,
    plan,
    places: map(place),
    digest: matching(/^sha256-v1:[0-9a-f]{64}$/u, 'a digest'),
    warnings: list(problem),
    origins: object({ definitions: digest, lockFile: digest }),
  },
  {
    checks: word(CHECKS),
    backup: word(['waived']),
    reverts: list(text),
    chosen: object({ names: list(text), leftOut: list(text) }),
    rowsOnly: map(text),
    prefix: text,
    keys: map(list(list(text))),
  },
)

/** A document as JSON, whole but for what must not be kept: values that are not for the eye, and the moment's budgets. */
export function plainDocument(document: PlanDocument): Plain {
  const { environment, target, where, source, definitions, places, digest, warnings, checks, backup } = document
  return {
    environment,
    target,
    where,
    source,
    definitions,
    plan: plainPlan(document.plan),
    places: Object.fromEntries([...places].map(([key, at]) => [key, { ...at }])),
    digest,
    warnings: warnings.map(plainProblem),
    origins: { ...document.origins },
    ...(checks !== undefined && { checks }),
    ...(backup !== undefined && { backup }),
    ...(document.rowsOnly && { rowsOnly: Object.fromEntries(document.rowsOnly) }),
    ...(document.reverts !== undefined && { reverts: document.reverts }),
    ...(document.chosen && { chosen: { ...document.chosen } }),
    ...(document.prefix !== undefined && { prefix: document.prefix }),
    ...(document.keys && { keys: Object.fromEntries(document.keys) }),
  }
}

function plainPlan(plan: Plan): Plain {
  const { base, target, changes, risks, steps, drift, unchanged, kept, problems } = plan
  return {
    base: plainCatalog(base),
    target: plainCatalog(target),
    changes: changes.map(each => shortChange(each, plan)),
    risks: risks.map(each => plainRisk(each, plan)),
    steps: steps.map(each => shortStep(each, plan)),
    drift: drift.map(plainChange),
    unchanged,
    kept: { datastores: kept.datastores, outside: kept.outside, fields: Object.fromEntries(kept.fields) },
    adopts: plan.adopts,
    problems: problems.map(plainProblem),
    estimate: plainEstimate(plan.estimate),
  }
}

function shortChange(change: Change, { base, target }: Pick<Plan, 'base' | 'target'>): Plain {
  const { kind, datastore: about } = change
  if (change.kind === 'datastore-added') return { kind, datastore: about, to: shortOf(change.to, target) }
  if (change.kind === 'datastore-removed') return { kind, datastore: about, from: shortOf(change.from, base) }
  return plainChange(change)
}

function shortStep(each: Step, plan: Plan): Plain {
  const { call, datastore: about } = each
  if (each.call === 'create-datastore')
    return { call, datastore: about, definition: shortOf(each.definition, plan.target) }
  return plainStep(each, hidesField(plan, each))
}

function shortOf(whole: Datastore, catalog: Catalog): Json {
  return catalog.get(whole.unique_name) === whole ? whole.unique_name : plainDatastore(whole)
}

function plainProblem({ code, severity, message, at, hint }: Problem): Plain {
  return { code, severity, message, ...(at !== undefined && { at: { ...at } }), ...(hint !== undefined && { hint }) }
}

function plainRisk({ level, code, change, because, consent, granted, held, hint }: Risk, plan: Plan): Plain {
  return {
    level,
    code,
    change: shortChange(change, plan),
    because,
    granted,
    ...(consent !== undefined && { consent }),
    ...(held !== undefined && { held: plainHeld(held) }),
    ...(hint !== undefined && { hint }),
  }
}

function plainEstimate({ calls, lease, ...figures }: Estimate): Plain {
  return { ...figures, calls: Object.fromEntries(calls), ...(lease && { lease: { ...lease } }) }
}
