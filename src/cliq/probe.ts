import { Failure } from '../core/model/failure.ts'
import type { Clock } from '../core/model/ports.ts'
import type { Problem } from '../core/model/problem.ts'
import { PROBE_NAME } from '../core/model/probe.ts'
import type { ProbeAnswer, ProbeReport } from '../core/model/probe.ts'
import { readsOf } from './connect.ts'
import type { ReachedOrg } from './connect.ts'
import { ROW_QUESTIONS } from './probe/rows.ts'
import type { Question } from './probe/rows.ts'
import { SCHEMA_QUESTIONS } from './probe/schema.ts'
import { createSite, removeSite } from './probe/site.ts'
import type { Site } from './probe/site.ts'
import type { Wire } from './wire.ts'

/** What a probe saw, and what it could not clear away. */
export interface Probed {
  readonly report: Omit<ProbeReport, 'version' | 'isEmulated'>
  readonly leftBehind: Problem | undefined
}

/**
 * Asks an org what the API document leaves open: creates a throw-away datastore, asks each question inside the budgets,
 * and removes it, also after an interrupt. Throws a Failure: DR201 or DR205 when there is none to ask, AU1xx, NT1xx or
 * RL1xx for what concerns the run.
 */
export async function performProbe({ target, deps, wire, heard }: ReachedOrg): Promise<Probed> {
  const before = heard().calls
  const site = await createSite(wire, deps.clock, readsOf(target, deps))
  const answers: ProbeAnswer[] = []
  let lagMs: number | undefined
  let leftBehind: Problem | undefined
  try {
    for (const question of [...ROW_QUESTIONS, ...SCHEMA_QUESTIONS]) {
      const { lagMs: lag, ...answer } = await answered(question, site)
      answers.push({ question: question.question, asked: question.asked, ...answer })
      if (lag !== undefined) site.settle.ms = 2 * lag
      lagMs ??= lag
    }
  } finally {
    leftBehind = await cleared(wire, deps.clock, site.id)
    if (leftBehind !== undefined) deps.notify({ type: 'note', problem: leftBehind })
  }
  answers.push(limitHeaders(heard().limitHeaders))
  const calls = heard().calls - before
  const report = { askedAt: deps.clock.now(), answers, calls, ...(lagMs !== undefined && { lagMs }) }
  return { report, leftBehind }
}

// A scope that one question lacks leaves the others to be asked; what else concerns the run ends it.
async function answered({ ask }: Question, site: Site): ReturnType<Question['ask']> {
  try {
    return await ask(site)
  } catch (error) {
    if (error instanceof Failure && error.code === 'AU102') return { found: `not asked: ${error.message}` }
    throw error
  }
}

function limitHeaders(names: readonly string[]): ProbeAnswer {
  const found = names.length === 0 ? 'no' : names.join(', ')
  return { question: 'limit-headers', asked: 'Do answers carry headers about limits?', found }
}

// No interrupt holds it back: what a probe made is never left to others.
async function cleared(wire: Wire, clock: Clock, id: string): Promise<Problem | undefined> {
  const last = wire.going({ isUnstoppable: true })
  const why = await removeSite(last, clock, id).catch((error: unknown) => String(error))
  if (why === true) return undefined
  const message = `${PROBE_NAME} could not be removed${typeof why === 'string' ? `: ${why}` : ''}`
  return {
    code: 'DR203',
    severity: 'error',
    message,
    hint: 'probe again, which removes it first, or remove it in Cliq',
  }
}
