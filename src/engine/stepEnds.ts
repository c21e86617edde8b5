import type { Change } from '../core/model/change.ts'
import { changeKey } from '../core/model/change.ts'
import { Failure } from '../core/model/failure.ts'
import type { LiveDatastore } from '../core/model/live.ts'
import type { Journal, Trouble } from '../core/model/outcome.ts'
import type { Problem } from '../core/model/problem.ts'
import type { Step } from '../core/model/step.ts'
import type { Ended } from './guard.ts'

/** How steps ended, as lists; what has no end was not started. */
export type StepsEnd = Pick<Journal, 'done' | 'skipped' | 'unknown' | 'failed' | 'notStarted' | 'surprises'>

/** Sorts steps by how they ended. */
export function stepsEndOf(steps: readonly Step[], ends: ReadonlyMap<Step, Ended>): StepsEnd {
  const withEnd = (kind: Ended['kind']) => steps.filter(step => ends.get(step)?.kind === kind)
  const troubles = (...kinds: readonly Ended['kind'][]) =>
    steps.flatMap((step): readonly Trouble[] => {
      const end = ends.get(step)
      return end === undefined || !kinds.includes(end.kind) ? [] : [{ step, problem: problemOfEnd(step, end) }]
    })
  return {
    done: withEnd('done'),
    skipped: withEnd('skipped'),
    unknown: troubles('unknown'),
    failed: troubles('failed', 'surprise'),
    notStarted: steps.filter(step => !ends.has(step)),
    surprises: [...ends.values()].flatMap((end): readonly Change[] => (end.kind === 'surprise' ? end.moved : [])),
  }
}

/** Why a step did not end well, in words. */
export function problemOfEnd(step: Step, ended: Ended): Problem {
  if ('problem' in ended) return ended.problem
  const surprise = ended.kind === 'surprise' ? ended : undefined
  const moved = [...new Set(surprise?.moved.map(changeKey))].join(', ')
  const isUnheeded = surprise?.unheeded === true
  return {
    code: 'AP102',
    severity: 'error',
    message: isUnheeded
      ? `Cliq accepted ${step.call} ${step.datastore} but did not do it; requested -> live: ${moved}`
      : `${step.datastore} is not what the plan was made from: ${moved}`,
    hint: 'check it with cliq-ds drift, then plan again',
  }
}

/** Why a step was not sent, by what was thrown. */
export function problemOfStop(error: unknown): Problem {
  const first = error instanceof Failure ? error.problems[0] : undefined
  return first ?? { code: 'AP103', severity: 'error', message: 'the run was interrupted before this was sent' }
}

/** The datastore after a step; a field has the id it was planned with, unless this step made it: under another one it is someone else's. */
export function withKnownIds(
  step: Step,
  was: LiveDatastore | undefined,
  now: LiveDatastore | undefined,
): LiveDatastore | undefined {
  if (was === undefined || now === undefined) return now
  const made = new Set(step.call === 'add-fields' ? step.fields.keys() : [])
  const known = [...was.identity.fields].filter(([name]) => !made.has(name) && now.identity.fields.has(name))
  return { ...now, identity: { ...now.identity, fields: new Map([...now.identity.fields, ...known]) } }
}
