import { failure } from '../core/model/failure.ts'
import type { Problem } from '../core/model/problem.ts'
import { PROBE_NAME } from '../core/model/probe.ts'
import type { ProbeReport } from '../core/model/probe.ts'

/** An environment that can be probed. */
export interface Probing {
  readonly environment: string
  /** The org in words. */
  readonly where: string
  /** Whether writes need a reviewed plan. */
  readonly isProtected: boolean
  /** Creates a throw-away datastore, asks, and removes it. Throws a Failure DR2xx, AU1xx, NT1xx or RL1xx. */
  ask(): Promise<Answered>
  /** Keeps the answers for later runs on this machine. Throws a Failure FS1xx. */
  keep(report: ProbeReport): Promise<void>
}

/** What an org answered, and what could not be cleared away. */
export interface Answered {
  readonly report: ProbeReport
  readonly leftBehind: Problem | undefined
}

/** Probes an org and keeps its answers. Throws a Failure CL110 without a yes and DR204 for a protected environment: then nothing was sent. */
export async function performProbing(probing: Probing, { yes }: { readonly yes: boolean }): Promise<Answered> {
  const { environment, where, isProtected } = probing
  if (isProtected)
    throw failure('DR204', `${environment} is protected, so it is not probed`, {
      hint: 'probe another org of the same data centre',
    })
  if (!yes)
    throw failure('CL110', `a probe creates ${PROBE_NAME} in ${environment} (${where}), writes rows, and removes it`, {
      hint: 'add --yes',
    })
  const answered = await probing.ask()
  await probing.keep(answered.report)
  return answered
}
