import { byCodeUnit } from '../core/model/catalog.ts'
import type { Datastore, Field } from '../core/model/catalog.ts'
import { nameAfter } from '../core/plan/chains.ts'
import { changeKey } from '../core/model/change.ts'
import { diff } from '../core/model/diff.ts'
import { isNamedBy } from '../core/plan/document.ts'
import type { PlanDocument, SavedPlan } from '../core/plan/document.ts'
import { uncoveredHidden } from '../core/plan/hidden.ts'
import { Failure, failure } from '../core/model/failure.ts'
import { outdated, planAgain } from '../core/plan/outdated.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { MovedSince } from '../core/model/problem.ts'
import { isHidden } from '../core/model/secrecy.ts'
import { fieldsOf } from '../core/model/step.ts'
import { shellQuoted } from '../core/model/shell.ts'
import { errandsOf, remainder } from '../engine/tasks/remainder.ts'
import type { World } from './world.ts'

/** Characters of `sha256-v1:` and 64 digits. */
const FULL_DIGEST = 74

/** Refuses a digest that a person shortened, where the environment is protected. Throws ST107. */
export function checkExpected(
  expect: string | undefined,
  { name, protected: isProtected }: World['environment'],
): void {
  if (!isProtected || expect === undefined || expect.length === FULL_DIGEST) return
  throw failure('ST107', `${name} is protected: --expect needs all 64 digits of the digest`, {
    hint: 'copy the whole digest from cliq-ds plan --json',
  })
}

/** Whether somebody reviewed what is applied. Throws DS108 where a protected environment would be applied without. */
export function isReviewed(
  { name, protected: isProtected }: World['environment'],
  saved: SavedPlan | undefined,
  { expect, review }: { readonly expect?: string | undefined; readonly review?: object | undefined },
): boolean {
  const reviewed = saved !== undefined || expect !== undefined || review !== undefined
  if (reviewed || !isProtected) return reviewed
  throw failure('DS108', `${name} is protected: apply needs a plan that was reviewed`, {
    hint: `cliq-ds plan --env ${name} --out FILE, have it reviewed, then cliq-ds apply FILE`,
  })
}

/** Refuses a saved plan that is not for this environment, org or tool, or that is too old. Throws an ST Failure. */
export function checkSaved(saved: SavedPlan, { environment, clock, version }: World): void {
  const { document, file = 'FILE' } = saved
  const again = { hint: planAgain({ document: { ...document, environment: environment.name }, file }) }
  if (document.environment !== environment.name)
    throw failure('ST103', `the plan is for ${document.environment}, not for ${environment.name}`, {
      hint: `apply it there: cliq-ds apply ${[file, '--env', document.environment].map(shellQuoted).join(' ')}; or ${again.hint}`,
    })
  if (document.target !== environment.target)
    throw failure(
      'ST101',
      `the plan was made for ${document.target}, and ${environment.name} is ${environment.target}`,
      again,
    )
  const present = { now: clock.now(), mostMs: environment.planMaxAgeMs, version }
  const problem = outdated(saved, present)
  if (problem !== undefined) throw new Failure([problem])
}

/**
 * Refuses when the plan made now is not the one that was reviewed. A saved plan that was carried out in part is still
 * the same: every datastore then stands on the way from the plan's base to its target. Throws an ST Failure that says
 * what moved.
 */
export function checkUnmoved(now: PlanDocument, saved: SavedPlan | undefined, expect: string | undefined): void {
  if (expect !== undefined && !isNamedBy(expect, saved?.document ?? now))
    throw failure('ST107', `the plan is now ${now.digest}, expected ${expect}`, {
      hint: 'definitions or the org changed since; plan and review again',
    })
  if (saved === undefined || saved.document.digest === now.digest) return
  const before = saved.document.plan
  if (isUnderWay(before, now.plan)) return
  const moved = movedBetween(saved.document, now)
  const origins = [
    ...(moved.some(each => each.by === 'outside') ? ['the org'] : []),
    ...(isRedefined(saved.document, now) ? [now.reverts === undefined ? 'the definitions' : 'what drifted'] : []),
    ...(saved.document.origins.lockFile === now.origins.lockFile ? [] : ['the lock file']),
  ]
  const message = `the plan is stale: since it was made, ${origins.length === 0 ? 'its changes' : origins.join(' and ')} changed`
  throw failure('ST108', message, {
    hint: 'plan and review again; nothing was sent',
    ...(moved.length > 0 && { moved }),
  })
}

function isRedefined(before: PlanDocument, now: PlanDocument): boolean {
  return before.origins.definitions !== now.origins.definitions
}

