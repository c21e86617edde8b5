import { advanceWithin } from '../../core/plan/advance.ts'
import { NO_TYPE_CAPS } from '../../core/model/caps.ts'
import { byCodeUnit, catalogOf } from '../../core/model/catalog.ts'
import type { Catalog, Datastore } from '../../core/model/catalog.ts'
import { nameAfter } from '../../core/plan/chains.ts'
import { changeKey } from '../../core/model/change.ts'
import type { Change } from '../../core/model/change.ts'
import { diff } from '../../core/model/diff.ts'
import type { LiveDatastore } from '../../core/model/live.ts'
import { fieldsOf } from '../../core/model/step.ts'
import type { Step } from '../../core/model/step.ts'

/** One step with the datastore as it must be before and after; undefined where it must not exist. */
export interface Errand {
  /** Its place in the plan, from 0. */
  readonly index: number
  readonly step: Step
  readonly before: Datastore | undefined
  readonly after: Datastore | undefined
}

/** What is left of a step on the datastore as it was read. */
export type Remainder =
  /** The post-condition holds. */
  | { readonly kind: 'done' }
  /** `whole` when nothing of the step was done; otherwise `step` carries only what is missing. */
  | { readonly kind: 'open'; readonly step: Step; readonly whole: boolean }
  /** Neither before nor after, nor between: someone else was here, or Cliq did something else. */
  | { readonly kind: 'surprise'; readonly moved: readonly Change[] }

/** The plan's steps with what each finds and leaves, datastore by datastore. Throws when a step is illegal: a plan is proven before. */
export function errandsOf(base: Catalog, steps: readonly Step[]): readonly Errand[] {
  const catalog = new Map(base)
  return steps.map((step, index) => {
    const before = catalog.get(step.datastore)
    const refused = advanceWithin(catalog, step, NO_TYPE_CAPS)
    if (refused !== undefined) throw new Error(`step ${index + 1} was never proven: ${refused.because}`)
    return { index, step, before, after: catalog.get(nameAfter(step)) }
  })
}

/**
 * Compares the datastore as it is with what the step needs and leaves. The one test of post- and pre-condition, for
 * batches field by field: a batch that Cliq did in part leaves a smaller step.
 */
export function remainder(errand: Errand, now: Datastore | undefined): Remainder {
  const { before, after, step } = errand
  const left = changesBetween(now, after)
  if (left.length === 0) return { kind: 'done' }
  // What goes as a whole has to be the whole that was consented to.
  if (step.call === 'delete-datastore') {
    const moved = changesBetween(before, now)
    return moved.length === 0 ? { kind: 'open', step, whole: true } : { kind: 'surprise', moved }
  }
  const whole = changesBetween(before, after)
  const asked = new Set(whole.map(fingerprint))
  if (left.every(change => asked.has(fingerprint(change)))) {
    if (left.length === whole.length) return { kind: 'open', step, whole: true }
    return { kind: 'open', step: reduced(step, left), whole: false }
  }
  return { kind: 'surprise', moved: changesBetween(before, now) }
}

/**
 * Fields of the step that are someone else's by now: the name is there, and its id is another one. A namesake is
 * neither edited nor deleted.
 */
export function replaced(
  { step }: Errand,
  was: LiveDatastore | undefined,
  now: LiveDatastore | undefined,
): readonly Change[] {
  if (step.call !== 'edit-fields' && step.call !== 'delete-fields') return []
  const { datastore } = step
  return fieldsOf(step).flatMap((field): readonly Change[] => {
    const [from, to] = [was?.datastore.fields.get(field), now?.datastore.fields.get(field)]
    if (from === undefined || to === undefined) return []
    if (was?.identity.fields.get(field) === now?.identity.fields.get(field)) return []
    return [
      { kind: 'field-removed', datastore, field, from },
      { kind: 'field-added', datastore, field, to },
    ]
  })
}

/** What differs from what the step should have left. */
export function differences(errand: Errand, now: Datastore | undefined): readonly Change[] {
  return changesBetween(errand.after, now)
}

function changesBetween(from: Datastore | undefined, to: Datastore | undefined): readonly Change[] {
  const renamed = from !== undefined && to !== undefined && from.unique_name !== to.unique_name
  const names = renamed ? new Map([[from.unique_name, to.unique_name]]) : undefined
  return diff(catalogOf(from === undefined ? [] : [from]), catalogOf(to === undefined ? [] : [to]), names)
}

// The value that goes counts too: what someone else edited since the plan is never overwritten.
function fingerprint(change: Change): string {
  const from = 'from' in change ? change.from : undefined
  const gone = typeof from === 'object' && 'fields' in from ? from.unique_name : inOrder(from)
  return JSON.stringify([changeKey(change), gone, 'attribute' in change ? change.to : undefined])
}

// A field is the same whatever order its attributes stand in: one that an earlier step added stands in another than a read one.
function inOrder<T>(from: T): T | readonly (readonly [string, unknown])[] {
  if (typeof from !== 'object' || from === null || Array.isArray(from)) return from
  return Object.entries(from).sort(([a], [b]) => byCodeUnit(a, b))
}

function reduced(step: Step, left: readonly Change[]): Step {
  const fields = new Set(left.flatMap(change => ('field' in change ? [change.field] : [])))
  switch (step.call) {
    case 'add-fields':
      return { ...step, fields: new Map([...step.fields].filter(([name]) => fields.has(name))) }
    case 'edit-fields':
      return { ...step, fields: new Map([...step.fields].filter(([name]) => fields.has(name))) }
    case 'delete-fields':
      return { ...step, fields: step.fields.filter(name => fields.has(name)) }
    case 'create-datastore':
    case 'edit-datastore':
    case 'delete-datastore':
    case 'row-work':
      return step
  }
}
