import { hidesField } from '../core/plan/document.ts'
import type { Checks } from '../core/plan/document.ts'
import type { Plan } from '../core/plan/plan.ts'
import { canonicalText, plainStep } from '../core/model/plain.ts'
import type { Step } from '../core/model/step.ts'
import { guardOf } from '../engine/guard.ts'
import type { Guard, Holding } from '../engine/guard.ts'
import type { LeaseRequest, World } from './world.ts'

/** Takes the lease, lets `work` go on under it, and gives it back however that ends. Throws an LE Failure when another run has it. */
export async function underLease<T>(
  world: World,
  request: LeaseRequest,
  work: (lease: Holding) => Promise<T>,
): Promise<T> {
  const lease = await world.acquireLease(request)
  try {
    return await work(lease)
  } finally {
    const problem = await lease.release()
    if (problem !== undefined) world.notify({ type: 'note', problem })
  }
}

/** Lets `work` carry out a plan's steps behind the lease and the journal. Throws JR101 for a damaged journal, before anything is sent. */
export async function guarded<T>(
  world: World,
  {
    plan,
    digest,
    checks,
  }: {
    readonly plan: Pick<Plan, 'base' | 'target'>
    readonly digest: string
    readonly checks?: Checks | undefined
  },
  lease: Holding,
  work: (guard: Guard) => Promise<T>,
): Promise<T> {
  const { clock, notify, project } = world
  const journal = await world.openJournal()
  try {
    if (journal.inDoubt.length > 0) notify({ type: 'note', problem: cutOff(journal.inDoubt.length) })
    await journal.append({ type: 'run', digest, at: clock.now(), ...(checks === 'skipped' && { checks }) })
    const plain = (step: Step) => plainStep(step, hidesField(plan, step))
    const named = (step: Step) => project.digest(canonicalText(plain(step)))
    return await work(guardOf(lease, { journal, clock, plain, digest: named }))
  } finally {
    await journal.close()
  }
}

function cutOff(steps: number) {
  const what = steps === 1 ? 'a call' : `${steps} calls`
  return {
    code: 'JR102',
    severity: 'warning',
    message: `an earlier apply was interrupted at ${what}; its result was read from the org`,
  } as const
}