/** What differs between two plans of one project, each change once: an org that moved may change the target too. */
export function movedBetween(before: PlanDocument, now: PlanDocument): readonly MovedSince[] {
  const org = diff(before.plan.base, now.plan.base)
  const known = new Set(org.map(changeKey))
  const target = isRedefined(before, now) ? diff(before.plan.target, now.plan.target) : []
  return [
    ...org.map((change): MovedSince => ({ change, by: 'outside' })),
    ...target.flatMap((change): readonly MovedSince[] =>
      known.has(changeKey(change)) ? [] : [{ change, by: 'definition' }],
    ),
  ]
}

// Same goal, no new loss, and every datastore as the saved plan finds it, leaves it, or passes through.
function isUnderWay(saved: Plan, now: Plan): boolean {
  if (diff(saved.target, now.target).length > 0) return false
  // What is taken into the lock file was reviewed too; what the plan itself has made since is not there yet.
  const made = new Set(saved.steps.flatMap(each => (each.call === 'create-datastore' ? [each.datastore] : [])))
  if (now.adopts.some(each => !saved.adopts.includes(each) && !made.has(each))) return false
  const losses = new Set(saved.risks.map(each => each.consent))
  if (now.risks.some(each => each.consent !== undefined && !losses.has(each.consent))) return false
  const errands = errandsOf(saved.base, saved.steps)
  // A saved plan holds no default of a field that is hidden before or after, so none is compared with it.
  const hidden = new Set(hiddenIn(...saved.base.values(), ...errands.flatMap(each => [each.before, each.after])))
  const veiled = (datastore: Datastore | undefined) => datastore && withoutDefaults(datastore, hidden)
  const names = new Set([...saved.base.keys(), ...now.base.keys(), ...saved.target.keys()])
  return [...names].every(name => {
    const there = veiled(now.base.get(name))
    const unmoved = diff(catalogOf(veiled(saved.base.get(name))), catalogOf(there)).length === 0
    // Where nothing was done yet, all that was planned is still to do: a file that says more, or less, is no such plan.
    if (unmoved) return effectsOn(name, saved) === effectsOn(name, now)
    return errands.some(
      each =>
        passes(each.step, name) &&
        remainder({ ...each, before: veiled(each.before), after: veiled(each.after) }, there).kind !== 'surprise',
    )
  })
}

// What the schema steps of a datastore change, whichever calls they come in.
function effectsOn(name: string, { steps }: Plan): string {
  const effects = steps.flatMap(step => {
    if (step.datastore !== name || step.call === 'row-work') return []
    const fields = fieldsOf(step)
    return fields.length === 0 ? [step.call] : fields.map(field => `${step.call} ${field}`)
  })
  return [...effects].sort(byCodeUnit).join()
}

function passes(step: Plan['steps'][number], name: string): boolean {
  return step.datastore === name || nameAfter(step) === name
}

function hiddenIn(...datastores: readonly (Datastore | undefined)[]): readonly string[] {
  return datastores.flatMap(each =>
    [...(each?.fields ?? [])].filter(([, field]) => isHidden(field)).map(([name]) => `${each?.unique_name}.${name}`),
  )
}

function withoutDefaults(datastore: Datastore, names: ReadonlySet<string>): Datastore {
  const fields = [...datastore.fields].map(([name, field]): readonly [string, Field] => {
    const { default_value: _, ...rest } = field
    return [name, isHidden(field) || names.has(`${datastore.unique_name}.${name}`) ? rest : field]
  })
  return { ...datastore, fields: new Map(fields) }
}

function catalogOf(datastore: Datastore | undefined): Plan['base'] {
  return datastore === undefined ? new Map() : new Map([[datastore.unique_name, datastore]])
}

/**
 * Holds the hidden values that a plan arrives at against those of the saved one. Throws ST110 where they differ; without
 * the key that sealed them it cannot be told, which is said, as it is of a plan that was reviewed by its digest.
 */
export async function checkHidden(
  { project, notify }: World,
  now: PlanDocument,
  saved: SavedPlan | undefined,
  isReviewed: boolean,
): Promise<void> {
  const uncovered = saved === undefined && isReviewed ? uncoveredHidden(now.plan) : undefined
  if (uncovered !== undefined) notify({ type: 'note', problem: uncovered })
  if (saved === undefined) return
  const [before, is] = [saved.hidden, await project.sealHidden(now.plan)]
  if (before === undefined && is === undefined) return
  if (before !== undefined && is !== undefined && before.key !== is.key) {
    const message = 'hidden values are not covered by this plan: they were sealed with another key'
    const hint = 'set CLIQ_DS_REVIEW_KEY to the same text where plans are made and applied'
    return notify({ type: 'note', problem: { code: 'ST111', severity: 'warning', message, hint } })
  }
  if (before?.seal === is?.seal) return
  throw failure('ST110', 'a default value of a masked or encrypted field changed since the plan was made', {
    hint: 'plan and review again; nothing was sent',
  })
}
