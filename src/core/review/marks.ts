import type { Catalog, Datastore } from '../model/catalog.ts'
import { canonicalText, plainChange, plainDatastore, plainStep } from '../model/plain.ts'
import { advance } from '../plan/advance.ts'
import { nameAfter } from '../plan/chains.ts'
import { hidesField } from '../plan/document.ts'
import { hiddenValues } from '../plan/hidden.ts'
import type { PlanDocument } from '../plan/document.ts'
import type { Plan } from '../plan/plan.ts'
import type { Step } from '../model/step.ts'
import type { Marks } from './slot.ts'

/** SHA-256 of a text in base64url. */
export type Hash = (text: string) => string

type Planned = Pick<PlanDocument, 'target' | 'backup' | 'plan'>

/**
 * The digests of each datastore that the plan changes or adopts, by the name it shall have. Each covers that datastore
 * alone, so what another pull request does elsewhere moves none of them. None for a plan that cannot be carried out. Hidden
 * values are covered where `sign` has a key: a digest of a short text without one can be guessed by whoever reads the comment.
 */
export function marksOf({ target: org, backup, plan }: Planned, hash: Hash, sign?: Hash): ReadonlyMap<string, Marks> {
  if (plan.problems.some(each => each.severity === 'error')) return new Map()
  const steps = stepsByDatastore(plan)
  return new Map(
    namesOf(plan).map(name => {
      const losses = plan.risks.flatMap(({ change, consent }) =>
        change.datastore === name && consent !== undefined ? [consent] : [],
      )
      const hidden = sign && hiddenValues({ target: entry(plan.target, name) })
      const goal = {
        org,
        datastore: name,
        goal: plainOf(plan.target.get(name)),
        ...(hidden !== undefined && { hidden: sign?.(canonicalText(['hidden values', org, hidden])) ?? '' }),
      }
      const change = {
        ...goal,
        // Whether what goes is copied first is part of what was reviewed.
        ...(backup !== undefined && losses.length > 0 && { backup }),
        base: plainOf(plan.base.get(earlierName(plan, name))),
        changes: plan.changes.filter(each => each.datastore === name).map(plainChange),
        steps: (steps.get(name) ?? []).map(step => plainStep(step, hidesField(plan, step))),
        losses,
        adopts: plan.adopts.includes(name),
      }
      return [name, [hash(canonicalText(change)), hash(canonicalText(goal))]] as const
    }),
  )
}

/**
 * Digests of each state that a changed datastore has on the way, the first and the last included: an apply that was
 * killed is recognised by them on any machine. Values that the server decides do not count.
 */
export function waysOf({ plan }: Pick<Planned, 'plan'>, hash: Hash): ReadonlyMap<string, readonly string[]> {
  const steps = stepsByDatastore(plan)
  return new Map(
    namesOf(plan).map(name => {
      let catalog: Catalog = entry(plan.base, earlierName(plan, name))
      const states = [only(catalog)]
      for (const step of steps.get(name) ?? []) {
        const played = advance(catalog, step)
        if (played.kind === 'refusal') break
        catalog = played.catalog
        states.push(only(catalog))
      }
      return [name, [...new Set(states.map(each => stateMark(each, plan.target.get(name), hash)))]] as const
    }),
  )
}

/** The digest of the state that a changed datastore is in now, as `waysOf` makes them. */
export function standsAt({ plan }: Pick<Planned, 'plan'>, name: string, hash: Hash): string {
  return stateMark(plan.base.get(earlierName(plan, name)), plan.target.get(name), hash)
}

const SHORT = 22

// Of a field whose default the server decides, the default says nothing.
function stateMark(state: Datastore | undefined, target: Datastore | undefined, hash: Hash): string {
  const fields = [...(state?.fields ?? [])].map(([name, field]) => {
    const wanted = target?.fields.get(name)
    if (wanted === undefined || wanted.default_value !== undefined) return [name, field] as const
    const { default_value: _, ...rest } = field
    return [name, rest] as const
  })
  return hash(canonicalText(plainOf(state && { ...state, fields: new Map(fields) }))).slice(0, SHORT)
}

function namesOf({ changes, adopts }: Plan): readonly string[] {
  return [...new Set([...changes.map(each => each.datastore), ...adopts])].sort()
}

function earlierName({ changes }: Plan, name: string): string {
  const [from = name] = changes.flatMap(each =>
    each.kind === 'datastore-renamed' && each.datastore === name ? [each.from] : [],
  )
  return from
}

// By the name that a datastore has at last.
function stepsByDatastore({ steps }: Plan): ReadonlyMap<string, readonly Step[]> {
  const lists = new Map<string, readonly Step[]>()
  for (const step of steps) {
    const before = lists.get(step.datastore) ?? []
    lists.delete(step.datastore)
    lists.set(nameAfter(step), [...before, step])
  }
  return lists
}

function entry(catalog: Catalog, name: string): Catalog {
  const datastore = catalog.get(name)
  return datastore === undefined ? new Map() : new Map([[name, datastore]])
}

function only(catalog: Catalog): Datastore | undefined {
  return [...catalog.values()][0]
}

function plainOf(datastore: Datastore | undefined) {
  return datastore === undefined ? null : plainDatastore(datastore)
}
