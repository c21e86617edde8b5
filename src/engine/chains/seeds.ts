import type { Problem } from '../../core/model/problem.ts'
import type { RunChains } from '../../core/plan/beside.ts'
import type { RowEnd } from '../../core/rows/law.ts'
import { filled, learn, refOf } from '../../core/rows/refs.ts'
import type { KnownRefs } from '../../core/rows/refs.ts'
import type { RowChange } from '../../core/rows/seed.ts'
import { seedLaw } from '../../core/rows/seedLaw.ts'
import type { SeedPlan } from '../../core/rows/seedPlan.ts'
import { rowCountOf } from '../../core/rows/seedSteps.ts'
import type { RowStep } from '../../core/rows/seedSteps.ts'
import type { Bundle, Chain, Link } from '../links.ts'

type Streams = SeedPlan['phases'][number]

/** The rows of seeds, in the chains that their estimate counts: a chain for each seed, a link for each of its phases. */
export function seedChains(plans: readonly SeedPlan[], costs: RunChains['rows']): readonly Chain[] {
  const refs = new Set(plans.flatMap(each => [...each.seed.refs.keys()]))
  const referred = new Set([...refs].map(each => refOf(each)?.seed))
  const known = new Map<string, string | boolean>()
  return costs.map((chain, at): Chain => {
    const plan = plans[at]
    if (plan === undefined) return { ...chain, part: 'rows', links: [] }
    const born: { readonly id: string; readonly values: SeedPlan['records'][number]['values'] }[] = []
    const take = ({ change, ...end }: RowEnd) => {
      if ('id' in end && end.id !== undefined && change.kind === 'insert')
        born.push({ id: end.id, values: change.row.values })
    }
    const links = chain.links.map((each, phase): Link => {
      const streams = plan.phases[phase] ?? []
      const isLast = phase === chain.links.length - 1
      return {
        kind: 'rows',
        costs: each,
        name: plan.seed.name,
        datastore: plan.datastore.unique_name,
        rows: streams.flat().reduce((sum, step) => sum + rowCountOf(step), 0),
        make: async () => bundleOf(plan, streams, known),
        ...(referred.has(plan.seed.name) && {
          ended: take,
          ...(isLast && { passed: () => learn(known, refs, plan.seed, plan.datastore, born) }),
        }),
      }
    })
    return { part: 'rows', queue: chain.queue, links }
  })
}

// With what is known by now in place of references. A row with one that is not known is not to be sent.
function bundleOf({ seed, datastore }: SeedPlan, streams: Streams, known: KnownRefs): Bundle {
  const law = seedLaw(seed, datastore)
  if (seed.refs.size === 0) return { datastore, law, streams }
  const open: RowChange[] = []
  const fill = <T extends RowChange>(changes: readonly T[]): readonly T[] =>
    changes.flatMap(change => {
      if (change.kind === 'remove') return [change]
      const { values, open: left } = filled(change.row.values, known)
      if (left > 0) open.push(change)
      if (left > 0) return []
      const set = change.kind === 'update' ? { set: filled(change.set, known).values } : {}
      return [{ ...change, ...set, row: { ...change.row, values } }]
    })
  const step = (each: RowStep): readonly RowStep[] => {
    switch (each.call) {
      case 'insert-record':
        return fill([each.insert]).map(insert => ({ ...each, insert }))
      case 'update-record':
        return [{ ...each, updates: fill(each.updates) }]
      case 'update-records': {
        const updates = fill(each.updates)
        // Fewer rows than the criteria select: each by its own call.
        return updates.length === each.updates.length
          ? [{ ...each, updates, set: filled(each.set, known).values }]
          : [{ call: 'update-record', looks: [{ criteria: each.criteria }], updates }]
      }
      case 'delete-records':
        return [each]
    }
  }
  const whole = streams.map(stream => stream.flatMap(step))
  return { datastore, law, streams: whole, ended: open.map(unresolved) }
}

/** The row that a row refers to was not written. */
function unresolved(change: RowChange): RowEnd {
  const hint = 'run the same command again once the seed that it refers to is written'
  const message = `${change.name} refers to a row that does not exist`
  const problem: Problem = { code: 'SD120', severity: 'error', message, hint }
  return { change, kind: 'failed', problem }
}
